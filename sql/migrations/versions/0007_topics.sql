-- Purpose: one reading of how a message sounds and of its language, for the metrics and the weekly review's topics.

-- What a sentiment (-1 to 1) is called; null: the text gave nothing to read it from, which is not the same as neutral.
create function core.feeling(sentiment real) returns text
language sql immutable parallel safe as $$
    select case when sentiment is null then 'unknown'
                when sentiment > real '0.1' then 'positive'
                when sentiment < real '-0.1' then 'negative'
                else 'neutral' end
$$;

-- A language as ISO 639 names it, without region or script ("en" for "en-GB"); null: not said, or no language's name.
create function core.language(lang text) returns text
language sql immutable parallel safe as $$
    select substring(lower(lang) from '^([a-z]{2,3})(?:[-_]|$)')
$$;
