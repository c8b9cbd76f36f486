"""What a staged profile must be."""

from expectations.rules import LONGEST_ID, Rule, Suite, at_most, not_negative, required

SUITE = Suite(
    "profile",
    (
        required("native_id", "id of the platform's own"),
        at_most("native_id", LONGEST_ID, "id"),
        at_most("handle", 512, "handle"),
        at_most("display_name", 2_000, "display name"),
        not_negative("followers"),
        Rule(
            "ids_mostly_present",
            "ExpectColumnValuesToNotBeNull",
            "has ids in fewer than half of its rows: the platform's answers are not in the form we read",
            {"column": "native_id", "mostly": 0.5},
            level="batch",
        ),
    ),
)
