"""Lists in pages: one row more than asked for tells whether there is a next page."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query

from services.api.fields import LARGEST_INTEGER, Page

Item = TypeVar("Item")
AfterId = Annotated[int, Query(ge=0, le=LARGEST_INTEGER, description="from `next` of the page before")]


def page(
    path: str, found: Sequence[Item], limit: int, cursor_of: Callable[[Item], str], **filters: str | None
) -> Page[Item]:
    """The first `limit` of what was found, and the URL of the rest."""
    shown = list(found[:limit])
    if len(found) <= limit:
        return Page(results=shown)
    query = {name: value for name, value in filters.items() if value is not None}
    query |= {"limit": str(limit), "cursor": cursor_of(shown[-1])}
    return Page(results=shown, next=f"{path}?{urlencode(query)}")


def id_page(path: str, found: Sequence[Item], limit: int, id_of: Callable[[Item], int]) -> Page[Item]:
    """The same for rows that are ordered by an integer id."""
    return page(path, found, limit, lambda item: str(id_of(item)))
