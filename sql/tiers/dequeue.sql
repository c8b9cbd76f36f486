-- Purpose: these interactions are assigned, or need no assignment. Parameters: brand, after_id, through_id.
delete from ops.untiered
where brand = :brand and interaction_id > :after_id and interaction_id <= :through_id
