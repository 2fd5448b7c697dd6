"""What the product itself says after a run: `mailweave audit`, and the same input replayed undisturbed."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace

from shared.events.topics import TopicNames
from tests.chaos.observe import received
from tests.harness.installation import Mailweave
from tests.harness.seen import REPLAYED, events_seen
from tests.harness.smtp_sink import SmtpSink
from tests.harness.tally import Observed

GENERATION = 1
WITHIN_S = 1800.0
LAST_LINES = 3


def audit(mailweave: Mailweave, seen: Observed) -> tuple[Observed, str]:
    """What was seen, with what `mailweave audit` calls unaccounted; and its last line."""
    lines, code = run_cli(mailweave, "audit")
    faults = [f"`mailweave audit` ended with {code}: {' | '.join(lines[-LAST_LINES:])}"] if code else []
    return replace(seen, audit_faults=tuple(faults)), lines[-1]


def replay(mailweave: Mailweave, sink: SmtpSink, seen: Observed) -> tuple[Observed, str]:
    """What was seen, and beside it the events of the replay and whatever it found different or sent; its last line."""
    options = ["--topic", "raw.fetched", "--from", "earliest", "--into", "again", "--compare"]
    lines, code = run_cli(mailweave, "replay", *options)
    faults = [f"`mailweave replay` ended with {code}: {' | '.join(lines[-LAST_LINES:])}"] if code else []
    sent = received(sink) - seen.received
    faults += [f"the replay has sent {name}" for name in sent]
    names = TopicNames(mailweave.settings.topic_prefix, GENERATION)
    events = asyncio.run(events_seen(mailweave.settings.kafka_servers, names, REPLAYED))
    return replace(seen, undisturbed=events, replay_faults=tuple(faults)), lines[-1]


def run_cli(mailweave: Mailweave, *arguments: str) -> tuple[list[str], int]:
    """`mailweave` with these arguments against the running installation: its lines and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", *arguments],
        env={**os.environ, **mailweave.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )
    return (done.stdout + done.stderr).strip().splitlines() or [""], done.returncode
