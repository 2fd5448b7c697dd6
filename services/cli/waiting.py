"""`--wait`: a list that is looked at again until there is something in it."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from services.cli.rest import CommandError, wait_for

Wait = Annotated[bool, typer.Option("--wait", help="Wait until there is one.")]
Item = TypeVar("Item")


def listed(look: Callable[[], list[Item]], *, wait: bool, timeout_s: float, what: str) -> list[Item]:
    """What `look` gives; with `wait` the first that is not empty, CommandError when there is none in time."""
    if not wait:
        return look()
    found = wait_for(lambda: look() or None, timeout_s=timeout_s)
    if found is None:
        raise CommandError(f"there is no such {what} after {timeout_s:g} s: `mailweave email-monitor` shows who waits")
    return found
