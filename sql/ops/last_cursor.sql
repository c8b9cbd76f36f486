-- Purpose: the cursor kept with the stream's last merged window. Parameters: brand, account, stream, before.
select cursor from ops.load_window
where brand = :brand and account = :account and stream = :stream and state = 'merged'
  and window_end <= :before and cursor is not null
order by window_end desc
limit 1
