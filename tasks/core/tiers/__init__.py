"""How a message should be answered: engines that assign tiers, with reasons and honest confidence."""

from tasks.core.tiers.engine import Engine

__all__ = ["Engine"]
