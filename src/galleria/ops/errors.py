"""What an operator is told when a command cannot do its work."""


class OperatorError(Exception):
    """The command stops, prints this text without a traceback, and exits with status 1.

    The text says what is wrong and what to do about it.
    """


class AlreadyRunning(OperatorError):
    """Another process owns the data folder, so starting here is refused."""
