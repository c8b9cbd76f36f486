"""`python -m deployments.cli`: the `rapport` command where it is not on the path."""

from deployments.cli import main

main()
