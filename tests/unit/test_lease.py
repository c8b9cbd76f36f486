"""A lease: the last to let go stops the thing, however the others ended."""

import subprocess
import sys
from pathlib import Path

from connectors.lease import Lease

HOLDER = (
    "import sys, pathlib, time; from connectors.lease import Lease; l = Lease(pathlib.Path(sys.argv[1])); l.take(); \
print('held', flush=True); time.sleep(60)"
)


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that holds a share until it is ended."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_only_holder_is_the_last(tmp_path: Path) -> None:
    stopped: list[bool] = []
    lease = Lease(tmp_path / "users")
    lease.take()
    lease.take()
    assert lease.let_go(lambda: stopped.append(True))
    assert not lease.let_go(lambda: stopped.append(True))
    assert stopped == [True]


def test_who_leaves_while_another_holds_stops_nothing(tmp_path: Path) -> None:
    other = holder(tmp_path / "users")
    lease = Lease(tmp_path / "users")
    lease.take()
    assert not lease.let_go(lambda: None)
    other.kill()
    other.communicate()


def test_a_killed_holder_does_not_count(tmp_path: Path) -> None:
    other = holder(tmp_path / "users")
    lease = Lease(tmp_path / "users")
    lease.take()
    other.kill()
    other.communicate()
    assert lease.let_go(lambda: None)


def test_a_lease_can_be_taken_again(tmp_path: Path) -> None:
    lease = Lease(tmp_path / "users")
    for _ in range(2):
        lease.take()
        assert lease.let_go(lambda: None)
