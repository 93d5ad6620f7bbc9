"""The one error family: a class per boundary, each message saying what is wrong, where, and what to do."""


class ToolflowError(Exception):
    """Anything a user of ToolFlow can cause and mend; the CLI prints it without a traceback."""


class ConfigError(ToolflowError):
    """A configuration key, value or run folder that cannot be used."""


class SchemaError(ToolflowError):
    """A value that does not have the shape it must have."""


class ToolSourceError(ToolflowError):
    """A tool file that cannot be read or holds nothing usable."""


class ChatError(ToolflowError):
    """A model endpoint that fails or keeps answering with something unusable.

    Args:
        message: What went wrong, naming the model and the role.
        fatal: True if the whole run is pointless (wrong key, unknown model, connection refused).
    """

    def __init__(self, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.fatal = fatal


class ExecutionError(ToolflowError):
    """A module, server or recording by which tools are to be executed, and that cannot be used."""


class HubError(ToolflowError):
    """A Hugging Face Hub operation that failed."""
