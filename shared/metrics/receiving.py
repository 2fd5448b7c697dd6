"""Of the poller: polls, what could not be had, connections, imports."""

from prometheus_client import Counter, Gauge, Histogram

from shared.metrics.by_account.downloads import DownloadBudgets
from shared.metrics.by_account.receiving import ReceivingStates
from shared.metrics.by_account.standings import AccountStandings
from shared.metrics.registries import POLLER

POLL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)

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
ACCOUNTS = AccountStandings()
POLLER.register(ACCOUNTS)
RECEIVING = ReceivingStates()
POLLER.register(RECEIVING)
DOWNLOADS = DownloadBudgets()
POLLER.register(DOWNLOADS)
CONNECTIONS = Gauge(
    "mailweave_incoming_connections",
    "Connections to incoming servers, by use (poll, second_look, import, test) and state: connecting, working, idle "
    "(waiting for the server to tell of mail)",
    ["use", "state"],
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
BACKPRESSURE = Gauge(
    "mailweave_backpressure", "1 while nothing is fetched because the parser is behind", registry=POLLER
)
PARSER_BEHIND = Gauge(
    "mailweave_parser_behind_records", "Records of raw.fetched that the parser has not committed", registry=POLLER
)
IMPORTED = Counter(
    "mailweave_imported_messages",
    "Messages of imports by what became of them: read, known already, failed (a gap)",
    ["result"],
    registry=POLLER,
)
IMPORT_BACKLOG = Gauge(
    "mailweave_import_backlog_records",
    "Records between raw.fetched.bulk and the rules as an import saw them last: it waits at 2,000",
    registry=POLLER,
)
