"""The HTTP client against a real server on loopback that answers from a script."""

import copy
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors.errors import ConfigError, ConnectorError, Denied, Gone, Malformed, RetryLater
from connectors.http import Answer, HttpClient, Patience, Timeouts
from connectors.http_rules import BudgetHeaders
from connectors.redaction import Secrets

NOW = 1_700_000_000.0
TOKEN = "tok-very-secret-1234"
BUDGET = BudgetHeaders("ratelimit-remaining", "ratelimit-reset", "ratelimit-limit")


@dataclass
class Reply:
    """One scripted answer; `drip` writes it byte by byte with that pause, `cut` sends less than announced."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0
    cut: int = 0


class Service(ThreadingHTTPServer):
    """Answers each request with the next reply of the script (the last one again and again)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Reply] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of these tests."""


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.requests.append((self.command, self.path, dict(self.headers)))
        script = self.server.script
        reply = script.pop(0) if len(script) > 1 else script[0]
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        body = reply.body[: len(reply.body) - reply.cut]
        for piece in [body] if not reply.drip else [body[i : i + 1] for i in range(len(body))]:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(reply.drip)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Bearer:
    """An auth hook that knows `fresh` more tokens."""

    def __init__(self, fresh: int = 0) -> None:
        self.fresh = fresh

    def headers(self) -> Mapping[str, str]:
        return {"authorization": f"Bearer {TOKEN}-{self.fresh}"}

    def renewed(self, answer: Answer) -> bool:
        self.fresh -= 1
        return answer.status == 401 and self.fresh >= 0


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(service: Service, clock: Clock) -> Iterator[HttpClient]:
    secrets = Secrets()
    secrets.add(TOKEN)
    with HttpClient(
        service.url, secrets=secrets, budget_headers=BUDGET, now=lambda: clock.now, sleep=clock.sleep
    ) as made:
        yield made


def raised(ask: Callable[[], object]) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        ask()
    return caught.value


def test_an_answer_carries_the_body_exactly_as_it_came(service: Service, client: HttpClient) -> None:
    service.script = [Reply(body=b'{"a": 1}\n')]

    answer = client.get("/things", {"q": "x y"})

    assert answer.body == b'{"a": 1}\n'
    assert service.requests[0][1] == "/things?q=x+y"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Malformed), (401, Denied), (403, Denied), (404, Gone), (410, Gone), (418, Malformed),
        (408, RetryLater), (429, RetryLater), (500, RetryLater), (502, RetryLater), (503, RetryLater),
    ],
)  # fmt: skip
def test_a_status_becomes_the_error_named_for_the_response_to_it(
    service: Service, client: HttpClient, status: int, kind: type[ConnectorError]
) -> None:
    service.script = [Reply(status)]

    assert type(raised(lambda: client.get("/"))) is kind


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (formatdate(NOW + 300, usegmt=True), 300),
        ("soon", 60),
        ("999999999", 86_400),
        ("nan", 60),
    ],
)
def test_retry_after_is_told_to_the_task_when_it_is_long(
    service: Service, client: HttpClient, header: str, seconds: float
) -> None:
    service.script = [Reply(429, headers={"retry-after": header})]

    error = raised(lambda: client.get("/"))

    assert isinstance(error, RetryLater)
    assert error.seconds == seconds
    assert len(service.requests) == 1


def test_a_short_retry_after_is_waited_out_here(service: Service, client: HttpClient, clock: Clock) -> None:
    service.script = [Reply(503, headers={"retry-after": "7"}), Reply(body=b'{"ok": true}')]

    assert client.get("/").json() == {"ok": True}
    assert clock.slept == [7]


def test_a_brief_fault_is_tried_again_and_a_lasting_one_left_to_the_task(
    service: Service, client: HttpClient, clock: Clock
) -> None:
    service.script = [Reply(500), Reply()]
    client.get("/")
    service.script = [Reply(500)]

    error = raised(lambda: client.get("/"))

    assert isinstance(error, RetryLater)
    assert clock.slept == [0.5, 0.5, 1.0]


def test_a_post_is_not_repeated_when_it_may_have_been_done(service: Service, client: HttpClient) -> None:
    service.script = [Reply(500)]

    raised(lambda: client.post("/do", {"a": 1}))

    assert len(service.requests) == 1


def test_a_used_up_budget_is_waited_for_before_the_next_request(
    service: Service, client: HttpClient, clock: Clock
) -> None:
    spent = {"ratelimit-remaining": "0", "ratelimit-limit": "30", "ratelimit-reset": str(int(NOW + 12))}
    service.script = [Reply(headers=spent), Reply()]
    client.get("/")
    client.get("/")

    assert clock.slept == [13]  # a second for services that round down


def test_a_budget_that_resets_late_is_left_to_the_task_without_asking(
    service: Service, client: HttpClient
) -> None:
    spent = {"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW + 900))}
    service.script = [Reply(headers=spent)]
    client.get("/")

    error = raised(lambda: client.get("/"))

    assert isinstance(error, RetryLater)
    assert (error.seconds, len(service.requests)) == (901, 1)


def test_a_429_without_retry_after_waits_for_the_reset(service: Service, client: HttpClient) -> None:
    service.script = [
        Reply(429, headers={"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW + 250))})
    ]

    error = raised(lambda: client.get("/"))

    assert isinstance(error, RetryLater)
    assert error.seconds == 250


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><html>maintenance", b'{"feed": [{"post"', b"", b"[" * 100_000, b"\xff\xfe{"]
)
def test_a_body_that_is_no_json_is_malformed(service: Service, client: HttpClient, body: bytes) -> None:
    service.script = [Reply(body=body)]

    assert isinstance(raised(lambda: client.get("/").json_object()), Malformed)


def test_a_body_cut_short_is_tried_again(service: Service, client: HttpClient) -> None:
    service.script = [
        Reply(body=b'{"a": 1}', cut=3, headers={"connection": "close"}),
        Reply(body=b'{"a": 1}'),
    ]

    assert client.get("/").json() == {"a": 1}


def test_a_body_larger_than_the_bound_is_refused(service: Service) -> None:
    service.script = [Reply(body=b"x" * 2000)]

    with HttpClient(service.url, max_body=1000) as client:
        assert isinstance(raised(lambda: client.get("/")), Malformed)


def test_an_answer_that_drips_is_cut_off_in_the_end(service: Service) -> None:
    service.script = [Reply(body=b"x" * 300, drip=0.02)]
    timeouts = Timeouts(connect=1, read=1, total=0.2)

    with HttpClient(service.url, timeouts=timeouts, patience=Patience(attempts=1)) as client:
        assert isinstance(raised(lambda: client.get("/")), RetryLater)


def test_a_server_that_says_nothing_times_out(service: Service) -> None:
    service.script = [Reply(body=b"xx", drip=0.5)]
    timeouts = Timeouts(connect=1, read=0.1, total=5)

    with HttpClient(service.url, timeouts=timeouts, patience=Patience(attempts=1)) as client:
        error = raised(lambda: client.get("/"))

    assert isinstance(error, RetryLater)
    assert "timed out" in str(error)


def test_a_server_that_is_not_there_is_worth_another_try_later(clock: Clock) -> None:
    with HttpClient("http://127.0.0.1:1", sleep=clock.sleep) as client:
        assert isinstance(raised(lambda: client.get("/")), RetryLater)


def test_a_redirect_on_the_same_host_is_followed(service: Service, client: HttpClient) -> None:
    service.script = [Reply(302, headers={"location": "/new?x=1"}), Reply(body=b'{"at": "new"}')]

    assert client.get("/old", {"q": 1}).json() == {"at": "new"}
    assert service.requests[1][1] == "/new?x=1"


@pytest.mark.parametrize("target", ["http://127.0.0.2:9/x", "https://evil.example/x", "//evil.example/x"])
def test_a_redirect_to_another_host_is_refused_and_nothing_is_sent_there(
    service: Service, client: HttpClient, target: str
) -> None:
    service.script = [Reply(302, headers={"location": target})]

    assert isinstance(raised(lambda: client.get("/")), Malformed)
    assert len(service.requests) == 1


def test_redirects_in_a_circle_end(service: Service, client: HttpClient) -> None:
    service.script = [Reply(302, headers={"location": "/again"})]

    assert isinstance(raised(lambda: client.get("/")), Malformed)


def test_a_whole_url_of_another_host_is_refused(client: HttpClient) -> None:
    assert isinstance(raised(lambda: client.get("https://evil.example/page2")), Malformed)


@pytest.mark.parametrize("path", ["//[bad", "/a\tb", "/a\x0bb", "/" + "a" * 70_000])
def test_a_next_page_at_what_is_no_address_is_malformed(
    service: Service, client: HttpClient, path: str
) -> None:
    address = f"http:{path}" if path.startswith("//") else f"{service.url}{path}"

    assert isinstance(raised(lambda: client.get(address)), Malformed)
    assert service.requests == []


def test_a_redirect_to_what_is_no_address_is_malformed(service: Service, client: HttpClient) -> None:
    service.script = [Reply(302, headers={"location": "https://[bad"})]

    assert isinstance(raised(lambda: client.get("/")), Malformed)


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://127.0.0.1", "example.org", "https://user:pass-word@example.org", ""]
)
def test_only_https_or_loopback_is_taken_as_a_service(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        HttpClient(url)
    assert "pass-word" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://localhost:2583/", "http://[::1]:1", "https://bsky.social"])
def test_https_and_loopback_are_taken_as_a_service(url: str) -> None:
    HttpClient(url).close()


def test_stale_credentials_are_renewed_once_and_the_request_repeated(
    service: Service, client: HttpClient
) -> None:
    client.auth = Bearer(fresh=1)
    service.script = [Reply(401), Reply(body=b'{"ok": 1}')]

    assert client.get("/").json() == {"ok": 1}
    assert [r[2]["authorization"][-1] for r in service.requests] == ["1", "0"]


def test_credentials_that_stay_refused_are_denied(service: Service, client: HttpClient) -> None:
    client.auth = Bearer(fresh=5)
    service.script = [Reply(401)]

    assert isinstance(raised(lambda: client.get("/")), Denied)
    assert len(service.requests) == 2


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401, f"who is {TOKEN}?".encode()),
        Reply(400, b'{"message": "' + TOKEN.encode() + b'"}'),
        Reply(302, headers={"location": f"https://evil.example/?token={TOKEN}"}),
        Reply(200, body=b"xx", drip=0.5),
        Reply(200, body=TOKEN.encode() * 9),
    ],
)
def test_no_error_in_the_chain_of_causes_says_a_secret(
    service: Service, clock: Clock, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = Secrets()
    secrets.add(TOKEN)
    service.script = [reply]
    caplog.set_level(logging.DEBUG)
    timeouts = Timeouts(read=0.2)

    with HttpClient(
        service.url, auth=Bearer(), secrets=secrets, timeouts=timeouts, max_body=100, sleep=clock.sleep
    ) as client:
        error = raised(lambda: client.get("/", {"access_token": TOKEN}))

    for link in _chain(error):
        assert TOKEN not in f"{link} {link!r} {vars(link)}"
    assert isinstance(error, ConnectorError)
    assert error.__context__ is None
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(client)


def test_an_answer_does_not_show_its_body_or_headers(service: Service, client: HttpClient) -> None:
    service.script = [Reply(body=b'{"accessJwt": "abc"}', headers={"set-cookie": "sid=abc"})]

    assert "abc" not in repr(client.get("/"))


def test_an_accepted_status_is_an_answer(service: Service, client: HttpClient) -> None:
    service.script = [Reply(400, b'{"error": "NotFound"}')]

    assert client.get("/", accept=(400,)).status == 400


def test_a_platforms_own_reading_of_an_error_comes_first(service: Service) -> None:
    service.script = [Reply(400, b'{"error": "ExpiredToken"}')]

    with HttpClient(service.url, explain=lambda a: Denied("expired")) as client:
        assert isinstance(raised(lambda: client.get("/")), Denied)


def test_an_error_survives_the_way_between_processes() -> None:
    error = RetryLater(30, "busy")

    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (twin.seconds, str(twin)) == (30, str(error))
