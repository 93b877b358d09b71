"""Errors that end a command."""


class StackError(Exception):
    """What went wrong, in one line for the person at the command line."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status
