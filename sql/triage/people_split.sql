-- Purpose: a merge is undone: its profiles are the member's again that they were taken from. Grain: one row, or none where there is no
-- such merge, it is undone, or a later one moved its profiles on. Inputs: core.member_merge, core.profile; parameters brand, merge_id, now.
with undone as (
    update core.member_merge m set undone_at = :now
    where m.brand = :brand and m.merge_id = :merge_id and m.undone_at is null
      and not exists (
          select from core.member_merge l
          where l.brand = :brand and l.merge_id > m.merge_id and l.undone_at is null and l.profile_ids && m.profile_ids)
    returning m.from_member, m.into_member, m.profile_ids
),
moved as (
    update core.profile p set member_id = u.from_member
    from undone u
    where p.brand = :brand and p.profile_id = any(u.profile_ids)
    returning p.profile_id
)
select from_member, into_member, profile_ids, (select count(*) from moved) as profiles from undone
