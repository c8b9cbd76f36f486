-- Purpose: how far the collecting of each stream has come. Grain and key: (account, stream). Unit: windows, rows.
-- Inputs: ops.load_window; parameters brand.
select account, stream,
       count(*) filter (where state = 'merged') as merged,
       count(*) filter (where state in ('pending', 'landed')) as unfinished,
       count(*) filter (where state = 'unavailable') as unavailable,
       count(*) filter (where state = 'failed') as failed,
       min(window_start) filter (where state = 'merged') as first_start,
       max(window_end) filter (where state = 'merged') as last_end,
       sum(parsed) as parsed, sum(inserted) as inserted, sum(changed) as changed,
       sum(unchanged) as unchanged, sum(quarantined) as quarantined,
       (array_agg(reason order by updated_at desc) filter (where reason is not null))[1] as last_reason
from ops.load_window
where brand = :brand
group by account, stream
order by account, stream
