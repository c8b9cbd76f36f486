"""The signals engine, on messages written for these tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.artifact import shipped_engine, shipped_model
from tasks.core.items import TIERS, Message
from tasks.core.tiers.lexicon import lexicon
from tasks.core.tiers.reading import read
from tasks.core.tiers.reasons import SENTENCES
from tasks.core.tiers.signals import find
from tasks.core.tiers.weights import BY_HAND


def assign(text: str, kind: str = "mention", **context):
    (assignment,) = shipped_engine().assign([Message(1, kind, text, **context)])
    return assignment


@pytest.mark.parametrize(
    "text",
    [
        "@acme when will the blue mug be back in stock?",
        "@acme my order arrived broken and nobody answers my emails",
        "@acme please add a dark mode to the app",
        "@acme caught fire in my kitchen, the plug is burnt, dangerous!",
        "@acme I love your tea, but the last box was missing two bags. What now?",
        "@acme quando chega o meu pedido? Já faz duas semanas",
        "@acme meine Bestellung ist immer noch nicht da, wo bleibt sie?",
        "@acme no funciona la aplicación, no puedo pagar",
        "@acme toujours pas de réponse à ma réclamation, c'est une honte",
        "@acme هل المتجر مفتوح غدا؟",
    ],
)
def test_what_waits_for_the_brand_is_t1(text: str) -> None:
    assert assign(text).tier == "T1"


@pytest.mark.parametrize(
    "text",
    [
        "I love how quietly the new kettle pours, a great morning with it",
        "@acme your team in the Leeds shop was wonderful to my grandmother, thank you for the patience",
        "Adorei o atendimento na loja do centro, pessoal maravilhoso",
    ],
)
def test_praise_with_content_is_t2(text: str) -> None:
    assert assign(text, "comment").tier == "T2"


@pytest.mark.parametrize(
    "text",
    [
        "I built this shelf with your brackets, here are my photos https://shelf.example/1",
        "My review of the travel mug, with my pictures from the Alps https://blog.example/mug",
    ],
)
def test_what_they_made_and_show_is_t3(text: str) -> None:
    assignment = assign(text, "comment")
    assert assignment.tier == "T3"
    assert "ugc" in assignment.flags


@pytest.mark.parametrize("text", ["❤️❤️❤️", "thanks!", "lol", "hahaha 😂", "obrigada", "ok", "Love it 😍"])
def test_a_reaction_is_t4(text: str) -> None:
    assert assign(text, "comment").tier == "T4"


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to my channel and follow me for a free gift card https://win.example",
        "Check out my channel, subscribe to my stream!",
    ],
)
def test_advertising_gets_no_answer(text: str) -> None:
    assignment = assign(text, "comment")
    assert assignment.tier == "none"
    assert "spam" in assignment.flags


@pytest.mark.parametrize("kind", ["reaction", "follow", "share", "poll_vote"])
def test_a_bare_reaction_follow_or_share_is_t4_and_sure(kind: str) -> None:
    assignment = assign("", kind)
    assert assignment.tier == "T4"
    assert not assignment.is_unsure


def test_a_vote_asks_nothing_whatever_its_option_says() -> None:
    assert assign("Why not both?", "poll_vote").tier == "T4"


def test_yes_to_the_brands_question_waits_for_the_brand() -> None:
    asked = {"parent_text": "Did you try another plug?", "parent_is_brand": True, "is_thread_root": False}
    assert assign("yes, twice", "reply", **asked).tier == "T1"


def test_thanks_after_help_is_t4() -> None:
    helped = {"parent_text": "A new one is on its way.", "parent_is_brand": True, "is_thread_root": False}
    assert assign("thank you!", "reply", **helped).tier == "T4"


def answer(text: str, to: str):
    return assign(text, "reply", parent_text=to, parent_is_brand=True, is_thread_root=False)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for writing back to us so soon",
        "thank you for your help, Otto",
        "cheers for looking into the lid",
        "Merci pour votre aide rapide et gentille",
    ],
)
@pytest.mark.parametrize(
    "brand", ["A new lid is on its way.", "Sorry for the wait! A new lid is on its way."]
)
def test_thanks_for_the_brands_answer_close_it_with_t2(text: str, brand: str) -> None:
    closing = answer(text, brand)
    assert closing.tier == "T2"
    assert "complaint" not in closing.flags


@pytest.mark.parametrize("text", ["ok thanks, I'll do that", "thank you Otto", "Perfect, thanks!"])
def test_thanks_that_say_nothing_more_close_with_t4(text: str) -> None:
    assert answer(text, "Rinse it warm and it will shine. Please let us know if you need more.").tier == "T4"


def test_thanks_beside_a_bare_i_did_end_what_the_brand_only_asked_after() -> None:
    assert answer("I did thank you", "Did you find the lid in the end?").tier == "T4"


@pytest.mark.parametrize("text", ["You make my cheeks glow", "we sang it all the way home", "it was Otto"])
def test_a_short_statement_to_a_brand_that_asked_nothing_does_not_wait(text: str) -> None:
    assert answer(text, "That made our whole team smile.").tier not in {"T1", "none"}


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("it was Otto", "Which of us served you?"),
        ("Thanks, number sent", "Please send us your order number."),
        ("Done! I did it! Thanks", "Can you send us a message with your order number?"),
        ("it has been three weeks", "Sorry to hear this, our team is on it."),
        ("thanks, but the new lid is broken", "A new lid is on its way."),
        ("thanks, and when does it leave?", "A new lid is on its way."),
        ("the order number is 7731", "A new lid is on its way."),
        ("it did it again", "A restart helps most of the time."),
        ("it didn't come", "A new lid is on its way."),
    ],
)
def test_an_answer_that_carries_a_case_on_waits_for_the_brand(text: str, brand: str) -> None:
    assert answer(text, brand).tier == "T1"


@pytest.mark.parametrize(
    "text",
    [
        "grandpa keeps bees and we visit again in May",
        "he kept the old mug, it takes me back to Leeds",
        "Can't wait to go back to the shop again",
        "mon cher oncle y était",
        "il fallait le voir",
    ],
)
def test_a_word_that_only_may_tell_of_a_problem_is_none_by_itself(text: str) -> None:
    assert "problem" not in find(Message(1, "comment", text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the mug leaked again", "again"),
        ("it doesn't open, it keeps stopping", "keeps"),
        ("are you slow today?", "slow"),
    ],
)
def test_a_word_that_may_tell_of_a_problem_counts_beside_another_sign(text: str, word: str) -> None:
    assert word in find(Message(1, "comment", text)).shown["problem"]


def test_a_problem_that_is_solved_is_no_complaint() -> None:
    assert "complaint" not in assign("it works now, problem solved, thanks", "reply").flags


def test_no_problem_is_no_problem() -> None:
    assert "problem" not in find(Message(1, "comment", "there was no problem at all"))


def test_praise_denied_is_not_praise() -> None:
    signals = find(Message(1, "comment", "the soup was not good"))
    assert "praise" not in signals
    assert "praise_denied" in signals


def test_reasons_name_the_words_that_mattered() -> None:
    reasons = assign("@acme when will the blue mug be back?").reasons
    assert "asks a question: 'when will the blue mug be'" in reasons


def test_a_message_that_shows_nothing_still_has_a_reason() -> None:
    assert all(assign(text, "comment").reasons for text in ("", "qwx", "Rainy Tuesday here by the sea"))


def test_sentiment_is_read_from_praise_and_trouble() -> None:
    assert assign("terrible, the worst soup, it is broken").sentiment < 0
    assert assign("wonderful soup, great people").sentiment > 0
    assert assign("the soup of Tuesday").sentiment is None


def test_danger_is_urgent() -> None:
    assert "urgent" in assign("@acme my account was hacked, someone took my money").flags


def test_shouted_letters_are_read_as_the_word() -> None:
    assert read("soooo goooood, LOVEEEE").words == ["so", "god", "love"]


def test_a_mark_inside_a_link_is_no_question() -> None:
    assert not read("see https://a.example/?q=1").question_ends


def test_every_reason_is_of_a_signal_that_weighs() -> None:
    assert all(len(weights) == len(TIERS) for weights in BY_HAND.values())
    assert {name for names in SENTENCES.values() for name in names} <= set(shipped_model().dense_names)


def test_every_entry_of_the_lexicon_can_be_found() -> None:
    for phrase, signals in lexicon().phrases.items():
        hits = read(phrase).hits
        assert set(signals) <= set(hits), phrase


@given(st.text(max_size=300), st.sampled_from(["comment", "reply", "share", "direct_message", "review"]))
def test_any_text_gets_a_tier_a_confidence_and_a_reason(text: str, kind: str) -> None:
    assignment = assign(text, kind)
    assert assignment.tier in TIERS
    if assignment.chances:  # T1's counts more than it is shown as: what is chosen need not be the likeliest
        assert sum(assignment.chances) == pytest.approx(1)
        assert assignment.confidence == round(assignment.chances[TIERS.index(assignment.tier)], 3)
    assert assignment.reasons
    assert assignment.sentiment is None or -1 <= assignment.sentiment <= 1
    assert assignment == assign(text, kind)


def test_a_megabyte_of_text_is_read_only_as_far_as_it_matters() -> None:
    assert len(read("a? " * 400_000).words) < 5000


def test_what_did_not_happen_is_a_complaint_unless_it_is_asked() -> None:
    told = assign("@acme I could not log in all day and you do not answer")
    assert "complaint" in told.flags
    assert told.sentiment is not None
    assert told.sentiment < 0
    assert "complaint" not in assign("@acme do you not open on Mondays?").flags


def test_a_link_passed_on_is_a_share_and_no_reaction() -> None:
    assert assign("Acme opens in Leeds https://news.example/1", "mention").flags == ("share",)
