"""Artifact keys: what Prefect takes, and a brand's own."""

import re

from tasks.artifacts import artifact_key


def test_no_two_brands_share_an_artifact() -> None:
    keys = [artifact_key("loads", brand) for brand in ("acme", "a-b", "a_b", "a-_b", "a_-b", "0__")]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys)
    assert keys[0] == "loads-acme"
