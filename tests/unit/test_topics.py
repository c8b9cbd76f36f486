"""Topics out of messages: what names one, what belongs together, what stands for it."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from topics_oracle import people_of, places_of

from tasks.core.digest.rates import Rate
from tasks.core.digest.week_topics import Topic
from tasks.core.topics.finding import Said, Talk, boost, log_odds
from tasks.core.topics.telling import Heard, Told, chosen, told
from tasks.core.topics.terms import Reader, languages, own_names, vocabulary
from tasks.core.topics.typical import typical

MONDAY = date(2026, 2, 2)
NAMES = own_names("Acme Roasters", ["AcmeHelp", "@acme.example"])


def terms(text: str, language: str = "en") -> set[str]:
    return set(Reader(language, NAMES).terms(text))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks so much, you guys are awesome!!", "Hello, good morning, can you please help me?", "hahahaha lol omg",
        "Acme Roasters, @acme.example #AcmeHelp acmehelp's", "https://acme.example/delivery www.parcel.example",
        "someone@parcel.example", "22:15 12/03/2026 £14.99 20mins 2nd 0123456789", "😑😑 ?!", "", "soooo goooood",
        "&amp; &lt;",
    ],
)  # fmt: skip
def test_small_words_greetings_names_links_and_figures_name_no_topic(text: str) -> None:
    assert terms(text) == set()


def test_words_and_neighbours_name_topics_whatever_their_number_and_case() -> None:
    assert terms("Late DELIVERIES") == terms("late delivery") == {"delivery"}
    assert terms("my parcel tracking") == {"parcel", "track", "parcel track"}
    assert terms("iOS 11 update") == {"ios", "ios 11"}


def test_words_too_general_alone_stand_beside_another_and_figures_only_beside_a_word() -> None:
    assert terms("customer service") == {"customer servic"}
    assert terms("the customer") == terms("2 people") == set()
    assert terms("order number 12345") == {"order number"}


def test_neighbours_are_not_joined_over_small_words_or_marks() -> None:
    assert "kettle parcel" not in terms("the kettle. Parcel came")
    assert "kettle parcel" not in terms("kettle and parcel")


def test_an_elided_french_word_is_the_word() -> None:
    assert terms("l'abonnement d'électricité", "fr") == {
        "abonnement",
        "électricité",
        "abonnement électricité",
    }


@pytest.mark.parametrize("language", languages())
def test_no_language_calls_a_word_both_empty_and_vague(language: str) -> None:
    words = vocabulary(language)
    assert words.empty
    assert words.vague
    assert not words.empty & words.vague


@given(st.text(max_size=200), st.sampled_from(languages()))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read_and_terms_are_one_or_two_words(text: str, language: str) -> None:
    for term, written in Reader(language, NAMES).spelt(text):
        assert 1 <= len(term.split()) <= 2
        assert written.strip()


WORDS = (
    "parcel",
    "kettle",
    "refund",
    "grinder",
    "late parcel",
    "oat milk",
    "voucher code",
    "thanks",
    "the",
    "hello",
)


def crowd(rng: random.Random, size: int = 60, people: int = 25) -> list[Said]:
    return [
        Said(rng.randrange(people), " and ".join(rng.sample(WORDS, rng.randrange(1, 4)))) for _ in range(size)
    ]


def talk(said: list[Said], earlier: list[Said] | None = None) -> Talk:
    return Talk(said, earlier or [], Reader("en", NAMES))


@pytest.mark.parametrize("seed", range(5))
def test_a_topics_messages_and_people_are_those_that_a_plain_count_finds(seed: int) -> None:
    rng = random.Random(seed)
    now, before = crowd(rng), crowd(rng, 100, 60)
    found = talk(now, before).topics(20)
    assert found
    for topic in found:
        assert topic.messages == places_of(topic, now)
        assert topic.people == people_of(topic, now) >= 3
        assert topic.before == people_of(topic, before)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_messages_arrive_changes_no_topic(seed: int) -> None:
    rng = random.Random(seed)
    now, before = crowd(rng), crowd(rng, 100)
    shuffled, shuffled_before = rng.sample(now, len(now)), rng.sample(before, len(before))

    def seen(found: Talk) -> list[tuple[object, ...]]:
        return [(t.name, t.words, t.terms, len(t.messages), t.people, t.before) for t in found.topics(20)]

    assert seen(talk(now, before)) == seen(talk(shuffled, shuffled_before))


def test_who_writes_ten_times_is_one_person_and_no_topic() -> None:
    assert talk([Said(1, "my kettle leaks")] * 10 + [Said(2, "kettle")]).topics(5) == []


def test_words_that_share_their_messages_are_one_topic_and_a_pair_names_it() -> None:
    said = [Said(n, f"the oat milk splits {word}") for n, word in enumerate(["a", "b", "c", "d", "e"])]
    said += [Said(9, "my oat milk"), *(Said(n, "where is my parcel") for n in range(20, 24))]
    found = talk(said).topics(5)
    assert [(topic.name, len(topic.messages)) for topic in found] == [("oat milk", 6), ("parcel", 4)]
    assert found[0].words == ("splits",)


def test_a_name_that_begins_with_a_small_word_is_told_whole() -> None:
    said = [Said(n, f"the label of Old Harbour, number {'x' * n}") for n in range(5)]
    said += [Said(n, "is the harbour bag back?") for n in range(5, 7)]
    assert talk(said).topics(3)[0].name == "Old Harbour"
    assert (
        talk([Said(one.who, one.text.replace("Old", "Acme")) for one in said]).topics(3)[0].name
        != "Acme Harbour"
    )


def test_what_is_said_more_than_before_comes_forward() -> None:
    now = [Said(n, "parcel") for n in range(30)] + [Said(n, "recall") for n in range(30, 50)]
    now += [Said(n, "thanks") for n in range(50, 250)]
    before = [Said(-n, "parcel") for n in range(1, 61)] + [Said(-n, "thanks") for n in range(61, 500)]
    assert [topic.name for topic in talk(now, before).topics(2)] == ["recall", "parcel"]


def test_what_nearly_everybody_always_says_is_what_the_brand_does_and_no_topic() -> None:
    now = [Said(n, "coffee" if n % 2 else "grinder" if n % 5 == 0 else "ok") for n in range(200)]
    before = [Said(-n, "coffee" if n % 2 else "ok") for n in range(200)]
    assert [topic.name for topic in talk(now, before).topics(5)] == ["grinder"]


def test_log_odds_are_nothing_without_a_time_before_and_grow_with_the_difference() -> None:
    assert log_odds(5, 50, 0, 0) == 0
    assert abs(log_odds(5, 50, 10, 100)) < 1e-9
    assert 0 < log_odds(10, 50, 10, 100) < log_odds(30, 50, 10, 100)
    assert log_odds(2, 50, 30, 100) < 0
    assert boost(-3) == boost(0) == 1 < boost(3) < boost(9) == boost(99)


def test_typical_messages_are_of_different_people_different_words_and_quotable() -> None:
    said = [
        Said(1, "My kettle leaks at the base, can anyone help with the kettle?"),
        Said(1, "The kettle leaks at the base again and again"),
        Said(2, "my kettle leaks at the base, can anyone help with the kettle"),
        Said(3, "Is the lid of the kettle safe in a dishwasher?"),
        Said(4, "kettle leaks at the base, deleted since"),
        *(Said(n, "parcel") for n in range(10, 30)),
    ]
    found = talk(said)
    (topic,) = [t for t in found.topics(5) if 0 in t.messages]
    chosen_ = typical(found, topic.messages, {0, 1, 2, 3})
    assert 3 in chosen_
    assert 4 not in chosen_
    assert len({said[place].who for place in chosen_}) == len(chosen_) == 2


def heard(number: int, text: str, **more: object) -> Heard:
    fields: dict[str, object] = {"member_id": number, "language": "en", "week": MONDAY} | more
    return Heard(number, text=text, **fields)  # type: ignore[arg-type]


def test_a_topic_the_brand_names_is_counted_by_its_words_and_no_found_one_repeats_it() -> None:
    week = [heard(n, "Where is my invoice?") for n in range(5)] + [
        heard(n, "Refunds please") for n in range(5, 8)
    ]
    week += [heard(n, "kettle") for n in range(8, 30)]
    (spoken,) = told(week, MONDAY, NAMES, {"billing": ("invoice", "refund*"), "unheard of": ("zebra",)})
    names = [one.topic.name for one in spoken.topics]
    assert names[0] == "billing"
    assert spoken.topics[0].topic.is_named
    assert spoken.topics[0].topic.share == Rate(8, 30)
    assert "invoice" not in names
    assert "unheard of" not in names


def test_each_language_has_its_own_people_and_topics_and_some_are_only_counted() -> None:
    week = [heard(n, "Wo bleibt mein Paket?" if n < 12 else "Danke!", language="de") for n in range(30)]
    week += [heard(n, "gdzie jest moja paczka", language="pl") for n in range(30, 55)]
    week += [heard(n, "where is my parcel") for n in range(60, 65)]
    earlier = [heard(n, "Paket", language="de", week=MONDAY - timedelta(weeks=1 + n % 2)) for n in range(4)]
    german, polish, english = told([*earlier, *week], MONDAY, NAMES, {})
    assert [one.topic.name for one in german.topics] == ["Paket"]
    assert (german.language.people, german.language.people_before) == (30, 4)
    assert not polish.language.is_named_in
    assert polish.topics == ()
    assert polish.language.messages == 25
    assert english.topics == ()  # too few messages to call anything a topic


def topic(name: str, people: int, **more: object) -> tuple[object, Topic]:
    fields: dict[str, object] = {"share": Rate(people, 200), "before": Rate(people, 200)}
    fields |= {"troubled": Rate(0, people), "rest": Rate(50, 200)} | more
    return name, Topic(name, (), False, people, **fields)  # type: ignore[arg-type]


def test_two_places_are_kept_for_what_hurts_or_rose_further_down() -> None:
    usual = [topic(f"usual {n}", 50 - n) for n in range(9)]
    pain = topic("pain", 12, troubled=Rate(11, 12), troubled_people=9)
    risen = topic("risen", 30, before=Rate(2, 400))
    names = [one.name for _, one in chosen([*usual, pain, risen], 5)]  # type: ignore[list-item]
    assert names == ["usual 0", "usual 1", "usual 2", "risen", "pain"]


def test_a_pain_point_is_clearly_more_troubled_than_the_rest_and_of_several_people() -> None:
    def is_pain(troubled: Rate, people: int = 5) -> bool:
        return topic("x", 20, troubled=troubled, troubled_people=people)[1].is_pain_point

    assert is_pain(Rate(12, 20))
    assert not is_pain(Rate(12, 20), people=2)
    assert not is_pain(Rate(6, 20))
    assert not is_pain(Rate(2, 3))
    assert not is_pain(Rate(0, 0))


def test_a_message_is_quoted_for_one_topic_only() -> None:
    week = [heard(n, f"kettle {'lid' if n < 6 else ''} and grinder number {n}") for n in range(25)]
    (spoken,) = told(week, MONDAY, NAMES, {"lids": ("lid",), "grinders": ("grinder",)})
    quoted = Counter(number for one in spoken.topics for number, _ in one.quotes)
    assert quoted
    assert max(quoted.values()) == 1
    assert all(isinstance(one, Told) for one in spoken.topics)
