"""Of the api: REST, the screen, and what it watches for the installation."""

from prometheus_client import Counter, Gauge

from shared.metrics.by_account.unaccounted import Unaccounted
from shared.metrics.figures import Read
from shared.metrics.registries import API

OPEN_GAPS = Gauge(
    "mailweave_open_fetch_gaps", "Messages that could not be had yet, by reason", ["reason"], registry=API
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
DEAD_LETTERS_OPEN = Read(
    "mailweave_dead_letters_open",
    "Dead letters that wait: neither put back nor discarded; of the whole installation",
    ["topic"],
    API,
)
ACCOUNTS_OVERDUE = Read(
    "mailweave_accounts_overdue",
    "Active accounts without a good poll for three times as long as between two polls; of the whole installation",
    (),
    API,
)
UNACCOUNTED = Unaccounted()
API.register(UNACCOUNTED)
