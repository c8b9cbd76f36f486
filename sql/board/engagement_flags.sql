-- Purpose: which counts of own posts to take with care, of the snapshots of some days: the counter fell, days without a
-- snapshot lie before it, or what was gained is not known; the latter by its reason.
-- Grain and key: (account, flag: fell, days_missing, gap_too_long, first_seen_late). Units: counts (what one snapshot says
-- of one counter of one post), posts; `lost` is how far counters fell in all. `known` is all counts of the account.
-- The same rules as metrics/engagement_flags.sql.
-- Inputs: core.counter_step, core.post_snapshot; parameters brand, zone, since, until_at.
with steps as (
    select coalesce(s.account, '') as account, s.post_id, s.counter, s.captured_at, s.total, s.earlier,
           core.gain_of(s.total, s.earlier, s.captured_at, s.earlier_at, s.published_at) is null as is_not_known,
           (s.captured_at at time zone :zone)::date - (s.earlier_at at time zone :zone)::date as days_since
    from core.counter_step(:brand, :since, :until_at) s
),

flagged as (
    select account, post_id, captured_at, greatest(earlier - total, 0) as lost,
           case
               when is_not_known and exists (
                   select from core.post_snapshot e
                   where e.brand = :brand and e.post_id = s.post_id and e.captured_at < s.captured_at
                     and (to_jsonb(e) ->> s.counter) is not null
               ) then 'gap_too_long'
               when is_not_known then 'first_seen_late'
               when total < earlier then 'fell'
               when days_since > 1 then 'days_missing'
           end as flag
    from steps s
),

known as (
    select account, count(*) as known from steps group by account
)

select f.account, f.flag, count(*)::int as counts, count(distinct f.post_id)::int as posts,
       coalesce(sum(f.lost) filter (where f.flag = 'fell'), 0)::bigint as lost, min(k.known)::int as known
from flagged f
join known k on k.account = f.account
where f.flag is not null
group by f.account, f.flag
order by f.account, f.flag
