"""The one exception of the embedded stack."""

from shared.errors import ConfigurationError


class StackError(ConfigurationError):
    """Something of the stack is missing or refuses: one sentence that says what, and what to do next."""
