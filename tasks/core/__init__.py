"""Pure: no Prefect, SQLAlchemy, Great Expectations, I/O or clock. `now` is always a parameter."""
