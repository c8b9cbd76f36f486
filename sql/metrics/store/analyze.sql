-- Purpose: fresh statistics for what the models read, where much came in since the last ones: right after a first
-- backfill autovacuum has seen none of it, and plans made blind are slow. Inputs: the catalogue.
do $$
declare
    stale regclass;
begin
    for stale in
        select c.oid
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('core', 'marts')
        where c.relname in ('interaction', 'answer', 'tier_in_force', 'action', 'profile', 'post', 'post_snapshot',
                            'audience_snapshot', 'office_span', 'profile_day', 'metric_daily')
          and pg_stat_get_mod_since_analyze(c.oid) > 500 + greatest(c.reltuples, 0)
    loop
        execute 'analyze (skip_locked) ' || stale;  -- another is at it: wait for no one
    end loop;
end
$$
