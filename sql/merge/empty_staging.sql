-- Purpose: staging holds nothing of a load that is merged (or about to be staged again).
-- Parameters: load_ids.
with l as (delete from staging.load where load_id = any(:load_ids)),
     p as (delete from staging.profile where load_id = any(:load_ids)),
     o as (delete from staging.post where load_id = any(:load_ids)),
     i as (delete from staging.interaction where load_id = any(:load_ids)),
     s as (delete from staging.post_snapshot where load_id = any(:load_ids)),
     a as (delete from staging.audience_snapshot where load_id = any(:load_ids))
delete from staging.deletion where load_id = any(:load_ids)
