-- Purpose: what models read of the interactions, put down once for all of them where many days are computed: those that count
-- from a moment on, and their answers in turn. Models then read pg_temp in place of marts, by the same names.
-- Grain: one row an interaction; one an answer and the time it is in force. Lives as long as the transaction.
-- Inputs: marts.counted, core.answer, core.action; parameters brand, zone, from_at, until_at.
drop table if exists pg_temp.working_item, pg_temp.working_step cascade;

create temporary table working_item on commit drop as
select * from marts.counted(:brand, :zone) where occurred_at >= :from_at and occurred_at <= :until_at;

-- texts are not planned by
analyze pg_temp.working_item (interaction_id, direction, is_message, kind, profile_id, member_id, tier, occurred_at, on_day, void_at);

create temporary table working_step on commit drop as
with answers as materialized (
    select a.interaction_id, a.via, a.answered_at, a.until_at
    from pg_temp.working_item i
    join core.answer a on a.brand = :brand and a.interaction_id = i.interaction_id and a.via <> 'reaction'
    where i.direction = 'inbound'
),

marks as (
    select m.interaction_id, m.acted_at, coalesce(min(r.acted_at), 'infinity') as until_at
    from core.action m
    left join core.action r
        on r.brand = :brand and r.interaction_id = m.interaction_id and r.action = 'reopened'
       and (r.acted_at, r.action_id) > (m.acted_at, m.action_id)
    where m.brand = :brand and m.action = 'answered'
    group by m.action_id, m.interaction_id, m.acted_at
),

spans as (
    select interaction_id, answered_at, until_at from answers where via <> 'thread'
    union all
    select t.interaction_id, t.answered_at, coalesce(p.answered_at, 'infinity')
    from answers t
    left join answers p on p.interaction_id = t.interaction_id and p.via = 'parent'
    where t.via = 'thread' and (p.answered_at is null or p.answered_at > t.answered_at)
    union all
    select interaction_id, acted_at, until_at from marks
)

select interaction_id, answered_at,
       greatest(answered_at, max(until_at) over (
           partition by interaction_id order by answered_at, until_at rows between unbounded preceding and 1 preceding
       )) as from_at, until_at
from spans;

analyze pg_temp.working_step;

create function pg_temp.counted(in_brand text, in_zone text) returns setof pg_temp.working_item
language sql stable as 'select * from pg_temp.working_item';

create function pg_temp.counted_ever(in_brand text, in_zone text) returns setof pg_temp.working_item
language sql stable as 'select * from pg_temp.working_item';

create function pg_temp.answer_step(in_brand text, in_interaction bigint) returns setof pg_temp.working_step
language sql stable as 'select * from pg_temp.working_step where interaction_id = in_interaction'
