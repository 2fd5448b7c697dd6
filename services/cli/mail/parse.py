"""`mailweave parse FILE…`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from services.cli.rest import CommandError

STDIN = "-"
MOST_JOBS = 64
FILES_AT_ONCE = 8


def parse(
    files: Annotated[list[str], typer.Argument(help="Files with one RFC 5322 message each; - is standard input.")],
    *,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=MOST_JOBS, help="Processes that parse side by side.")] = 1,
) -> None:
    """Parse messages: one JSON object a line, in the order of the files. Needs neither REST, Kafka nor PostgreSQL."""
    from services.cli.settings import CliSettings

    settings = CliSettings.load()
    read = partial(_read, max_bytes=settings.max_attachment_size, authserv_ids=settings.authserv_ids)
    unreadable = []
    for line, error in _with_progress(_results(read, files, jobs), len(files)):
        if error:
            unreadable.append(error)
        else:
            typer.echo(line)
    if unreadable:
        raise CommandError(f"cannot read {', '.join(unreadable)}: give readable files; the others were parsed")


def _read(name: str, max_bytes: int, authserv_ids: frozenset[str]) -> tuple[str, str]:
    """The line of one file, or why there is none."""
    from services.parser.offline import Printing, json_line

    try:
        raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        return "", f"{name} ({error.strerror})"
    return json_line(name, raw, Printing(max_bytes, authserv_ids)), ""


def _results(read: "partial[tuple[str, str]]", files: Sequence[str], jobs: int) -> Iterator[tuple[str, str]]:
    """What each file gives, in their order; standard input is read here, for the others have none."""
    if jobs == 1 or STDIN in files or len(files) == 1:
        yield from map(read, files)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("forkserver")
    context.set_forkserver_preload(["services.parser.offline"])
    with ProcessPoolExecutor(min(jobs, len(files)), context) as pool:
        try:
            yield from pool.map(read, files, chunksize=max(1, min(FILES_AT_ONCE, len(files) // jobs)))
        except BrokenProcessPool as error:
            raise CommandError("a process was killed before its files were parsed: give fewer --jobs") from error


def _with_progress(results: Iterable[tuple[str, str]], total: int) -> Iterator[tuple[str, str]]:
    """The same, counted on standard error where that is a terminal and standard output is none."""
    if total == 1 or sys.stdout.isatty() or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("parsed"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield from progress.track(results, total=total)
