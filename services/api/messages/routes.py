"""The messages of an account and of a thread."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from services.api.accounts.routes import existing_account
from services.api.cursor import Position, decode, encode
from services.api.fields import Limit, Line, Page, RowIdInPath
from services.api.messages.resources import Message
from services.api.messages.store import MessageFilter
from services.api.pages import page
from services.api.ports import PortsOf
from services.api.problems import Problem

router = APIRouter(tags=["messages"])
Cursor = Annotated[str | None, Query(max_length=200, description="from `next` of the page before")]


@router.get("/accounts/{account_id}/messages/")
async def account_messages(
    account_id: RowIdInPath,
    ports: PortsOf,
    q: Annotated[Line | None, Query(description="full text: words in subject, people and body")] = None,
    direction: Literal["inbound", "outbound"] | None = None,
    thread_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Message]:
    """The messages of an account, the latest first."""
    await existing_account(ports, account_id)
    which = MessageFilter(account_id, q, direction, thread_id)
    found = await ports.messages.of_account(which, before=_position(cursor), limit=limit + 1)
    filters = {"q": q, "direction": direction, "thread_id": str(thread_id) if thread_id else None}
    return _page(f"/api/email/accounts/{account_id}/messages/", found, limit, **filters)


@router.get("/threads/{thread_id}/messages/")
async def thread_messages(thread_id: UUID, ports: PortsOf, cursor: Cursor = None, limit: Limit = 100) -> Page[Message]:
    """The messages of a thread, the earliest first; every id that the thread ever had is understood."""
    found = await ports.messages.of_thread(thread_id, after=_position(cursor), limit=limit + 1)
    if found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"no message is in a thread {thread_id}: take thread_id from GET /api/email/accounts/ID/messages/",
        )
    return _page(f"/api/email/threads/{thread_id}/messages/", found, limit)


def _position(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    position = decode(cursor)
    if position is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "cursor: not one of ours; take it from `next` of the page before")
    return position


def _page(path: str, found: Sequence[Message], limit: int, **filters: str | None) -> Page[Message]:
    return page(path, found, limit, lambda message: encode(Position(message.sort_at, message.id)), **filters)
