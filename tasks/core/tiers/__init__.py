"""How a message should be answered: engines that assign tiers, with reasons and honest confidence."""

from tasks.core.tiers.engine import Engine, default_engine

__all__ = ["Engine", "default_engine"]
