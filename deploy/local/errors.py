"""The one exception of the embedded stack."""


class StackError(Exception):
    """Something of the stack is missing or refuses: one sentence that says what, and what to do next."""
