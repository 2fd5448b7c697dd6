"""What an account's mail ends with and who works with it, as options of `mailweave accounts add|change`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.cli.rest import CommandError, Document

TEXT_OPTIONS = {"plain_signature_file", "html_signature_file", "plain_footer_file", "html_footer_file", "member"}


def texts(options: Mapping[str, Any]) -> Document:
    """The fields of those options that were given; an empty file empties its field."""
    found: Document = {"members": list(options["member"])} if options["member"] else {}
    for name in sorted(TEXT_OPTIONS - {"member"}):
        if options[name] is not None:
            found[name.removesuffix("_file")] = _read(name, options[name])
    return found


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        option = name.replace("_", "-")
        raise CommandError(f"--{option}: {path} cannot be read ({why}): give the path of a text file") from None
