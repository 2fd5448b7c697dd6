"""Messages: of everything, of an account, of a thread."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.accounts.routes import existing_account
from services.api.fields import LARGEST_INTEGER, Instant, Line, Page, RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.messages.resources import Message, ShownMessage
from services.api.messages.shown import shown
from services.api.messages.store import MESSAGES, THREAD_MESSAGES, MessageFilter
from services.api.ports import Ports, PortsOf
from services.api.problems import Problem

router = APIRouter(tags=["messages"])
SEARCHES = (
    "full text: words in subject, people and body; of words that many messages have, a page may hold fewer results "
    "than `limit`, or none: `next` goes on"
)
Search = Annotated[Line | None, Query(description=SEARCHES)]
Since = Annotated[Instant | None, Query(description="from this instant on, with its offset")]
Until = Annotated[Instant | None, Query(description="before this instant, with its offset")]


def message_filter(
    q: Search = None,
    direction: Literal["inbound", "outbound"] | None = None,
    thread_id: UUID | None = None,
    from_email: Line | None = None,
    has_attachments: bool | None = None,
    since: Since = None,
    until: Until = None,
) -> MessageFilter:
    """What the query asks for, of every account."""
    return MessageFilter(None, q, direction, thread_id, from_email, has_attachments, since, until)


Wanted = Annotated[MessageFilter, Depends(message_filter)]


@router.get("/messages/")
async def list_messages(
    ports: PortsOf,
    request: Request,
    which: Wanted,
    part: Annotated[Part, Depends(part_of(MESSAGES, 50))],
    account_id: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)] = None,
) -> Page[Message]:
    """Messages of all accounts, the latest first; `received_at` orders outbound ones by when they were sent."""
    found = await ports.messages.list(replace(which, account_id=account_id), part)
    return page(request, part, found.items, found.looked_to)


@router.get("/accounts/{account_id}/messages/")
async def account_messages(
    account_id: RowIdInPath,
    ports: PortsOf,
    request: Request,
    which: Wanted,
    part: Annotated[Part, Depends(part_of(MESSAGES, 50))],
) -> Page[Message]:
    """The messages of an account, the latest first."""
    await existing_account(ports, account_id)
    found = await ports.messages.list(replace(which, account_id=account_id), part)
    return page(request, part, found.items, found.looked_to)


@router.get("/threads/{thread_id}/messages/")
async def thread_messages(
    thread_id: UUID, ports: PortsOf, request: Request, part: Annotated[Part, Depends(part_of(THREAD_MESSAGES))]
) -> Page[Message]:
    """The messages of a thread, the earliest first; every id that the thread ever had is understood."""
    found = (await ports.messages.list(MessageFilter(thread_id=thread_id), part)).items
    if not found and not await ports.messages.has_thread(thread_id):
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"no message is in a thread {thread_id}: take thread_id from GET /api/email/threads/",
        )
    return page(request, part, found)


@router.get("/messages/{message_id}/")
async def show_message(message_id: UUID, ports: PortsOf) -> ShownMessage:
    """One message, by its `id`, with its HTML made harmless."""
    return await shown(await existing_message(ports, message_id), ports.contents)


async def existing_message(ports: Ports, message_id: UUID) -> Message:
    """The message; a Problem that says how to find one when there is none."""
    message = await ports.messages.get(message_id)
    if message is None:
        raise Problem(
            HTTPStatus.NOT_FOUND, f"there is no message {message_id}: GET /api/email/messages/ lists them by `id`"
        )
    return message
