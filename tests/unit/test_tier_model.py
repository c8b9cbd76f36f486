"""The model's file: what is not one is refused, and nothing in it is ever executed."""

import io
import json
import pickle
import zipfile
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from tasks.artifact import SHIPPED, pack, shipped_engine, shipped_model, unpack
from tasks.core.items import TIERS, Message
from tasks.core.tiers.learned import may_wait
from tasks.core.tiers.model import ModelError
from tasks.core.tiers.signals import find


class Bomb:
    """Unpickling this would raise AssertionError."""

    def __reduce__(self) -> Any:
        return (exec, ("raise AssertionError('executed')",))


def shipped() -> bytes:
    return files("tasks.shipped").joinpath(SHIPPED).read_bytes()


def changed(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped())) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            written.writestr(name, entries.get(name.partition(".")[0], source.read(name)))
    return target.getvalue()


def array(value: Any, *, allow_pickle: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, value, allow_pickle=allow_pickle)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 torn",
        pickle.dumps(Bomb()),
        changed(bias=array(np.array([Bomb()], dtype=object), allow_pickle=True)),
        changed(bias=array(np.zeros(3))),
        changed(words_weights=array(np.zeros((2, 5), dtype=np.int8))),
        changed(dense=array(np.zeros((1, 5)))),
        changed(header=json.dumps({"format": 99}).encode()),
        changed(header=b"{"),
        changed(words_names=b"not an array"),
    ],
)
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        unpack(data)


def test_a_model_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ModelError, match="unpacked"):
        unpack(pack({"bias": np.zeros(30_000_000, dtype=np.float32)}, {}))


def test_the_shipped_model_is_small_and_names_what_it_was_measured_at() -> None:
    assert len(shipped()) < 8_000_000
    assert set(shipped_model().header["figures"]) >= {"accuracy", "macro_f1", "t1_recall"}


def test_an_assignment_does_not_depend_on_the_batch() -> None:
    texts = ["where is my parcel?", "", "😂", "wonderful people in your Leeds shop", "zxqv " * 900, "ok"]
    messages = [Message(n, "comment", text) for n, text in enumerate(texts)]
    engine = shipped_engine()
    alone = [engine.assign([message])[0] for message in messages]
    together = engine.assign(messages * 300)[-len(messages) :]
    for one, other in zip(alone, together, strict=True):
        assert (one.tier, one.flags, one.reasons) == (other.tier, other.flags, other.reasons)
        assert one.chances == pytest.approx(other.chances, abs=1e-5)


def test_the_chances_add_up_and_the_confidence_is_the_tiers() -> None:
    (said,) = shipped_engine().assign([Message(1, "mention", "@acme my order is lost, what now?")])
    assert sum(said.chances) == pytest.approx(1, abs=1e-5)
    assert said.confidence == pytest.approx(said.chances[TIERS.index(said.tier)], abs=1e-3)


@pytest.mark.parametrize(
    "text", ["ตอนนี้ร้านเปิดกี่โมง", "γιατί δεν απαντάτε στα μηνύματα μου", "доставка снова задержалась"]
)
def test_an_unknown_language_is_less_sure_and_never_none(text: str) -> None:
    (said,) = shipped_engine().assign([Message(1, "mention", text)])
    assert said.tier != "none"
    assert said.confidence < 0.9
    assert "language" in said.reasons[0]


@pytest.mark.parametrize("lang", [None, "zh"])
def test_a_short_text_in_an_unknown_script_is_less_sure(lang: str | None) -> None:
    (said,) = shipped_engine().assign([Message(1, "comment", "你们的商店非常好我很喜欢", lang)])
    assert said.confidence < 0.8
    assert "language" in said.reasons[0]


def test_a_language_may_be_named_by_three_letters() -> None:
    text = "the delivery is late again"
    short, long = (shipped_engine().assign([Message(1, "mention", text, lang)])[0] for lang in ("en", "eng"))
    assert short == long


@pytest.mark.parametrize("text", [" " * 1000, "\0" * 1000, "\n\t "])
def test_a_text_of_blanks_asks_nothing(text: str) -> None:
    assert shipped_engine().assign([Message(1, "mention", text)])[0].tier == "T4"


def test_a_language_that_is_named_and_unknown_is_less_sure_than_a_known_one() -> None:
    text = "the delivery is late again"
    known, unknown = (
        shipped_engine().assign([Message(1, "mention", text, lang)])[0] for lang in ("en", "fi")
    )
    assert unknown.confidence < known.confidence


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("wonderful people, thank you", False),
        ("free followers, link in bio", False),
        ("wonderful people, but where is my parcel?", True),
        ("thanks, it is broken again", True),
        ("the parcel of Tuesday", True),
    ],
)
def test_what_only_praises_or_advertises_gives_no_reason_to_fear_that_it_waits(
    text: str, waits: bool
) -> None:
    assert may_wait(find(Message(1, "mention", text))) == waits


@pytest.mark.parametrize(
    "text",
    [
        "@acme dear friend, we offer loans at 2 %, write us on WhatsApp",
        "@acme 5000 real followers for 9 $, fast delivery",
        "@acme Du wurdest ausgelost, hol dir deinen Preis: https://preis.example/9",
    ],
)
def test_advertising_that_names_the_brand_is_none(text: str) -> None:
    (said,) = shipped_engine().assign([Message(1, "mention", text)])
    assert said.tier == "none"
    assert "spam" in said.flags
