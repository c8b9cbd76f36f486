"""What a staged interaction must be."""

from connectors.records import INTERACTION_KINDS
from expectations.rules import (
    LONGEST_ID,
    Rule,
    Suite,
    at_most,
    not_before_networks,
    not_negative,
    one_of,
    required,
)

SUITE = Suite(
    "interaction",
    (
        required("native_id", "id of the platform's own"),
        at_most("native_id", LONGEST_ID, "id"),
        required("author_native_id", "author"),
        at_most("author_native_id", LONGEST_ID, "author's id"),
        at_most("parent_native_id", LONGEST_ID, "parent's id"),
        at_most("root_native_id", LONGEST_ID, "thread's id"),
        required("occurred_at", "time"),
        not_before_networks("occurred_at", "time"),
        required("kind", "kind"),
        one_of("kind", INTERACTION_KINDS, "kind"),
        required("direction", "direction"),
        one_of("direction", frozenset({"inbound", "outbound"}), "direction"),
        at_most("text", 50_000, "text"),
        not_negative("likes"),
        not_negative("shares"),
        Rule(
            "authors_vary",
            "ExpectColumnUniqueValueCountToBeBetween",
            "has no author at all",
            {"column": "author_native_id", "min_value": 1},
            level="batch",
        ),
        Rule(
            "ids_mostly_present",
            "ExpectColumnValuesToNotBeNull",
            "has ids in fewer than half of its rows: the platform's answers are not in the form we read",
            {"column": "native_id", "mostly": 0.5},
            level="batch",
        ),
        Rule(
            "times_mostly_present",
            "ExpectColumnValuesToNotBeNull",
            "has times in fewer than half of its rows: the platform's answers are not in the form we read",
            {"column": "occurred_at", "mostly": 0.5},
            level="batch",
        ),
        Rule(
            "text_mostly_present",
            "ExpectColumnValuesToNotBeNull",
            "has text in fewer than one row in a hundred",
            {"column": "text", "mostly": 0.01},
            level="batch",
            severity="warning",
        ),
        Rule(
            "volume_possible",
            "ExpectTableRowCountToBeBetween",
            "has more rows than a run can have: 20 million",
            {"max_value": 20_000_000},
            level="batch",
        ),
    ),
)
