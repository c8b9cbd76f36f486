"""The `rapport` command. Each command imports what it needs when it runs, so that `--help` answers at once."""

from deployments.cli.main import app, main

__all__ = ["app", "main"]
