"""Imported before Prefect in the process that flow runs are forked from: its log stays off the terminal, as under
`rapport` without --verbose."""

import os

os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
