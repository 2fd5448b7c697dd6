"""Logging: one line a record, in UTC, with the service's name; a traceback only at DEBUG, in the same line.

Nothing that is a secret of the settings gets through, and of an address what EMAIL_LOG_ADDRESSES lets.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

LINE_BREAK = " | "
HIDDEN = "…"
QUIET = {
    "aiokafka": logging.WARNING,
    # To it a broker that has just begun and every rebalance are errors; one that lasts is a part of /ready.
    "aiokafka.consumer.group_coordinator": logging.CRITICAL,
    "aiokafka.consumer.fetcher": logging.CRITICAL,
    "aiokafka.client": logging.CRITICAL,  # the watch over Kafka says it once, with the reason
    "uvicorn": logging.WARNING,
    "httpx": logging.WARNING,
    "psycopg": logging.ERROR,
    "yoyo": logging.WARNING,
}
Form = Literal["text", "json"]
Addresses = Literal["full", "domain", "none"]
_ADDRESS = re.compile(r"(?:\"[^\"]{1,64}\"|[^\s<>()\[\],;:\"'=@/]{1,64})@([\w.-]{1,255})")


@dataclass(frozen=True, slots=True)
class Masking:
    """What a line may show: of an address (`a@b.example`) all, its domain or nothing; of these secrets nothing."""

    addresses: Addresses = "domain"
    secrets: Collection[str] = ()

    def masked(self, line: str) -> str:
        """The line without what it may not show."""
        for secret in self.secrets:
            line = line.replace(secret, "***")
        if self.addresses == "full" or "@" not in line:
            return line
        return _ADDRESS.sub(rf"{HIDDEN}@\1" if self.addresses == "domain" else f"{HIDDEN}@{HIDDEN}", line)


@dataclass(frozen=True, slots=True)
class Said:
    """What is told of a record, whatever the form."""

    at: str
    level: str
    service: str
    logger: str
    text: str
    ids: dict[str, str]

    def as_text(self) -> str:
        """`2026-11-23T05:39:00.123Z INFO parser shared.kafka.consume: text name=id`."""
        ids = "".join(f" {name}={value}" for name, value in self.ids.items())
        return f"{self.at} {self.level} {self.service} {self.logger}: {self.text}{ids}"

    def as_json(self) -> str:
        """An object; the ids are fields of it."""
        line = {"at": self.at, "level": self.level, "service": self.service, "logger": self.logger, "text": self.text}
        return json.dumps(line | self.ids, ensure_ascii=False)


class OneLine(logging.Formatter):
    """A record as one line; `ids`, given as extra, say which message it is about."""

    def __init__(self, service: str, form: Form = "text", masking: Masking | None = None) -> None:
        super().__init__()
        self._service = service
        self._form = form
        self._masking = masking or Masking()

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text} [{_told(record.exc_info[1])}]"
        text = self._masking.masked(LINE_BREAK.join(part for part in text.splitlines() if part.strip()))
        said = Said(at, record.levelname, self._service, record.name, text, getattr(record, "ids", {}))
        return said.as_json() if self._form == "json" else said.as_text()


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


def configure(service: str, level: str, form: Form = "text", masking: Masking | None = None) -> None:
    """Send all logging of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(service, form, masking))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))
    logging.captureWarnings(capture=True)
