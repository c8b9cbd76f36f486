"""The Great Expectations suites as code, one file an entity, and their runner."""
