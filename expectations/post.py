"""What a staged post must be."""

from expectations.rules import LONGEST_ID, Rule, Suite, at_most, not_before_networks, required

SUITE = Suite(
    "post",
    (
        required("native_id", "id of the platform's own"),
        at_most("native_id", LONGEST_ID, "id"),
        required("author_native_id", "author"),
        at_most("author_native_id", LONGEST_ID, "author's id"),
        required("published_at", "time"),
        not_before_networks("published_at", "time"),
        required("is_own", "word on whose post it is"),
        at_most("text", 200_000, "text"),
        Rule(
            "ids_mostly_present",
            "ExpectColumnValuesToNotBeNull",
            "has ids in fewer than half of its rows: the platform's answers are not in the form we read",
            {"column": "native_id", "mostly": 0.5},
            level="batch",
        ),
    ),
)
