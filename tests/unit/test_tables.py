"""Tables of messages: what strangers' files may hold, and where predictions may go."""

import re
from pathlib import Path

import pytest

from connectors.errors import ConfigError
from tasks.artifact import shipped_engine
from tasks.predict import predict
from tasks.tables import message_of


@pytest.mark.parametrize(
    ("said", "followers"),
    [("12", 12), (" 12 ", 12), ("", None), ("²", None), ("-3", None), ("1e3", None), ("9" * 5000, None)],
)
def test_a_number_of_followers_is_read_or_left_out(said: str, followers: int | None) -> None:
    assert message_of({"text": "hello", "author_followers": said}).author_followers == followers


@pytest.mark.parametrize("target", [".", "folder", "messages.csv/tiers.csv", "nowhere/tiers.csv"])
def test_a_place_that_predictions_cannot_go_to_is_named(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("messages.csv").write_text("id,text\n1,hello\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"^{re.escape(target)}: "):
        predict(shipped_engine(), Path("messages.csv"), Path(target), lambda _: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "messages.csv"]
