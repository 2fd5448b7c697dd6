"""Of the api: REST, the screen, and what it watches for the installation."""

from prometheus_client import Counter, Gauge

from shared.metrics.by_account.unaccounted import Unaccounted
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
UNACCOUNTED = Unaccounted()
API.register(UNACCOUNTED)
