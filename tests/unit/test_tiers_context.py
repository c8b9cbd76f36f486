"""What stands around a message tells what it is: the brand's own campaign hashtag."""

from typing import Any

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
