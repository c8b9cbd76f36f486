"""What the tasks do, as plain functions: they take a `Run` and small plain data, and return the same."""
