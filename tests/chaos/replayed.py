"""The same input again, undisturbed: `mailweave replay` into another generation, whose events are compared."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace

from deploy.local.smtp_sink import SmtpSink
from shared.topics import TopicNames
from tests.chaos.observe import received
from tests.harness.installation import Mailweave
from tests.harness.seen import REPLAYED, events_seen
from tests.harness.tally import Observed

GENERATION = 1
WITHIN_S = 1800.0


def replay(mailweave: Mailweave, sink: SmtpSink, seen: Observed) -> Observed:
    """What was seen, and beside it the events of the replay and whatever it found different or sent."""
    arguments = ["replay", "--topic", "raw.fetched", "--from", "earliest", "--into", "again", "--compare"]
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", *arguments],
        env={**os.environ, **mailweave.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )
    lines = (done.stdout + done.stderr).strip().splitlines()
    faults = [f"`mailweave replay` ended with {done.returncode}: {' | '.join(lines[-3:])}"] if done.returncode else []
    sent = received(sink) - seen.received
    faults += [f"the replay has sent {name}" for name in sent]
    names = TopicNames(mailweave.settings.topic_prefix, GENERATION)
    events = asyncio.run(events_seen(mailweave.settings.kafka_servers, names, REPLAYED))
    return replace(seen, undisturbed=events, replay_faults=tuple(faults))
