-- Purpose: how likely a message is a T1 though the engine chose another tier; and reading that as of a moment.

-- the engine's chance of T1, 0 to 1; null: a person's or a rule's tier, an engine that gives none, or from before 0005
alter table core.tier_assignment
    add t1_chance real check (t1_chance between 0 and 1);

-- The chance of T1 of the assignment that core.tier_as_of takes.
create function core.t1_chance_as_of(in_brand text, in_interaction bigint, in_edited_at timestamptz, t timestamptz)
returns real
language sql stable parallel safe as $$
    select a.t1_chance
    from core.tier_assignment a
    where a.brand = in_brand and a.interaction_id = in_interaction
      and (a.assigned_by is null or a.assigned_at <= t)
    order by a.assigned_by is not null desc,
             coalesce(in_edited_at > t and a.assigned_at >= coalesce(
                 (select i.text_changed_at from core.interaction i
                  where i.brand = in_brand and i.interaction_id = in_interaction), in_edited_at), false),
             a.assignment_id desc
    limit 1
$$;
