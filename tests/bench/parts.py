"""The parts of the benchmark, in the order in which they run.

First what must not have Mailweave beside it; what is compared with another part's figure comes right after that one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import crowd, idle, latency, receiving, replaying, scaling, sending, sick
from tests.bench.corpus.store import Corpus
from tests.bench.ground import Ground
from tests.bench.peers import aiosmtplib_alone, django_mailbox, mbsync_notmuch, postfix_relay
from tests.bench.results import Figures


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement: it is given what the parts before it found, and gives its own figures."""

    name: str
    deadline_s: float
    run: Callable[[Ground, Corpus, Figures], Figures]


PARTS = (
    Part("mbsync_notmuch", 240, mbsync_notmuch.figures),
    Part("django_mailbox", 240, django_mailbox.figures),
    Part("postfix", 200, postfix_relay.figures),
    Part("aiosmtplib", 120, aiosmtplib_alone.figures),
    Part("e2e", 240, receiving.figures),
    Part("replay", 240, replaying.figures),
    Part("scaling", 600, scaling.figures),
    Part("latency", 200, latency.figures),
    Part("send", 400, sending.figures),
    Part("idle", 240, idle.figures),
    Part("crowd", 900, crowd.figures),
    Part("sick", 900, sick.figures),
)
"""The deadlines leave room for a busy machine; on a quiet one all parts together take less than ten minutes."""
