-- Purpose: whether reading its page again met the same unreadable row. Parameters: brand, quarantine_id, times_seen.
select times_seen > :times_seen from ops.quarantine where brand = :brand and quarantine_id = :quarantine_id
