"""Files that a person names on the command line."""

from pathlib import Path

from services.cli.rest import CommandError


def read_text(path: Path) -> str:
    """The text of a file; CommandError when there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"{path} cannot be read as UTF-8 text ({type(error).__name__}): give another file"
        ) from error


def read_bytes(path: Path) -> bytes:
    """A file's bytes; CommandError when there is none."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}): give another file") from error
