"""The one form of all lists: filters, `ordering`, and pages by a cursor.

One row more than asked for tells whether there is a next page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Generic, LiteralString, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from psycopg import sql

from services.api.cursor import Kind, Position, as_text, decode, encode
from services.api.fields import Limit, Page
from services.api.problems import Problem

Item = TypeVar("Item")
WORD = {"pattern": r"^[A-Za-z0-9_-]*$"}
Cursor = Annotated[
    str | None, Query(max_length=3000, description="from `next` of the page before", json_schema_extra=WORD)
]
AFTER = sql.SQL("({column}, {id}) {beyond} (%(after_value)s::{kind}, %(after_id)s::{id_kind})")
ORDER = sql.SQL("{column} {direction}, {id} {direction}")


@dataclass(frozen=True, slots=True)
class Column:
    """What a list can be ordered by: never null; `sql` is its name in the query, `attribute` that in the resource."""

    sql: LiteralString
    kind: Kind
    attribute: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its name goes into cursors, its columns can be asked for as `ordering`, with `-` for the reverse."""

    name: str
    id: Column
    columns: Mapping[str, Column]
    default: str

    @property
    def orderings(self) -> list[str]:
        """Every word that `ordering` takes."""
        return [word for name in self.columns for word in (name, f"-{name}")]


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list, in which order."""

    listing: Listing
    ordering: str
    limit: int
    after: Position | None = None

    @property
    def column(self) -> Column:
        """What it is ordered by."""
        return self.listing.columns[self.ordering.removeprefix("-")]

    def statement(self, query: LiteralString) -> sql.Composed:
        """The query with its `{after}` and `{order}` filled in."""
        is_falling = self.ordering.startswith("-")
        names = {"column": sql.SQL(self.column.sql), "id": sql.SQL(self.listing.id.sql)}
        after = AFTER.format(
            **names,
            beyond=sql.SQL("<" if is_falling else ">"),
            kind=sql.SQL(self.column.kind),
            id_kind=sql.SQL(self.listing.id.kind),
        )
        order = ORDER.format(**names, direction=sql.SQL("DESC" if is_falling else "ASC"))
        return sql.SQL(query).format(after=after if self.after else sql.SQL("true"), order=order)

    def values(self) -> dict[str, object]:
        """The statement's parameters."""
        after = self.after
        place = {"after_value": after.value, "after_id": after.id} if after else {}
        return {**place, "limit": self.limit + 1}


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """A part of a list as a store found it: one row more than asked for when there are more.

    `looked_to` is where a search stopped because a page may cost no more, whatever it had found by then.
    """

    items: Sequence[Item]
    looked_to: Position | None = None


def whole(listing: Listing, limit: int = 100) -> Part:
    """The beginning of a list in its own order."""
    return Part(listing, listing.default, limit)


def part_of(listing: Listing, limit: int = 100) -> Callable[..., Part]:
    """A dependency: the part that the query asks for."""
    words = listing.orderings

    def asked(
        cursor: Cursor = None,
        limit: Limit = limit,
        ordering: Annotated[
            str, Query(description="`-` for the reverse", json_schema_extra={"enum": list(words)})
        ] = listing.default,
    ) -> Part:
        if ordering not in words:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"ordering: there are {', '.join(words)}")
        first = Part(listing, ordering, limit)
        if cursor is None:
            return first
        position = decode(cursor, listing.name, ordering, first.column.kind, listing.id.kind)
        if isinstance(position, str):
            raise Problem(HTTPStatus.BAD_REQUEST, f"cursor: {position}")
        return Part(listing, ordering, limit, position)

    return asked


def page(request: Request, part: Part, found: Sequence[Item], looked_to: Position | None = None) -> Page[Item]:
    """What was found, of which the last one may only say that there is more, and the URL of the rest."""
    shown = list(found[: part.limit])
    if len(found) > part.limit:
        last = Position(
            as_text(getattr(shown[-1], part.column.attribute)), as_text(getattr(shown[-1], part.listing.id.attribute))
        )
    elif looked_to is not None:
        last = looked_to
    else:
        return Page(results=shown)
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    query.append(("cursor", encode(part.listing.name, part.ordering, last)))
    return Page(results=shown, next=f"{request.url.path}?{urlencode(query)}")
