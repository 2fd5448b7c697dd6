"""What a dashboard is made of, in the words of whoever writes one; `build` makes Grafana's JSON of it.

In an expression `$where` stands for the matchers of the variables: namespace and job.
"""

from dataclasses import dataclass
from enum import StrEnum

STAT_HEIGHT = 4
LINES_HEIGHT = 7


class Kind(StrEnum):
    """How a panel is drawn: one figure with a colour, or lines over time."""

    STAT = "stat"
    LINES = "timeseries"


class Unit(StrEnum):
    """Grafana's ids of the units that are used."""

    COUNT = "short"
    SECONDS = "s"
    BYTES = "bytes"
    RATIO = "percentunit"
    MESSAGES_S = "mps"
    RECORDS_S = "recps"
    EVENTS_S = "eps"
    BYTES_S = "Bps"
    CORES = "none"


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL, and the name of its lines, which may hold `{{label}}`."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """From where on a panel is red; with `below` it is red under that value. `warn`, where given, is orange."""

    bad: float
    warn: float | None = None
    below: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `shows` and `when_red` make its description, `entry` is the alert whose runbook entry it links to."""

    title: str
    queries: tuple[Query, ...]
    shows: str
    when_red: str
    entry: str
    unit: Unit = Unit.COUNT
    limit: Limit | None = None
    kind: Kind = Kind.LINES
    width: int = 8
    is_stacked: bool = False
    no_value: str = ""

    @property
    def height(self) -> int:
        return STAT_HEIGHT if self.kind is Kind.STAT else LINES_HEIGHT


@dataclass(frozen=True, slots=True)
class Row:
    """Panels below a heading; a collapsed row asks nothing until somebody opens it."""

    title: str
    panels: tuple[Panel, ...]
    is_collapsed: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard; `uid` is in its address and the name of its file."""

    uid: str
    title: str
    about: str
    rows: tuple[Row, ...]
    has_account_state: bool = False


def stat(
    title: str,
    expr: str,
    shows: str,
    when_red: str,
    entry: str,
    limit: Limit | None = None,
    *,
    unit: Unit = Unit.COUNT,
    width: int = 4,
    no_value: str = "",
) -> Panel:
    """One figure."""
    return Panel(title, (Query(expr),), shows, when_red, entry, unit, limit, Kind.STAT, width, no_value=no_value)


def lines(
    title: str,
    queries: tuple[Query, ...],
    shows: str,
    when_red: str,
    entry: str,
    limit: Limit | None = None,
    *,
    unit: Unit = Unit.COUNT,
    width: int = 8,
    is_stacked: bool = False,
) -> Panel:
    """Lines over time."""
    return Panel(title, queries, shows, when_red, entry, unit, limit, Kind.LINES, width, is_stacked)
