"""Runs all services on this machine and keeps them running."""

import asyncio
import signal
from pathlib import Path

from services.cli.installation.run import Installation, NotReadyError, installation, supervise, until_ready


def run_until_stopped(folder: Path, *, embedded: bool, migrates: bool = True) -> None:
    """Returns after Ctrl-C or SIGTERM, once everything has ended cleanly."""
    with installation(folder, embedded=embedded, say=say, migrates=migrates) as running:
        asyncio.run(_hold(running))
    say("stopped")


async def _hold(running: Installation) -> None:
    stop = stop_on_signals()
    teller = asyncio.create_task(_tell_when_ready(running))
    try:
        await supervise(running, stop)
    finally:
        teller.cancel()


async def _tell_when_ready(running: Installation) -> None:
    """Says where everything is as soon as it is ready; what is not is named meanwhile and waited for."""
    while True:
        try:
            await until_ready(running)
        except NotReadyError as error:
            say(str(error))
        else:
            break
    for line in (*running.lines(), "everything is ready; Ctrl-C stops it"):
        say(line)


def stop_on_signals() -> asyncio.Event:
    """An event that Ctrl-C or SIGTERM sets."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def say(line: str) -> None:
    """One line to the terminal, at once."""
    print(line, flush=True)
