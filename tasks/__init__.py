"""The five steps as Prefect tasks; what they decide lives in `tasks.core`, which is pure."""
