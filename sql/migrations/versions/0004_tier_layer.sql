-- Purpose: what each brand taught the tier engine, version by version; and finding people's rulings without a search.

-- The brand's own layer over the shipped model: what was learned when, from what, and how it did at the gate.
create table ops.tier_layer (
    brand core.slug not null references core.brand on delete cascade,
    version int not null check (version > 0),
    model text not null,                         -- the shipped model that it corrects
    state text not null check (state in ('active', 'retired', 'rejected')),
    state_at timestamptz not null,               -- since when it is in that state
    learned_at timestamptz not null,
    rulings int not null check (rulings > 0),    -- learned from so many
    through_id bigint not null,                  -- assignment_id of the newest ruling it knew
    figures jsonb not null,                      -- of the gate, with the reasons of its verdict
    layer jsonb,                                 -- the weights; null: rejected, and not kept
    primary key (brand, version),
    check ((state = 'rejected') = (layer is null))
);
create unique index on ops.tier_layer (brand) where state = 'active';

-- people's rulings: those in force, and those of a span
create index on core.tier_in_force (brand, assignment_id) where is_human;
create index on core.tier_assignment (brand, assigned_at) where assigned_by is not null;
