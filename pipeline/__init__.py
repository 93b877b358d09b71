"""The embedded document pipeline: the system under test that runs by default. See docs/architecture.md."""
