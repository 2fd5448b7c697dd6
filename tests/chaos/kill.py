"""Kills services with -9 while mail flows, and counts afterwards what is there."""

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.demo.mailboxes import Mailboxes
from tests.harness.installation import Mailweave
from tests.harness.planted import Mail, deliver
from tests.harness.wait import eventually_sync

SERVICES = ("poller", "parser", "threader", "rules", "sender")
HEAL_WITHIN_S = 150.0
SLICE_S = 0.25


@dataclass(frozen=True, slots=True)
class Flow:
    """What was there when all was quiet again."""

    stored: int
    thread_of: dict[str, str]
    answers_received: Counter[str]
    answers_in_doubt: frozenset[str]
    heal_s: float
    kills: tuple[str, ...]


def let_flow(mailweave: Mailweave, mails: Sequence[Mail], kills: Sequence[str], flow_s: float, seed: int) -> Flow:
    """Delivers over about `flow_s` seconds, kills these services at random moments meanwhile, waits until quiet."""
    rng = random.Random(seed)
    moments = sorted(zip((rng.uniform(1, flow_s) for _ in kills), kills, strict=True))
    began = time.monotonic()
    slices = max(1, int(flow_s / SLICE_S))
    done: list[str] = []
    for number in range(slices):
        deliver(mailweave.mail, mails[number * len(mails) // slices : (number + 1) * len(mails) // slices])
        while moments and time.monotonic() - began >= moments[0][0]:
            done.append(_kill(mailweave, moments.pop(0)[1]))
        time.sleep(max(0.0, began + (number + 1) * SLICE_S - time.monotonic()))
    done += [_kill(mailweave, name) for _, name in moments]
    stopped_at = time.monotonic()
    eventually_sync(
        lambda: _is_quiet(mailweave, len(mails)), deadline_s=HEAL_WITHIN_S, what=_what(mailweave, len(mails))
    )
    return _count(mailweave, mails, time.monotonic() - stopped_at, done)


def _kill(mailweave: Mailweave, name: str) -> str:
    child = mailweave.installation.supervisor.child(name)
    eventually_sync(child.is_running, deadline_s=40, what=f"{name} running, to be killed")
    pid = child.pid
    os.kill(pid, signal.SIGKILL)
    return f"{name} (process {pid})"


def _is_quiet(mailweave: Mailweave, count: int) -> bool:
    """In the order in which mail flows, so that nothing can slip from what is yet to be looked at to what was."""
    if not mailweave.has_no_lag():
        return False
    ((ruled,),) = mailweave.rows("SELECT count(*) FROM read_rule_run")
    ((open_sends,),) = mailweave.rows("SELECT count(*) FROM send WHERE state IN ('waiting', 'sending')")
    ((uncopied,),) = mailweave.rows("SELECT count(*) FROM send WHERE sent_at IS NOT NULL AND copied_at IS NULL")
    ((unpublished,),) = mailweave.rows("SELECT count(*) FROM send_change WHERE published_at IS NULL")
    return ruled >= count and not (open_sends or uncopied or unpublished)


def _what(mailweave: Mailweave, count: int) -> str:
    return f"{count} messages threaded, nothing waiting, no lag; see {mailweave.installation.folder}/logs"


def _count(mailweave: Mailweave, mails: Sequence[Mail], heal_s: float, kills: Sequence[str]) -> Flow:
    rows = mailweave.rows(
        "SELECT message_id, thread_id::text FROM read_message JOIN read_placement USING (mail_id)"
        " WHERE direction = 'inbound'"
    )
    doubtful = mailweave.rows("SELECT request ->> 'answers_message_id' FROM send WHERE state = 'in_doubt'")
    return Flow(
        stored=len(rows),
        thread_of=dict(rows),
        answers_received=answers(mailweave, mails),
        answers_in_doubt=frozenset(row[0] for row in doubtful),
        heal_s=heal_s,
        kills=tuple(kills),
    )


def answers(mailweave: Mailweave, mails: Sequence[Mail]) -> Counter[str]:
    """How many answers to each message lie in the customers' mailboxes, read over IMAP."""
    found: Counter[str] = Counter()
    boxes = Mailboxes(mailweave.mail)
    for address in sorted({mail.sender for mail in mails if mail.is_to_be_answered}):
        for raw in boxes.received(address, by_pop3=False):
            found[re.sub(r"[<>\s]", "", raw["In-Reply-To"] or "")] += 1
    return found


def whereabouts(mailweave: Mailweave, message_id: str) -> list[tuple[object, ...]]:
    """What is stored about the answer to a message, for the report of a failure."""
    return mailweave.rows(
        "SELECT run.decisions, run.effect_id, send.send_id, send.state, send.reason, send.attempts, send.sent_at"
        " FROM message LEFT JOIN rule_run AS run USING (mail_id)"
        " LEFT JOIN send ON send.request ->> 'answers_message_id' = message.message_id"
        " WHERE message.message_id = %s",
        message_id,
    )
