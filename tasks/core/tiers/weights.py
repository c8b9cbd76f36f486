"""How much each signal speaks for each tier, in the order T1, T2, T3, T4, none; the scores add up.

Found by a multinomial logistic regression (ridge, lambda 2) on messages that people had labelled, rounded to
a tenth; a signal that the labels hardly showed has a weight set by hand after the labelling policy
(`BY_HAND`).
`base` is what speaks for a tier before anything is read: how common it is.
"""

Weights = tuple[float, float, float, float, float]

BY_HAND = frozenset(
    {"abuse", "answers_our_question", "asks", "campaign", "direct_message", "repeated", "review", "urgent"}
)

WEIGHTS: dict[str, Weights] = {
    "abuse": (-0.2, -0.2, 0.0, 0.0, 0.8),
    "addressed": (1.7, 0.0, -0.1, -0.7, -0.9),
    "anger": (1.2, -0.5, -0.3, -0.8, 0.4),
    "answers_our_question": (1.2, 0.0, 0.0, -0.8, -0.5),
    "asks": (0.2, -0.2, 0.0, 0.1, -0.1),
    "base": (0.1, 1.1, -1.6, 0.8, -0.4),
    "campaign": (-0.6, 0.2, 1.8, -0.4, -0.6),
    "clear_question": (0.3, -0.3, 0.3, -0.1, -0.2),
    "direct_message": (0.8, 0.2, -0.5, 0.0, -0.3),
    "emoji": (-0.7, 0.3, -0.1, 0.6, -0.2),
    "ends_in_question": (0.5, -0.4, -0.2, -0.1, 0.1),
    "event": (0.1, 0.7, -0.4, -0.1, -0.3),
    "exclamation": (0.0, -0.1, 0.3, -0.1, -0.1),
    "full_question": (0.7, -0.4, 0.0, -0.8, 0.6),
    "impersonal": (-0.2, 0.1, -0.6, 0.5, 0.2),
    "kind_words_and_trouble": (0.6, 0.2, -0.1, -0.5, -0.3),
    "leaving": (0.5, 0.1, -0.1, -0.3, -0.2),
    "link": (-1.6, -0.3, 1.9, -0.6, 0.6),
    "made": (0.0, -0.4, 1.3, -0.3, -0.6),
    "made_and_shown": (0.1, 0.0, 0.4, -0.3, -0.2),
    "many_hashtags": (-0.1, -0.6, 0.5, -0.2, 0.4),
    "media": (-0.1, -0.3, 1.1, -0.4, -0.2),
    "negation": (0.6, -0.3, -0.2, -0.6, 0.4),
    "no_words": (-0.2, -0.5, -0.1, 0.6, 0.3),
    "opens_asking": (0.5, 0.3, -0.3, 0.0, -0.4),
    "opinion": (0.4, 0.2, -0.1, -0.5, 0.0),
    "passing_on": (-0.5, -0.3, -0.4, 0.9, 0.3),
    "peer_help": (-0.2, 0.6, 0.2, -0.3, -0.3),
    "praise": (-0.4, 0.5, 0.0, 0.2, -0.3),
    "praise_denied": (0.0, 0.2, -0.1, 0.1, -0.2),
    "praise_in_a_sentence": (-0.3, 0.9, 0.5, -0.5, -0.5),
    "praise_in_a_word": (-0.4, -0.4, -0.1, 1.0, -0.2),
    "problem": (1.4, -0.1, -0.5, -0.5, -0.3),
    "promotion_and_link": (0.0, -0.5, -0.3, -0.3, 1.1),
    "question_mark": (0.0, -0.1, -0.3, 0.0, 0.4),
    "question_opening": (0.6, 0.0, -0.6, 0.2, -0.3),
    "repeated": (-0.4, -0.4, -0.4, 0.0, 1.6),
    "reply": (1.0, -0.3, 0.3, -0.3, -0.7),
    "request": (0.9, -0.7, -0.4, -0.2, 0.5),
    "resolved": (-0.5, -0.1, 0.0, 0.8, -0.1),
    "retweet_at_start": (-0.3, -0.3, -0.2, 0.6, 0.3),
    "retweet_with_words": (-0.5, 0.7, -0.1, 0.0, -0.2),
    "review": (0.2, 0.8, 0.2, -0.6, -0.4),
    "self_promotion": (-0.2, -0.8, -0.3, -0.8, 2.2),
    "small_talk": (-0.1, 0.1, -0.2, 0.3, -0.2),
    "spam": (-0.3, -0.2, -0.2, -0.3, 1.1),
    "speaks_to_you": (-0.1, 0.2, -0.5, 0.2, 0.1),
    "tags_someone": (0.0, -0.4, -0.1, 0.6, -0.1),
    "thanks": (-0.6, 0.3, 0.0, 0.0, 0.3),
    "thanks_for": (-0.1, 0.1, 0.2, -0.1, -0.1),
    "to_several": (-0.6, -0.3, 0.6, 0.2, 0.1),
    "urgent": (0.6, 0.0, -0.5, -0.2, 0.0),
    "visit": (-0.9, 0.1, 1.1, -0.3, -0.1),
    "visit_and_shown": (-0.3, 0.0, 0.7, -0.5, 0.1),
    "words_1_3": (0.0, -1.2, 0.1, 1.0, 0.1),
    "words_30_up": (0.0, -0.1, 0.5, -0.5, 0.0),
    "words_4_7": (-0.5, -0.6, 0.2, 0.7, 0.2),
    "words_8_14": (0.0, -0.1, -0.2, 0.5, -0.2),
    "wrote": (-0.1, -0.5, 0.9, -0.4, 0.1),
    "wrote_and_shown": (-0.4, -0.2, 0.9, -0.4, 0.0),
}
