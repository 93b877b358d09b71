"""Libraries of the specs that the tests of this folder run in child processes."""
