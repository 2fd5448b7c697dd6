"""`mailweave` in this process against a real REST service, and rows that other services would have written."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.cli.app import run
from shared.events.topics import Topic
from shared.kafka.decode import decode
from tests.harness.wait import eventually_sync
from tests.integration.rest import RunningApi

ADD_POLL = """
INSERT INTO poll_log (account_id, started_at, finished_at, status, messages_found, messages_processed, error_message)
VALUES (%s, now(), now(), %s, %s, %s, %s)
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, reason, created_at)
VALUES (%s, 1, 'request', %s, '{}', %s, now())
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state, reason) VALUES (%s, 'to@example.com', %s, %s)"
ADD_POLLER_CHECK = "INSERT INTO poller_check (check_id, account_id, ok, message) VALUES (%s, 1, %s, %s)"
ADD_SENDER_CHECK = "INSERT INTO sender_check (check_id, account_id, ok, message, at) VALUES (%s, 1, %s, %s, now())"
ADD_HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at)
VALUES (1, 'failing', 'network', 'no route to host', now(), now())
"""
ADD_SENDING_HEALTH = """
INSERT INTO sending_health (account_id, state, reason, since, next_try_at, connections)
VALUES (1, 'waiting', 'account 1 (support@company.test): 421 too many sessions',
        '2026-11-29 12:00Z', '2026-11-29 12:05Z', 0)
"""
INACTIVE = "account 3 (c@company.test) is inactive: activate it first"
PASSWORD = "pass-Word-9"


@dataclass
class Terminal:
    """`mailweave …` as a person calls it."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what it printed, and what it complained about."""
        self.capture.readouterr()
        code = run(arguments)
        printed = self.capture.readouterr()
        return code, printed.out, printed.err


class Answering:
    """Plays another service: waits for a record of the topic, then writes what that service would."""

    def __init__(self, api: RunningApi, topic: Topic, answer: Callable[[Any], object], records: int = 1) -> None:
        def wait() -> None:
            found = eventually_sync(
                lambda: api.records(topic) if len(api.records(topic)) >= records else None,
                deadline_s=30,
                what=f"{records} records in {topic.name}",
            )
            for record in found or ():
                answer(decode(topic, record))

        self._thread = threading.Thread(target=wait)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join(timeout=60)


def one_line(error: str) -> str:
    """What stderr says, which must be one line and no traceback."""
    assert error.startswith("mailweave: "), error
    assert error.count("\n") == 1, error
    return error.removeprefix("mailweave: ").strip()
