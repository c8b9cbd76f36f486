-- Purpose: how many rows of these loads stand in each staging table. Grain: one row a table.
-- Parameters: brand, load_ids.
select 'profile' as staging_table, count(*) as n from staging.profile where brand = :brand and load_id = any(:load_ids)
union all
select 'post', count(*) from staging.post where brand = :brand and load_id = any(:load_ids)
union all
select 'interaction', count(*) from staging.interaction where brand = :brand and load_id = any(:load_ids)
union all
select 'post_snapshot', count(*) from staging.post_snapshot where brand = :brand and load_id = any(:load_ids)
union all
select 'audience_snapshot', count(*) from staging.audience_snapshot
where brand = :brand and load_id = any(:load_ids)
