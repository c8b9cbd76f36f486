-- Purpose: a step that people's metrics read: who did something inbound on a day, and until when it counts.
-- Grain: one row a profile and day on which it did something that counts.
-- Key: (brand, profile_id, day)
-- Inputs: marts.counted, core.profile_version
-- Unit: interactions, without those deleted within 24 h and before an answer; active_until, followers: see the table.
-- Followers: as last said by the end of the day, else as first said on the day after it: by the scan that brought it.
-- Metrics: profile_day
-- Table: profile
-- Windows: day
-- Reach: 0..0
-- Version: 3
with windows as (
    select * from core.metric_window(:zone, :grain, :first_day, :last_day, :as_of)
),

days as (
    select w.day, i.profile_id,
           count(*) filter (where i.void_at = 'infinity') as interactions,
           max(i.void_at) as active_until,
           max(i.void_at) filter (where i.kind <> 'follow') as spoke_until,
           max(i.void_at) filter (where i.kind = 'follow') as followed_until
    from marts.counted(:brand, :zone) i
    join windows w on w.day = i.on_day and i.occurred_at <= w.at
    where i.direction = 'inbound'
      and i.occurred_at >= (select min(starts_at) from windows) and i.occurred_at <= (select max(at) from windows)
    group by w.day, i.profile_id
)

select d.*, f.followers
from days d
join windows w on w.day = d.day
cross join lateral (
    select coalesce(
        (select v.followers from core.profile_version v
         where v.brand = :brand and v.profile_id = d.profile_id and v.seen_at <= w.at and v.followers is not null
         order by v.seen_at desc limit 1),
        (select v.followers from core.profile_version v
         where v.brand = :brand and v.profile_id = d.profile_id and v.followers is not null
           and v.seen_at > w.at and v.seen_at <= w.at + interval '1 day'
         order by v.seen_at limit 1)) as followers
) f
