"""Two processes of one flow at once, same brand, same window: the rows of one run, one mail, and neither fails."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import flow_process
import pytest
from aiosmtpd.controller import Controller
from whole import everything

pytestmark = [pytest.mark.prefect, pytest.mark.kills]

AS_OF = datetime(2026, 2, 9, 18, tzinfo=UTC)
WINDOW = f"{(AS_OF - timedelta(days=5)).isoformat()}/{AS_OF.isoformat()}"
ROWS = [
    (
        str(n),
        str(n - 1) if n % 3 else "",
        "acme" if n % 3 == 1 else f"person{n % 5}",
        n % 3 == 1,
        (AS_OF - timedelta(hours=2 * n)).isoformat(),
        f"My parcel {n} never came, where is it?" if n % 3 != 1 else f"Parcel {n} is on its way",
    )
    for n in range(3, 60)
]


class Server:
    """An SMTP server that keeps who was written to."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Server, int]]:
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def prepare(community: Any, port: int | None) -> dict[str, Any]:
    community.write(ROWS)
    if port is not None:
        with open(community.config, "a", encoding="utf-8") as file:
            file.write(f'\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n')
    return {"brand": "acme", "as_of": AS_OF, "window": WINDOW, "config": community.config}


def test_two_runs_of_one_window_at_once(
    community: Any, prefect_api: str, smtp: tuple[Server, int], calm: Callable[[], Any]
) -> None:
    handler, port = smtp
    parameters = prepare(community, port)
    both = [flow_process.start("evening_check", parameters) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert handler.taken == ["manager@example.org"]
    with calm() as alone:
        assert flow_process.run("evening_check", prepare(alone, None)) == 0
        expected = everything(alone.engine)
    found = everything(community.engine)
    assert found | {"ops.outbox": []} == expected | {"ops.outbox": []}
    assert community.rows("select state, attempts from ops.outbox") == [("sent", 1)]
    assert community.rows("select state, problems from ops.run") == [("completed", [])] * 2
