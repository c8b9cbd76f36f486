"""A real Prefect server for the tests whose subject is the flow: one a session, started when first asked for."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.embedded import PrefectApi
from deployments.pipeline import deliver_logs


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Prefect API with its scheduler; this process's Prefect talks to it.

    Prefect reads its address when it is imported, and starts a server of its own when there is none yet.
    """
    if "prefect" in sys.modules:
        pytest.fail("Prefect was imported before `prefect_api` was asked for: import it inside the test")
    home: Path = tmp_path_factory.mktemp("prefect-home")
    before = dict(os.environ)
    os.environ["RAPPORT_HOME"] = str(home)
    api = PrefectApi(home)
    address = api.begin(with_services=True)
    api.wait()
    yield address
    deliver_logs()
    api.end()
    os.environ.clear()
    os.environ.update(before)
