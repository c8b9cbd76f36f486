"""When Prefect tries a task again, and how long it waits."""

from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State, TaskRun
from sqlalchemy.exc import OperationalError

from connectors import midway
from connectors.errors import RetryLater

LONGEST_WAIT_SECONDS = midway.LONGEST
"""A platform that asks for more than this is left to the next run. More than a window of fifteen minutes: whoever
used one up as it began is told to wait for all of it, and a second that its reset is rounded by."""


def is_worth_waiting(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Retry what another try can mend: a platform that says to wait, after the wait it names, and a database
    that went away or chose us to end a deadlock (every step is safe to repeat).

    Prefect asks here before it schedules a retry and then reads the delay off the task; the chain submits
    what may wait by `with_options`, as a copy of its own, so setting the delay touches no other run.
    """
    error = state.data
    if isinstance(error, OperationalError):
        return True
    if not isinstance(error, RetryLater):
        return False
    task.retry_delay_seconds = [error.seconds]
    return error.seconds <= LONGEST_WAIT_SECONDS
