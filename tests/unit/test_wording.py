"""Text made ready to be compared or quoted."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.core.wording import content_words, plain, quotable, sentences, shorten


def test_a_quote_calls_nobody_and_leads_nowhere() -> None:
    assert quotable("see @bob.example at https://evil.example/x now", 80) == "see bob.example at now"


def test_a_quote_cannot_open_a_slot() -> None:
    assert quotable("⟨sign here⟩", 80) == "sign here"


def test_a_quote_is_one_line_without_hidden_marks() -> None:
    assert quotable("left\u202eright\x00\n\tend", 80) == "leftright end"


@given(st.text(), st.integers(1, 60))
def test_a_quote_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(quotable(text, limit)) <= limit


def test_a_cut_is_at_a_word_and_shown() -> None:
    assert shorten("the kettle pours, slowly", 19) == "the kettle pours…"


def test_plain_text_has_no_links_mentions_or_slots() -> None:
    assert plain("Hello @Ada ⟨their name⟩ https://a.example  World") == "hello world"


def test_content_words_are_what_it_is_about_in_any_of_the_languages() -> None:
    assert content_words("Where is my parcel?") == {"parcel"}
    assert content_words("Wo ist denn mein Paket?") >= {"paket"}


def test_sentences_keep_their_marks() -> None:
    assert sentences("It broke! Why? I\nwonder...") == ["It broke!", "Why?", "I", "wonder..."]
