"""What staged snapshots of posts and audiences must be."""

from expectations.rules import LONGEST_ID, Suite, at_most, not_before_networks, not_negative, required

POST_SUITE = Suite(
    "post_snapshot",
    (
        required("native_id", "post"),
        at_most("native_id", LONGEST_ID, "post's id"),
        required("captured_at", "time"),
        not_before_networks("captured_at", "time"),
        not_negative("reactions"),
        not_negative("comments"),
        not_negative("shares"),
        not_negative("impressions"),
        not_negative("reach"),
    ),
)

AUDIENCE_SUITE = Suite(
    "audience_snapshot",
    (
        required("captured_at", "time"),
        not_before_networks("captured_at", "time"),
        not_negative("followers"),
        not_negative("posts"),
    ),
)
