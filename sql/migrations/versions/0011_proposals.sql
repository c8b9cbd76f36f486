-- Purpose: what each weekly review proposed, and the measure it aims at, so that the next one can say what became of it.

-- A review proposes once for a week: whoever makes it again finds what it said. No names of members stand here.
create table ops.proposal (
    brand core.slug not null references core.brand on delete cascade,
    week date not null,                          -- the Monday of the week reviewed
    place int not null check (place between 1 and 3),
    rule text not null,                          -- which rule over the facts chose it
    what text not null,
    evidence text not null,
    metric text not null,                        -- the measure, as marts name it
    dimension text not null,
    dimension_value text not null,
    aim text not null check (aim in ('up', 'down')),
    numerator bigint not null,                   -- the measure in the week reviewed
    denominator bigint not null check (denominator >= numerator and numerator >= 0),
    proposed_at timestamptz not null,            -- the review's moment
    primary key (brand, week, place)
);
