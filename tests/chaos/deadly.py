"""`python -m tests.chaos.deadly`: the threader, which dies of one kind of record, as of a broken library."""

import os
import runpy
import signal
from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast
from uuid import UUID, uuid5

from shared.events import Event, MessageParsed

DEADLY_SUBJECT = "the record that kills its process"
NAMESPACE = UUID("5d0a5f0e-8d0b-4b56-9d8f-0e0f4f0b7a11")


def deadly_record(account: int, label: str) -> MessageParsed:
    """A `parsed` event that is well formed and that no process survives."""
    at = "2026-11-23T00:00:00Z"
    ids = {name: uuid5(NAMESPACE, f"{label} {name}") for name in ("account_key", "mail_id", "copy_id", "effect_id")}
    fields = {"account_id": account, "direction": "inbound", "folder": "INBOX", "message_id": None, "size_bytes": 1}
    return MessageParsed.model_validate({**fields, **ids, "subject": DEADLY_SUBJECT, "sort_at": at, "fetched_at": at})


def _arm() -> None:
    app: Any = import_module("services.threader.app")
    handle = app.on_message_parsed

    async def die_of_it(events: Sequence[MessageParsed], **ports: object) -> Sequence[Event]:
        if any(event.subject == DEADLY_SUBJECT for event in events):
            os.kill(os.getpid(), signal.SIGKILL)
        return cast("Sequence[Event]", await handle(events, **ports))

    app.on_message_parsed = die_of_it


if __name__ == "__main__":
    _arm()
    runpy.run_module("services.threader", run_name="__main__")
