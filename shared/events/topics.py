"""Every topic, declared once: names, keys, who writes, who reads, how long records stay."""

from dataclasses import dataclass

from shared import events
from shared.events import Effects, Event

DAY_S = 86_400
FOR_EVER_S = -1
DLQ_SUFFIX = ".dlq"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention_s` None means EMAIL_RETENTION_DAYS; `is_replayed` topics have a copy in each generation.

    `bulk_of`: the live topic whose events this one carries when an import brings them; its reader makes way for that
    of the live one (shared/kafka/turns.py).
    """

    name: str
    event: type[Event]
    key: str
    written_by: str
    read_by: str
    meaning: str
    retention_s: int | None = 7 * DAY_S
    dlq_retention_s: int = 90 * DAY_S
    is_replayed: bool = False
    bulk_of: "Topic | None" = None

    @property
    def is_sealed(self) -> bool:
        """Whether a record's value is a sealed message, and the event stands in a header."""
        return self.event is events.RawFetched


POLL_REQUESTED = Topic("poll.requested", events.PollRequested, "account_id", "api", "poller", "poll this account now")
MAILBOX_REQUESTED = Topic(
    "mailbox.requested", events.MailboxRequested, "account_id", "any program", "poller", "what to do on a server"
)
CONNECTIVITY_REQUESTED = Topic(
    "connectivity.requested",
    events.ConnectivityRequested,
    "account_id",
    "api",
    "poller, sender",
    "try the way to its servers",
)
IMPORT_REQUESTED = Topic(
    "import.requested", events.ImportRequested, "account_id", "api, any program", "poller", "bring older mail in"
)
RAW_FETCHED = Topic(
    "raw.fetched",
    events.RawFetched,
    "copy_id",
    "poller, sender",
    "parser",
    "a sealed message as it was fetched",
    retention_s=None,
    dlq_retention_s=FOR_EVER_S,
)
RAW_FETCHED_BULK = Topic(
    "raw.fetched.bulk",
    events.RawFetched,
    "copy_id",
    "poller",
    "parser",
    "the same from an import",
    retention_s=None,
    dlq_retention_s=FOR_EVER_S,
    bulk_of=RAW_FETCHED,
)
PARSED = Topic(
    "parsed", events.MessageParsed, "account_id", "parser", "threader", "the whole parsed message", is_replayed=True
)
THREADED = Topic(
    "threaded", events.MessageThreaded, "account_id", "threader", "rules", "a message in its thread", is_replayed=True
)
THREAD_REQUESTED = Topic(
    "thread.requested",
    events.ThreadRequested,
    "account_id",
    "api, any program",
    "threader",
    "what to change about a thread; kept for ever, part of each replay",
    retention_s=FOR_EVER_S,
)
THREAD_CHANGED = Topic(
    "thread.changed",
    events.ThreadChanged,
    "account_id",
    "threader",
    "any program",
    "what changed about a thread, and by whom",
    is_replayed=True,
)
RULED = Topic(
    "ruled", events.MessageRuled, "account_id", "rules", "any program", "what the rules decided", is_replayed=True
)
OUTBOUND = Topic(
    "outbound",
    events.SendMessage,
    "account_id",
    "api, poller, rules, any program",
    "sender",
    "a send request",
    is_replayed=True,
)
CANCEL_REQUESTED = Topic(
    "cancel.requested", events.CancelRequested, "account_id", "api, any program", "sender", "do not send what waits"
)
DELIVERY = Topic("delivery", events.DeliveryChanged, "account_id", "sender", "any program", "what became of a send")
ACCOUNT_CHANGED = Topic(
    "account.changed",
    events.AccountChanged,
    "account_id",
    "poller, sender",
    "any program",
    "receiving or sending is in another state: since when, why, next try",
)

TOPICS: tuple[Topic, ...] = (
    POLL_REQUESTED,
    MAILBOX_REQUESTED,
    CONNECTIVITY_REQUESTED,
    IMPORT_REQUESTED,
    RAW_FETCHED,
    RAW_FETCHED_BULK,
    PARSED,
    THREADED,
    THREAD_REQUESTED,
    THREAD_CHANGED,
    RULED,
    OUTBOUND,
    CANCEL_REQUESTED,
    DELIVERY,
    ACCOUNT_CHANGED,
)
_BY_EVENT = {topic.event: topic for topic in TOPICS if topic.bulk_of is None}
_BULK = {topic.event: topic for topic in TOPICS if topic.bulk_of is not None}


def topic_of(event: Event) -> Topic:
    """The one topic that carries events of this class; where it has a bulk topic, that for what an import brings."""
    live = _BY_EVENT[type(event)]
    return _BULK.get(live.event, live) if event.effects is Effects.IMPORT else live


@dataclass(frozen=True, slots=True)
class TopicNames:
    """The names in one installation (prefix) and one generation (0 = live)."""

    prefix: str = ""
    generation: int = 0

    def of(self, topic: Topic) -> str:
        """The topic's full name; what a replay writes lies beside the live topics."""
        generation = f"g{self.generation}." if self.generation and topic.is_replayed else ""
        return f"{self.prefix}{generation}{topic.name}"

    def dlq_of(self, topic: Topic) -> str:
        """Where records of this topic are set aside; a replay's dead letters lie with the replay."""
        generation = f"g{self.generation}." if self.generation else ""
        return f"{self.prefix}{generation}{topic.name}{DLQ_SUFFIX}"

    def group(self, service: str, topic: Topic) -> str:
        """The consumer group of a service on a topic."""
        generation = f".g{self.generation}" if self.generation else ""
        return f"{self.prefix}{service}.{topic.name}{generation}"
