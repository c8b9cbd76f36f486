-- Purpose: at which hours of the brand's day people write.
-- Grain and key: hour (0 to 23). Unit: inbound messages that want an answer. Inputs: core.inbox_as_of; parameters
-- brand, since, as_of, zone.
select extract(hour from occurred_at at time zone :zone)::int as hour, count(*) as count
from core.inbox_as_of(:brand, :since, :as_of)
where is_message and tier <> 'none'
group by 1
order by 1
