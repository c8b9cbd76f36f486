"""The signals: what a message shows, each with how strongly (0 to 1) and the words that show it."""

from tasks.core.items import Message
from tasks.core.tiers.found import Signals, add_counted, count, covered
from tasks.core.tiers.lexicon import lexicon
from tasks.core.tiers.reading import Hits, Reading, read
from tasks.core.tiers.thread import CALM, KEEPS_OPEN, answer_to_us

__all__ = ["Signals", "find"]

NEGATION_REACH = 3
"""A negating word this many words before praise or a problem turns it round."""
SHOWN_WORDS = 6
BARE_WORDS = 4
"""Thanks, an ok or a laugh of at most this many words wait for nothing."""
LONG_WORDS = 30


def find(message: Message, reading: Reading | None = None) -> Signals:
    """Every signal of `message`, from its own text and the context it carries.

    Who has read the text already gives the `reading`; it is not read again.
    """
    reading = reading or read(message.text)
    signals = Signals()
    _asking(reading, signals)
    _trouble(reading, signals)
    _feeling(reading, signals)
    _small(reading, signals)
    _showing(reading, message, signals)
    _noise(reading, message, signals)
    _shape(reading, message, signals)
    _position(reading, message, signals)
    return signals


def _asking(reading: Reading, signals: Signals) -> None:
    hits, words = reading.hits, reading.words
    for start, end in reading.questions:
        shown = " ".join(words[start : start + SHOWN_WORDS])
        signals.add("question_mark", shown=shown)
        if end == len(words):
            signals.add("ends_in_question", shown=shown)
        if end - start >= 4:
            signals.add("full_question", shown=shown)
    for position, phrase in hits.get("question_word", ()):
        is_exclamation = words[position + 1 : position + 2] in (["a"], ["an"])
        if position in reading.clause_starts and not is_exclamation:
            shown = " ".join(words[position : position + SHOWN_WORDS])
            signals.add("question_opening", shown=shown or phrase)
            if position == 0:
                signals.add("opens_asking", shown=shown)
    if "ask" in hits:
        position, _ = hits["ask"][0]
        signals.add("asks", shown=" ".join(words[position : position + SHOWN_WORDS]))
    if "request" in hits:
        add_counted(signals, "request", _requests(hits), 2)
    if "question_mark" in signals and ("asks" in signals or "question_opening" in signals):
        signals.add("clear_question", shown=signals.shown.get("question_mark", ""))


def _trouble(reading: Reading, signals: Signals) -> None:
    hits = reading.hits
    count(hits, signals, _TROUBLE)
    resolved = hits.get("resolved")
    if resolved:
        signals.add("resolved", shown=resolved[0][1])
    if _negates(reading):
        signals.add("negation")
    if "problem" not in hits and "perhaps_problem" not in hits:
        return
    solved = covered(resolved or ())
    problems = [
        (position, phrase)
        for position, phrase in hits.get("problem", ())
        if position not in solved and not (" " not in phrase and _is_negated(reading, position, _NO_PROBLEM))
    ]
    if problems or not _CORROBORATES.isdisjoint(signals.strength):
        problems += [hit for hit in hits.get("perhaps_problem", ()) if hit[0] not in solved]
    add_counted(signals, "problem", problems, 2)


def _feeling(reading: Reading, signals: Signals) -> None:
    hits, words = reading.hits, reading.words
    praise: list[tuple[int, str]] = []
    turned: list[tuple[int, str]] = []
    for position, phrase in hits.get("praise", ()):
        (turned if _is_negated(reading, position, _NEGATORS) else praise).append((position, phrase))
    add_counted(signals, "praise", praise, 3)
    if turned:
        signals.add("praise_denied", shown=f"not {turned[0][1]}")
    if praise:
        signals.add("praise_in_a_sentence" if len(words) >= 4 else "praise_in_a_word", shown=praise[0][1])
    if (praise or "thanks" in hits) and ("problem" in signals or "anger" in signals):
        signals.add("kind_words_and_trouble", shown=signals.shown.get("problem") or signals.shown["anger"])
    count(hits, signals, _TOLD)


def _small(reading: Reading, signals: Signals) -> None:
    """Thanks, an ok or a laugh, and little beside it."""
    words, hits = len(reading.words), reading.hits.get("small", [])
    small = sum(len(phrase.split()) for _, phrase in hits)
    is_bare = words <= BARE_WORDS and CALM.isdisjoint(signals.strength)
    if is_bare and "thanks" in signals:
        signals.add("bare_thanks", shown=signals.shown["thanks"])
    if small and small * 2 >= words:
        signals.add("small_talk", shown=hits[0][1])
    if is_bare and small >= words and (small or reading.emoji) and _YES_OR_NO.isdisjoint(reading.words):
        signals.add("acknowledges", shown=signals.shown.get("small_talk", ""))


def _showing(reading: Reading, message: Message, signals: Signals) -> None:
    count(reading.hits, signals, _SHOWN)
    has_media = bool(message.media) or reading.images > 0
    has_link = reading.links > 0 or bool(message.links)
    if has_media:
        signals.add("media", shown=", ".join(message.media) or "a picture")
        if message.kind == "mention" and not _PICTURED.isdisjoint(message.media):
            _showing_us(message, signals)
    if has_link:
        signals.add("link")
    if has_media or has_link:
        for name in ("made", "wrote", "visit"):
            if name in signals:
                signals.add(f"{name}_and_shown", shown=signals.shown.get(name, ""))
    if message.kind == "ugc_post":
        signals.add("campaign", shown="their own post")
    elif (has_media or has_link) and (tag := _campaign_tag(message)):
        signals.add("campaign", shown=f"#{tag}")


def _showing_us(message: Message, signals: Signals) -> None:
    """A picture that names the brand is something they show it, unless it shows what is wrong."""
    if KEEPS_OPEN.isdisjoint(signals.strength):
        signals.add("shows_us", shown=", ".join(sorted(_PICTURED.intersection(message.media))))


def _noise(reading: Reading, message: Message, signals: Signals) -> None:
    count(reading.hits, signals, _UNWELCOME)
    if message.same_text_count >= 3:
        signals.add("repeated", shown=f"{message.same_text_count} times the same text")
    if "link" in signals and "campaign" not in signals:  # the brand's own campaign explains a link
        for name in ("spam", "self_promotion"):
            if name in signals:
                signals.add("promotion_and_link", signals.strength[name], signals.shown[name])
    if reading.hashtags >= 4:
        signals.add("many_hashtags", shown=f"{reading.hashtags} hashtags")


def _shape(reading: Reading, message: Message, signals: Signals) -> None:
    words = len(reading.words)
    if words == 0:
        signals.add("no_words", shown="".join(symbol for _, symbol in reading.hits.get("emoji", ())[:5]))
    length = _LENGTHS[min(words, LONG_WORDS)]
    if length:
        signals.add(length)
    if reading.is_retweet:
        signals.add("retweet_at_start" if reading.is_leading_retweet else "retweet_with_words")
    if reading.exclamations:
        signals.add("exclamation", reading.exclamations / 3)
    if reading.emoji or reading.smileys:
        signals.add("emoji", (reading.emoji + reading.smileys) / 3)
    _address(reading, signals)
    if words <= 3 and reading.mentions and not reading.links and "question_mark" not in signals:
        signals.add("tags_someone", shown="@")


def _address(reading: Reading, signals: Signals) -> None:
    if reading.mentions >= 2 and reading.leading_mentions >= 2:
        signals.add("to_several")
    if reading.words and _PRONOUNS.isdisjoint(reading.words):
        signals.add("impersonal")
    if not _SECOND.isdisjoint(reading.words):
        signals.add("speaks_to_you")


def _position(reading: Reading, message: Message, signals: Signals) -> None:
    if reading.mentions or message.parent_is_brand or message.kind in {"mention", "direct_message"}:
        signals.add("addressed")
    if message.parent_is_brand or message.kind in {"reply", "direct_message"}:
        signals.add("reply")
    if message.parent_is_brand:
        answer_to_us(reading, message.parent_text or "", signals)
    if message.kind in {"review", "direct_message"}:
        signals.add(message.kind)


def _requests(hits: Hits) -> list[tuple[int, str]]:
    """What is asked for; but "thanks for looking into it" asks for nothing."""
    thanked = {
        position + len(phrase.split()) + ahead
        for position, phrase in hits.get("thanks_for", ())
        for ahead in range(3)
    }
    return [hit for hit in hits["request"] if hit[0] not in thanked or hit[1] in {"please", "pls", "plz"}]


def _negates(reading: Reading) -> bool:
    """A negating word that is not part of praise, as in "can't wait"."""
    failing = reading.hits.get("failing", ())
    if not failing and not reading.denials:
        return False
    negating = {position for position, _ in failing}.union(reading.denials)
    return not negating <= covered(reading.hits.get("praise", ()))


def _is_negated(reading: Reading, position: int, negators: frozenset[str]) -> bool:
    before = reading.words[max(0, position - NEGATION_REACH) : position]
    return any(word in negators or word.endswith("n't") for word in before)


def _campaign_tag(message: Message) -> str | None:
    """The brand's own hashtag that the message carries, as written."""
    if not message.brand_hashtags or not message.hashtags:
        return None
    ours = {tag.lower() for tag in message.brand_hashtags}
    return next((tag for tag in message.hashtags if tag.lower() in ours), None)


_NEGATORS = lexicon().of("failing") | {"no", "hardly"}
_YES_OR_NO = frozenset(
    {"yes", "yep", "yeah", "yup", "no", "nope", "sim", "não", "ja", "nein", "sí", "oui", "non"}
)
_NO_PROBLEM = frozenset({"no", "without"})
_CORROBORATES = frozenset({"anger", "leaving", "danger", "negation", "question_mark", "clear_question"})
"""Beside one of these a word that may tell of a problem is taken to do so."""
_TROUBLE = (("anger", 2), ("leaving", 1), ("urgent", 1), ("danger", 1))
_TOLD = (("thanks", 1), ("thanks_for", 1), ("peer_help", 1), ("opinion", 2))
_SHOWN = (("made", 1), ("wrote", 2), ("visit", 2), ("passing_on", 1), ("event", 2))
_UNWELCOME = (("spam", 2), ("self_promotion", 2), ("abuse", 1))
"""Signals by the number of different phrases from which on they are at full strength."""
_LENGTHS: tuple[str, ...] = (
    "",
    *["words_1_3"] * 3,
    *["words_4_7"] * 4,
    *["words_8_14"] * 7,
    *[""] * 15,
    "words_30_up",
)
"""The signal of a text of so many words."""
_FIRST = frozenset(
    {"i", "i'm", "i've", "i'd", "i'll", "my", "me", "we", "we're", "we've", "our", "us"}
    | {"eu", "meu", "minha", "nós", "ich", "wir", "mein", "meine", "yo", "mi", "je", "mon", "ma", "nous"}
)
_SECOND = frozenset(
    {"you", "your", "you're", "u", "ur", "yall", "y'all", "guys", "você", "vocês", "vcs"}
    | {"ihr", "euch", "euer", "eure", "sie", "ustedes", "su", "sus", "vous", "votre", "vos"}
)
_PRONOUNS = _FIRST | _SECOND
_PICTURED = frozenset({"photo", "image", "video", "carousel", "reel", "story"})
