"""What assigning a tier loads: a run must not wait for, or hold in memory, what only training needs."""

import subprocess
import sys

HEAVY = ("sklearn", "scipy", "pandas", "torch", "transformers", "nltk", "matplotlib", "sqlalchemy", "prefect")

FIRST_ASSIGNMENT = """
import sys
from tasks.core.items import Message
from tasks.artifact import shipped_engine
shipped_engine().assign([Message(1, "comment", "where is my order?")])
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_assigning_a_tier_loads_nothing_that_only_training_needs() -> None:
    command = [sys.executable, "-c", FIRST_ASSIGNMENT]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.split()
    assert "tasks" in loaded
    assert [name for name in HEAVY if name in loaded] == []
