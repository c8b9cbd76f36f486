-- Purpose: what came in, by day of the brand's calendar, platform and tier.
-- Grain and key: (day, platform, tier). Unit: inbound interactions. Inputs: core.inbox_as_of;
-- parameters brand, since, as_of, zone.
select (occurred_at at time zone :zone)::date as day, platform, tier, count(*) as arrived
from core.inbox_as_of(:brand, :since, :as_of)
group by day, platform, tier
order by day, platform, tier
