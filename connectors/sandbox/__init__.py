"""A simulated community: the default platform, deterministic from a seed, of any size.

Nothing is kept: any window is computed from the seed alone, at a cost that grows with the window and not
with the history before it.
"""

from connectors.sandbox.connector import Sandbox
from connectors.sandbox.world import DEMO_NOW, World

__all__ = ["DEMO_NOW", "Sandbox", "World"]
