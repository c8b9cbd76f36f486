"""What every network's account is held to: its service, what doctor says of it, and how it is connected."""

from datetime import timedelta
from typing import Any

import pytest
from stage import NETWORKS, PATIENCE, stage_of
from week import NOW

from connectors.errors import ConfigError
from connectors.registry import PLATFORMS, capabilities_of, guide_of, is_networked


def made(stage: Any) -> Any:
    return stage.connector(NOW + timedelta(seconds=30), 10, PATIENCE)


@pytest.mark.parametrize("url", ["http://example.org", "ftp://127.0.0.1", "https://user:pass@example.org"])
def test_a_service_is_https_but_on_this_machine(stage: Any, url: str) -> None:
    stage.server.url = url

    with pytest.raises((ConfigError, ValueError)):
        made(stage)


def test_doctor_has_nothing_against_an_account_that_works(stage: Any) -> None:
    checks = made(stage).check()

    assert [one for one in checks if not one.is_ok] == []
    assert "host" in {one.name for one in checks[:-1]}  # and something that needs access
    said = " ".join(f"{one.name} {one.detail} {one.advice}" for one in checks)
    assert not any(secret and secret in said for secret in stage.secrets)


def test_doctor_says_what_to_do_when_access_has_ended(stage: Any) -> None:
    stage.end_access()

    checks = made(stage).check()

    wrong = [one for one in checks if not one.is_ok]
    assert wrong
    assert all(one.detail and one.advice for one in wrong)
    said = " ".join(f"{one.name} {one.detail} {one.advice}" for one in checks)
    assert not any(secret and secret in said for secret in stage.secrets)


def test_doctor_says_what_is_wrong_with_a_service_of_another_kind(stage: Any) -> None:
    """A page of HTML with status 200, whatever is asked."""
    page = stage.fault(body=b"<html>Welcome</html>")

    class Always(dict[str, Any]):
        def __getitem__(self, path: str) -> list[Any]:
            return [page]

    stage.server.faults = Always()

    assert [one for one in made(stage).check() if not one.is_ok and one.advice]


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if is_networked(p)])
def test_connecting_asks_for_the_handle_the_service_and_a_secret(platform: str) -> None:
    guide = guide_of(platform)

    assert {"handle", "service"} <= {question.key for question in guide.questions}
    assert any(question.is_secret for question in guide.questions)
    assert guide.steps


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if is_networked(p)])
def test_when_access_ends_is_declared(platform: str) -> None:
    """Empty: never, until a person revokes it; else doctor warns 14 days ahead, which each connector's tests show."""
    ends = capabilities_of(platform).access_ends

    assert not ends or ends.startswith("never") or "14 days" in ends or "renewed" in ends


def test_every_network_has_a_stage() -> None:
    assert {stage_of(name).platform for name in NETWORKS} >= {p for p in PLATFORMS if is_networked(p)}
