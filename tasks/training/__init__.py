"""Training the shipped tier model: corpus, features, fit, measures, card. Needs the extra `train` (scikit-learn)."""
