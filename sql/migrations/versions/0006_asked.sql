-- Purpose: what a backfill was asked for and how far it came, so that the same command goes on where it was stopped.

alter table ops.run
    add asked jsonb,                             -- of a backfill: span, accounts, streams, what to redo; null: other flows
    add metrics_through date;                    -- metrics that were to be computed again are, up to this day
create index on ops.run (brand, started_at) where asked is not null;
