-- Purpose: what the brand's rules make of a message, beside its tier; and finding the same text again.

-- of the engine's assignments: null where no rule fired
alter table core.tier_assignment
    add rules text[],                            -- names of the rules that fired, in their order
    add engine_tier core.tier,                   -- what the engine said by itself
    add labels text[],
    add assignee text;

-- What a rule did about an interaction: dated by the message itself (or its edit), never above a person's action, and
-- taken back when the rule no longer fires; so unlike a person's, a rule's action is no history.
alter table core.action
    add is_automatic boolean not null default false;
create unique index on core.action (brand, interaction_id) where is_automatic;

-- the same text from many: by its beginning's hash, newest first; short ones are everybody's
create index on core.interaction (brand, md5(lower(text)), occurred_at)
    where direction = 'inbound' and is_message and length(text) > 20;

-- What the brand's rules made of an interaction as of t: of the same automatic assignment that core.tier_as_of takes
-- while no person has ruled.
create function core.handling_as_of(in_brand text, in_interaction bigint, in_edited_at timestamptz, t timestamptz)
returns table (rules text[], labels text[], assignee text)
language sql stable parallel safe rows 1 as $$
    select coalesce(a.rules, '{}'), coalesce(a.labels, '{}'), a.assignee
    from core.tier_assignment a
    where a.brand = in_brand and a.interaction_id = in_interaction and a.assigned_by is null
    order by coalesce(in_edited_at > t and a.assigned_at >= coalesce(
                 (select i.text_changed_at from core.interaction i
                  where i.brand = in_brand and i.interaction_id = in_interaction), in_edited_at), false),
             a.assignment_id desc
    limit 1
$$;
