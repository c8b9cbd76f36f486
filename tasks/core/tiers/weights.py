"""Signals of the conversation around a message, with weights set by hand after the labelling policy.

The messages that the shipped model learns from stand mostly alone, so what these signals say could not be learned
from them: whether a message answers the brand's question or closes the exchange, stands in a campaign, or is one of
many with the same text. Training leaves them out and puts these weights beside the learned ones.
"""

Weights = tuple[float, float, float, float, float]
"""How much the signal speaks for T1, T2, T3, T4 and none, on the scale of natural logarithms."""

BY_HAND: dict[str, Weights] = {
    "answers_our_question": (1.2, 0.0, 0.0, -0.8, -0.5),
    "campaign": (-0.6, 0.2, 1.8, -0.4, -0.6),
    "closes": (-3.2, 0.2, 0.0, 1.0, -0.2),
    "repeated": (-0.4, -0.4, -0.4, 0.0, 1.6),
    "shows_us": (-2.0, 0.0, 4.8, -2.2, -1.2),
    "thanks_us_for": (-3.2, 2.4, 0.0, 0.0, -0.2),
}
