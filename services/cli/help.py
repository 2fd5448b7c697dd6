"""`mailweave help`: the help of a command, and what concerns all commands."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.table import block_lines
from services.cli.terminal import echo, width

if TYPE_CHECKING:
    from rich.text import Text

EXIT_CODES = {
    "0": "it was done, and nothing is amiss",
    "1": "it could not be done (refused, not reachable, not in time), or something was found: an account is not "
    "accounted for, a replay differs, a poll, a test or a send failed, the demo misses something",
    "2": "nothing was done: the command was called wrongly, or a setting or the installation must be corrected first",
    "130": "Ctrl-C",
}
PAGES = {"exit-codes": EXIT_CODES}
ASKS = frozenset({"--help", "-h", "help"})


def help_(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND…|exit-codes]", help="A command, or `exit-codes`.")
    ] = None,
) -> int:
    """Show the help of a command, or what the exit codes mean."""
    page = PAGES.get(" ".join(words or ()))
    if page is None:
        root = context.find_root()
        root.command.main([*(words or ()), "--help"], prog_name=root.info_name, standalone_mode=False)
        return 0
    for line in block_lines([*page], [*page.values()], width()):
        echo(line)
    return 0


def tell_whole_names(arguments: Sequence[str]) -> None:
    """Where help is asked for: Typer would cut off what is too long for its column, and who can type half a name?"""
    if not ASKS & {*arguments}:
        return
    import typer.rich_utils as rendering  # slow, and only help needs it

    for name, kind in (
        ("highlighter", rendering.OptionHighlighter),
        ("negative_highlighter", rendering.NegativeOptionHighlighter),
    ):
        setattr(rendering, name, partial(_folded, kind()))


def _folded(highlighter: "Callable[[str | Text], Text]", text: "str | Text") -> "Text":
    found = highlighter(text)
    found.overflow = "fold"
    return found
