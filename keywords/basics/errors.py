"""What can keep a check from its question. An AssertionError, by contrast, is a fault of the pipeline."""


class Inconclusive(Exception):
    """The test bed could not show it. Robot shows a skip with the reason."""

    ROBOT_SKIP_EXECUTION = True
    ROBOT_SUPPRESS_NAME = True


class Absent(Inconclusive):
    """The environment does not have it, and its file says so."""


class TestBedError(Exception):
    """The test bed is at fault, not the pipeline's behaviour."""

    __test__ = False


class Gone(TestBedError):
    """The target no longer exists, so there is nothing to heal."""
