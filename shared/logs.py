"""Logging: one line a record, in UTC, with the service's name; a traceback only at DEBUG, in the same line."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

LINE_BREAK = " | "
QUIET = {
    "aiokafka": logging.WARNING,
    "uvicorn": logging.WARNING,
    "httpx": logging.WARNING,
    "psycopg": logging.ERROR,
    "yoyo": logging.WARNING,
}


class OneLine(logging.Formatter):
    """`2026-11-23T05:39:00.123Z INFO parser shared.kafka.consume: text`."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text} [{_told(record.exc_info[1])}]"
        line = f"{at} {record.levelname} {self._service} {record.name}: {text}"
        return LINE_BREAK.join(part for part in line.splitlines() if part.strip())


def _told(error: BaseException) -> str:
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        return "".join(traceback.format_exception(error)).strip()
    return where(error)


def where(error: BaseException) -> str:
    """An unexpected error's class and place; its text stays out, since it may hold what nobody should read."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} at {'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}"


def configure(service: str, level: str) -> None:
    """Send all logging of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))
    logging.captureWarnings(capture=True)
