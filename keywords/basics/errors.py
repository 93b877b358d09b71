"""Why a check could not answer its question. An AssertionError, by contrast, means that the pipeline is at fault."""


class Inconclusive(Exception):
    """The test bed could not show whether it holds. Robot skips the check and shows the reason."""

    ROBOT_SKIP_EXECUTION = True
    ROBOT_SUPPRESS_NAME = True


class Absent(Inconclusive):
    """The environment lacks what the check needs, and its file says so."""


class OwnFault(Inconclusive):
    """Countersign itself failed, so nothing was shown about the pipeline."""


class Misuse(RuntimeError):
    """Code of Countersign was used as it must not be: a fault of Countersign's own."""


class SpecError(ValueError):
    """A spec asks for something that does not exist or cannot be compared."""


class TestBedError(Exception):
    """The test bed is at fault, not the pipeline."""

    __test__ = False


class Gone(TestBedError):
    """The target no longer exists, so there is nothing to heal."""
