"""A process that is killed while the database works for it: the statement ends with it, and so do its locks."""

import multiprocessing
import time

from sqlalchemy import Engine, text

from connectors import warehouse

AT_WORK = (
    "select count(*) from pg_stat_activity where query like 'select pg_sleep(300)%' and state = 'active'"
)


def sleep(url: str) -> None:
    """What the process is at when it is killed."""
    with warehouse.engine.__wrapped__(url).connect() as connection:  # none that the other process has, too
        connection.execute(text("select pg_sleep(300)"))


def at_work(db: Engine) -> int:
    with db.connect() as connection:
        count: int = connection.execute(text(AT_WORK)).scalar_one()
    return count


def wait_for(db: Engine, count: int) -> None:
    for _ in range(300):
        if at_work(db) == count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{at_work(db)} statements at work, not {count}")


def test_the_statement_of_a_killed_process_ends(db: Engine, database_url: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=sleep, args=(database_url,))
    process.start()
    wait_for(db, 1)
    process.kill()
    process.join()
    wait_for(db, 0)
