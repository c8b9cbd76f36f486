"""What stands around a message tells what it is: the brand's own campaign hashtag."""

from typing import Any

import pytest

from tasks.artifact import shipped_engine
from tasks.core.items import Message
from tasks.core.tiers.signals import find


def signals(text: str, **context: Any) -> Any:
    return find(Message(1, "mention", text, **{"brand_hashtags": ("MyKitchen",), **context}))


def test_the_brands_own_campaign_hashtag_explains_a_link() -> None:
    text = "Subscribe to my channel, full video: https://video.example/1 #mykitchen"
    link = {"links": ("https://video.example/1",)}
    found = signals(text, hashtags=("mykitchen",), **link)
    assert "promotion_and_link" not in found
    assert found.shown["campaign"] == "#mykitchen"
    assert "campaign" not in signals(text, hashtags=("yourkitchen",), **link)
    assert "promotion_and_link" in signals(text, hashtags=("yourkitchen",), **link)


def test_a_campaign_hashtag_with_nothing_to_show_is_only_a_word() -> None:
    assert "campaign" not in signals("loving #mykitchen", hashtags=("mykitchen",))
    assert "campaign" in signals("loving #mykitchen", hashtags=("mykitchen",), media=("photo",))


@pytest.mark.parametrize("text", ["@acme", "@acme morning coffee", "Sunday with @acme 😍"])
def test_a_picture_that_names_the_brand_is_theirs_to_show(text: str) -> None:
    (shown,) = shipped_engine().assign([Message(1, "mention", text, media=("photo",))])
    assert shown.tier == "T3"
    assert "ugc" in shown.flags


@pytest.mark.parametrize(
    "text", ["@acme it arrived broken", "@acme is this normal?", "@acme still waiting for a refund"]
)
def test_a_picture_of_what_is_wrong_waits_for_the_brand(text: str) -> None:
    (shown,) = shipped_engine().assign([Message(1, "mention", text, media=("photo",))])
    assert shown.tier == "T1"
