"""Crash points: the moments at which a process may die and nothing may be lost or doubled; chaos runs strike each one.

A point is struck only in a process that was started with MAILWEAVE_CRASH_FOLDER, and only once for each file
`<folder>/<point>`: the process takes the file away and ends as by kill -9. So whoever makes the file arms the point,
and the file's absence proves that the crash happened. Without the variable a point costs one comparison.
"""

import asyncio
import os
import signal
from enum import StrEnum
from pathlib import Path

VARIABLE = "MAILWEAVE_CRASH_FOLDER"
WRITTEN_AFTER_S = 0.1
_folder = Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None


class CrashPoint(StrEnum):
    """Where a process may be struck: the service, then what it has just done."""

    POLLER_AFTER_FETCH = "poller.after_fetch"
    POLLER_AFTER_BLOB = "poller.after_blob"
    POLLER_AFTER_ACKNOWLEDGEMENT = "poller.after_acknowledgement"
    POLLER_AFTER_GAP_PUBLISHED = "poller.after_gap_published"  # asked for again and acknowledged, the gap is open still
    POLLER_AFTER_STATE = "poller.after_state"  # an account's change of state is committed, nobody was told
    POLLER_AFTER_CANARY = "poller.after_canary"  # one is written down as wanted, Kafka has no request
    POLLER_AFTER_CANARY_SEEN = "poller.after_canary_seen"  # it is written down as seen, the cursor is before it
    PARSER_AFTER_COMMIT = "parser.after_commit"
    PARSER_AFTER_PRODUCE = "parser.after_produce"
    PARSER_AFTER_DEAD_LETTER = "parser.after_dead_letter"
    PARSER_IN_REVOKE = "parser.in_revoke"
    THREADER_AFTER_COMMIT = "threader.after_commit"
    THREADER_AFTER_PRODUCE = "threader.after_produce"
    THREADER_AFTER_DEAD_LETTER = "threader.after_dead_letter"
    THREADER_IN_REVOKE = "threader.in_revoke"
    RULES_AFTER_COMMIT = "rules.after_commit"
    RULES_AFTER_PRODUCE = "rules.after_produce"
    RULES_AFTER_DEAD_LETTER = "rules.after_dead_letter"
    RULES_IN_REVOKE = "rules.in_revoke"
    SENDER_AFTER_COMMIT = "sender.after_commit"  # the request is in the ledger, its offset is not committed
    SENDER_AFTER_DEAD_LETTER = "sender.after_dead_letter"
    SENDER_IN_REVOKE = "sender.in_revoke"
    SENDER_ON_WIRE = "sender.on_wire"
    SENDER_IN_DATA = "sender.in_data"
    SENDER_AFTER_FINAL_DOT = "sender.after_final_dot"
    SENDER_AFTER_REPLY = "sender.after_reply"
    SENDER_AFTER_OUTCOME = "sender.after_outcome"
    SENDER_AFTER_DELIVERY = "sender.after_delivery"


class ConsumerStep(StrEnum):
    """The steps that the consumers of all services share; `<service>.<step>` is the crash point, where it is one."""

    AFTER_COMMIT = "after_commit"  # the handler has committed to the database, nothing is published
    AFTER_PRODUCE = "after_produce"  # its events are acknowledged, the offsets are not committed
    AFTER_DEAD_LETTER = "after_dead_letter"  # the dead letter is acknowledged, its offset is not committed
    IN_REVOKE = "in_revoke"  # the group takes the partitions away


def crash_point(point: CrashPoint) -> None:
    """Die here if the point is armed."""
    if _folder is not None and _is_taken(_folder, point):
        os.kill(os.getpid(), signal.SIGKILL)


def crash_point_of(service: str, step: ConsumerStep) -> None:
    """Die here if this step of this service's consumer is armed."""
    if _folder is not None and f"{service}.{step}" in CrashPoint.__members__.values():
        crash_point(CrashPoint(f"{service}.{step}"))


async def crash_point_once_written(point: CrashPoint) -> None:
    """Die here if the point is armed, after the event loop has handed to the kernel what was written before."""
    if _folder is not None and _is_taken(_folder, point):
        await asyncio.sleep(WRITTEN_AFTER_S)
        os.kill(os.getpid(), signal.SIGKILL)


def _is_taken(folder: Path, point: CrashPoint) -> bool:
    """Whether the file was there; of several processes one gets it."""
    try:
        (folder / point).unlink()
    except FileNotFoundError:
        return False
    return True
