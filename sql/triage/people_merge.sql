-- Purpose: the profiles of one member become another member's, which is put down. Grain: one row, the merge.
-- Inputs: core.profile; parameters brand, from_member, into_member, by, now.
with moved as (
    update core.profile set member_id = :into_member
    where brand = :brand and member_id = :from_member
    returning profile_id
)
insert into core.member_merge (brand, from_member, into_member, profile_ids, merged_at, merged_by)
select :brand, :from_member, :into_member, array_agg(profile_id order by profile_id), :now, :by from moved
returning merge_id, profile_ids
