"""Signals of the conversation, with weights set by hand after the labelling policy.

The messages that the shipped model learned from stand mostly alone: what they answer, who wrote the same, whether
they came as a direct message could hardly be learned from them. A weight here is the model's as long as its corpus
shows the signal less than the training asks for; it stands in the artifact beside the learned ones.
"""

Weights = tuple[float, float, float, float, float]
"""How much the signal speaks for T1, T2, T3, T4 and none, on the scale of natural logarithms."""

BY_HAND: dict[str, Weights] = {
    "abuse": (-0.2, -0.2, 0.0, 0.0, 0.8),
    "acknowledges": (-1.8, -0.4, -0.3, 2.0, -0.2),
    "answers_our_question": (1.2, 0.0, 0.0, -0.8, -0.5),
    "asks": (0.2, -0.2, 0.0, 0.1, -0.1),
    "bare_thanks": (-1.6, -0.4, -0.4, 2.2, -0.2),
    "campaign": (-0.6, 0.2, 1.8, -0.4, -0.6),
    "clear_question": (1.1, -0.4, 0.0, -0.5, -0.2),
    "closes": (-3.2, 0.2, 0.0, 1.0, -0.2),
    "danger": (2.4, -0.6, -0.6, -0.6, -0.4),
    "direct_message": (0.8, 0.2, -0.5, 0.0, -0.3),
    "repeated": (-0.4, -0.4, -0.4, 0.0, 1.6),
    "review": (0.2, 0.8, 0.2, -0.6, -0.4),
    "thanks_us_for": (-3.2, 1.2, 0.0, 0.3, -0.2),
    "urgent": (0.6, 0.0, -0.5, -0.2, 0.0),
}
