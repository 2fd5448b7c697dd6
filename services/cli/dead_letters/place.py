"""Where a dead letter lies, as a person writes it."""

from services.cli.rest import UsageError
from shared.dead_letters.stored import LetterError, Place, place_called


def place_given(text: str) -> Place:
    """The partition and offset of `--offset`."""
    try:
        return place_called(text)
    except LetterError as error:
        raise UsageError(f"{error}; `mailweave dlq list` shows it so") from error
