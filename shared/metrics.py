"""Every metric, declared once, with its meaning. Names start with `mailweave_`.

A metric is declared with the registry of the service that moves it, since a service exports its own and no other's.
"""

from importlib.metadata import version
from platform import python_version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from shared.account_metrics import AccountStandings, OAuthLogins, Unaccounted
from shared.canary_metrics import CanaryAges
from shared.download_metrics import DownloadBudgets
from shared.receiving_metrics import ReceivingStates
from shared.services import SERVICES

STAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
CANARY_BUCKETS = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
POLL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)

disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types; without it: two series for each
EVERY_SERVICE = CollectorRegistry()
CONSUMER = CollectorRegistry()
"""Of every service that reads a topic."""
POLLER = CollectorRegistry()
PARSER = CollectorRegistry()
THREADER = CollectorRegistry()
RULES = CollectorRegistry()
SENDER = CollectorRegistry()
API = CollectorRegistry()
OWN = {"poller": POLLER, "parser": PARSER, "threader": THREADER, "rules": RULES, "sender": SENDER, "api": API}

BUILD = Info("mailweave_build", "What runs here: Mailweave's version and Python's", registry=EVERY_SERVICE)
BUILD.info({"version": version("mailweave"), "python": python_version()})
READY = Gauge(
    "mailweave_ready", "1 while this part of the service works, as /ready says", ["part"], registry=EVERY_SERVICE
)
ProcessCollector(registry=EVERY_SERVICE)
GCCollector(registry=EVERY_SERVICE)

RECORDS = Counter(
    "mailweave_records",
    "Records by what became of them: handled, set_aside, retried",
    ["topic", "result"],
    registry=CONSUMER,
)
DEAD_LETTERS = Counter(
    "mailweave_dead_letters", "Records set aside, by the class of the error", ["topic", "error"], registry=CONSUMER
)
BULK_WAIT_SECONDS = Counter(
    "mailweave_bulk_wait_seconds",
    "Seconds that the reader of a bulk topic made way for the live one",
    ["topic"],
    registry=PARSER,
)
STAGE_SECONDS = Histogram(
    "mailweave_stage_seconds",
    "Seconds from taking a batch to its commit",
    ["topic"],
    buckets=STAGE_BUCKETS,
    registry=CONSUMER,
)
CONSUMER_LAG = Gauge(
    "mailweave_consumer_lag_records", "Records of this process's partitions not yet taken", ["topic"], registry=CONSUMER
)

POLLS = Counter("mailweave_polls", "Polls of accounts by result", ["result"], registry=POLLER)
POLL_SECONDS = Histogram("mailweave_poll_seconds", "Seconds that one poll took", buckets=POLL_BUCKETS, registry=POLLER)
MESSAGES_FOUND = Counter("mailweave_poll_messages_found", "Messages that polls found on the servers", registry=POLLER)
MESSAGES_PROCESSED = Counter(
    "mailweave_poll_messages_processed", "Messages that polls fetched and Kafka acknowledged", registry=POLLER
)
FETCHED_BYTES = Counter("mailweave_fetched_bytes", "Bytes of messages fetched from the servers", registry=POLLER)
FETCH_GAPS = Counter("mailweave_fetch_gaps", "Messages that could not be had, by reason", ["reason"], registry=POLLER)
WITNESS_LOOKS = Counter(
    "mailweave_witness_looks",
    "Servers' own lists compared with what was read, by result",
    ["result"],
    registry=POLLER,
)
UNACCOUNTED_FOUND = Counter(
    "mailweave_unaccounted_found",
    "Messages passed over for no reason that such a look has named",
    registry=POLLER,
)
OPEN_GAPS = Gauge(
    "mailweave_open_fetch_gaps", "Messages that could not be had yet, by reason", ["reason"], registry=API
)
GAPS_CLOSED = Counter(
    "mailweave_fetch_gaps_closed",
    "Gaps that ended: read, gone, renumbered, erased, canary",
    ["how"],
    registry=POLLER,
)
IDLE_CUTS = Counter(
    "mailweave_idle_cuts", "Connections that servers or networks ended while they waited in IDLE", registry=POLLER
)
COMMANDS = Counter(
    "mailweave_mailbox_commands",
    "Changes on the servers (flag, move, delete) that ended, by state: done, refused",
    ["action", "state"],
    registry=POLLER,
)
CHECKS = Counter(
    "mailweave_connectivity_tests", "Connectivity tests by server and result", ["server", "result"], registry=POLLER
)
SENDER.register(CHECKS)
ACCOUNTS = AccountStandings()
POLLER.register(ACCOUNTS)
RECEIVING = ReceivingStates()
POLLER.register(RECEIVING)
DOWNLOADS = DownloadBudgets()
POLLER.register(DOWNLOADS)
CONNECTIONS = Gauge(
    "mailweave_incoming_connections",
    "Connections to incoming servers that are open or being opened, by use: poll, second_look, import, test",
    ["use"],
    registry=POLLER,
)
CONNECTION_REFUSALS = Counter(
    "mailweave_connection_refusals",
    "Connections that a server refused as one too many, by whose: account, host; less are used for an hour",
    ["scope"],
    registry=POLLER,
)
RECEIVING_CHANGES = Counter(
    "mailweave_receiving_changes",
    "Changes of accounts' states, by the state that they came into",
    ["state"],
    registry=POLLER,
)
STALE_VIEWS = Counter(
    "mailweave_stale_views",
    "Open connections that did not show what a fresh one showed, and were made anew",
    registry=POLLER,
)
FRESHNESS_LOOKS = Counter(
    "mailweave_freshness_looks",
    "Looks by a fresh connection at what the open one should know, by result",
    ["result"],
    registry=POLLER,
)
CANARIES = Counter(
    "mailweave_canaries",
    "Canaries by what became of them: asked for, seen, overdue (sent and not seen in time), not_sent",
    ["state"],
    registry=POLLER,
)
CANARY_SECONDS = Histogram(
    "mailweave_canary_round_trip_seconds",
    "Seconds from asking for a canary to seeing it in its account's mailbox",
    buckets=CANARY_BUCKETS,
    registry=POLLER,
)
CANARY_AGES = CanaryAges()
POLLER.register(CANARY_AGES)
BACKPRESSURE = Gauge(
    "mailweave_backpressure", "1 while nothing is fetched because the parser is behind", registry=POLLER
)
PARSER_BEHIND = Gauge(
    "mailweave_parser_behind_records", "Records of raw.fetched that the parser has not committed", registry=POLLER
)

OAUTH_REFRESHES = Counter(
    "mailweave_oauth_refreshes",
    "Access tokens asked for, by provider and outcome: granted, auth (a person must log in or correct something), "
    "network, quota, protocol",
    ["provider", "outcome"],
    registry=POLLER,
)
SENDER.register(OAUTH_REFRESHES)
SECRET_READS = Counter(
    "mailweave_secret_reads",
    "Secrets read where an account says that they lie, by kind (env, file, vault) and outcome: read, auth (it is not "
    "there or not allowed), network, quota, protocol",
    ["kind", "outcome"],
    registry=POLLER,
)
SENDER.register(SECRET_READS)
OAUTH_LOGINS = OAuthLogins()
POLLER.register(OAUTH_LOGINS)

REPORTS = Counter(
    "mailweave_reports",
    "Recipients in bounces, complaints and receipts, by the report's kind and the reason; a repeat counts again",
    ["kind", "reason"],
    registry=PARSER,
)
PARSER_CHILD_DEATHS = Counter(
    "mailweave_parser_child_deaths",
    "Processes to parse in that died and were replaced, by cause: hang, crash, killed (as by the kernel for memory)",
    ["cause"],
    registry=PARSER,
)
PARSER_GAVE_UP = Counter(
    "mailweave_parser_gave_up",
    "Messages of which only the header could be read, by cause: hang, memory, crash, killed, error",
    ["cause"],
    registry=PARSER,
)
INDEX_LAG = Gauge(
    "mailweave_index_lag_messages", "Stored messages that full-text search does not find yet", registry=PARSER
)

IMPORTED = Counter(
    "mailweave_imported_messages",
    "Messages of imports by what became of them: read, known already, failed (a gap)",
    ["result"],
    registry=POLLER,
)
IMPORT_BACKLOG = Gauge(
    "mailweave_import_backlog",
    "Records between raw.fetched.bulk and the rules as an import saw them last: it waits at 2,000",
    registry=POLLER,
)
THREAD_REQUESTS = Counter(
    "mailweave_thread_requests",
    "Requests to change a thread by outcome: changed, unchanged, superseded by something later, waiting for a message",
    ["request", "outcome"],
    registry=THREADER,
)

DECISIONS = Counter(
    "mailweave_decisions",
    "Decisions of rules by outcome: fired, withheld, defect; `reason` says what withheld it or what is defective",
    ["outcome", "reason"],
    registry=RULES,
)

SENDS = Counter("mailweave_sends", "Recipients of sends by the state they reached", ["state"], registry=SENDER)
SENDING_PAUSES = Counter(
    "mailweave_sending_pauses",
    "Pauses of an account's sending, by the reply code that its server refused a session with, or none",
    ["reply_code"],
    registry=SENDER,
)
SMTP_SESSIONS = Gauge(
    "mailweave_smtp_sessions_allowed",
    "SMTP sessions that a server allows an account at present, where that is less than the setting",
    ["account_id"],
    registry=SENDER,
)

DISCOVERIES = Counter(
    "mailweave_discoveries",
    "Sources asked for the servers of an address, by what came of it: found, nothing, refused, failed, late",
    ["source", "outcome"],
    registry=API,
)
HTTP_REQUESTS = Counter(
    "mailweave_http_requests",
    "Requests to REST and the screen by method, route and status; `route` is the path with its parameters unfilled",
    ["method", "route", "status"],
    registry=API,
)
UNACCOUNTED = Unaccounted()
API.register(UNACCOUNTED)


def registries_of(service: str) -> list[CollectorRegistry]:
    """Those that a service exports; one that is not of the installation's is taken for a consumer."""
    reads = service not in SERVICES or bool(SERVICES[service].reads)
    own = [OWN[service]] if service in OWN else []
    return [EVERY_SERVICE, *([CONSUMER] if reads else []), *own]


def registry_of(service: str) -> CollectorRegistry:
    """What `/metrics` of a service shows."""
    exported = CollectorRegistry()
    for registry in registries_of(service):
        exported.register(registry)
    return exported
