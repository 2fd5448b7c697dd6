"""`/threads` and `/messages`."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response

from services.api.cursor import Position, decode, encode
from services.api.fields import Line
from services.api.messages.resources import Message
from services.api.problems import Problem
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPorts, ScreenPortsOf
from services.api.screen.threads.frame import mail_frame
from services.api.screen.threads.store import Evidence, ThreadFilter

router = APIRouter()
THREADS_ON_A_PAGE = 50
MESSAGES_ON_A_PAGE = 20
SHOWN_CHARACTERS = 4000
SMALL_FRAME, LARGE_FRAME = 600, 4000
Cursor = Annotated[str, Query(max_length=200)]
Status = Literal["", "open", "closed", "archived"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it."""

    message: Message
    text: str
    is_cut: bool
    frame_size: Literal["small", "medium", "large"]
    evidence: Evidence


@router.get("/threads")
async def list_threads(
    request: Request, ports: ScreenPortsOf, q: Line = "", account: str = "", status: Status = "", cursor: Cursor = ""
) -> Response:
    """The latest first; by words, account and status."""
    account_id = int(account) if account.isascii() and account.isdecimal() and len(account) < 10 else None
    which = ThreadFilter(q.strip() or None, account_id, status or None)
    found = await ports.threads.list(which, before=_position(cursor), limit=THREADS_ON_A_PAGE + 1)
    threads = found[:THREADS_ON_A_PAGE]
    chosen = {name: value for name, value in (("q", q.strip()), ("account", account), ("status", status)) if value}
    onward = None
    if len(found) > THREADS_ON_A_PAGE:
        place = encode(Position(threads[-1].last_message_at, threads[-1].strand_id))
        onward = "/threads?" + urlencode({**chosen, "cursor": place})
    accounts = await ports.rest.accounts.list(after=0, limit=500)
    return render(
        request,
        "threads.html",
        threads=threads,
        onward=onward,
        chosen=chosen,
        accounts=accounts,
        is_first=not cursor,
    )


@router.get("/threads/{thread_id}")
async def show_thread(thread_id: UUID, request: Request, ports: ScreenPortsOf, cursor: Cursor = "") -> Response:
    """A thread's messages, the earliest first, each with why it is here and what was done with it."""
    thread = await ports.threads.get(thread_id)
    found = await ports.rest.messages.of_thread(thread_id, after=_position(cursor), limit=MESSAGES_ON_A_PAGE + 1)
    if thread is None or found is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"No message is in a thread {thread_id}: the list has all.")
    messages = found[:MESSAGES_ON_A_PAGE]
    onward = None
    if len(found) > MESSAGES_ON_A_PAGE:
        place = encode(Position(messages[-1].sort_at, messages[-1].id))
        onward = f"/threads/{thread_id}?cursor={place}"
    evidence = await ports.threads.evidence([message.id for message in messages])
    shown = [_shown(message, evidence[message.id]) for message in messages]
    return render(
        request,
        "thread.html",
        thread=thread,
        shown=shown,
        onward=onward,
        is_first=not cursor,
        rule_names=await _rule_names(ports),
    )


@router.get("/messages/{mail_id}/html")
async def message_html(mail_id: UUID, ports: ScreenPortsOf) -> Response:
    """A message's own HTML, made harmless, for the sandboxed frame of its thread's page."""
    bodies = await ports.threads.bodies(mail_id)
    if bodies is None or not bodies.html_body:
        raise Problem(HTTPStatus.NOT_FOUND, "This message has no HTML.")
    return await asyncio.to_thread(mail_frame, bodies.html_body)


@router.get("/messages/{mail_id}/text")
async def message_text(mail_id: UUID, ports: ScreenPortsOf) -> Response:
    """All of a message's plain text."""
    bodies = await ports.threads.bodies(mail_id)
    if bodies is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such message: take one from its thread.")
    return PlainTextResponse(bodies.plain_body)


def _shown(message: Message, evidence: Evidence) -> Shown:
    length = len(message.html_body)
    frame_size: Literal["small", "medium", "large"] = (
        "small" if length < SMALL_FRAME else "medium" if length < LARGE_FRAME else "large"
    )
    text = message.plain_body
    return Shown(message, text[:SHOWN_CHARACTERS], len(text) > SHOWN_CHARACTERS, frame_size, evidence)


async def _rule_names(ports: ScreenPorts) -> dict[int, str]:
    return {rule.id: rule.name for rule in await ports.rest.rules.list(after=0, limit=500)}


def _position(cursor: str) -> Position | None:
    if not cursor:
        return None
    position = decode(cursor)
    if position is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "This place in the list is not known: begin with its first page.")
    return position
