"""`/threads` and `/messages`."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from pydantic import ValidationError
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from services.api.caller import CallerOf
from services.api.contents.routes import download_attachment, download_message
from services.api.cursor import Position
from services.api.decisions.routes import show_decisions
from services.api.fields import LARGEST_INTEGER, Line
from services.api.lists import Part, page, part_of
from services.api.messages.pictures import pictures_of
from services.api.messages.resources import HiddenText, Message
from services.api.messages.routes import existing_message, thread_messages
from services.api.messages.shown import hidden_texts
from services.api.messages.store import THREAD_MESSAGES
from services.api.problems import Problem
from services.api.screen import words
from services.api.screen.forms import Form
from services.api.screen.login.session import SEE_OTHER
from services.api.screen.names import account_names
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPortsOf
from services.api.screen.threads.frame import mail_frame
from services.api.screen.threads.store import Evidence
from services.api.threads.change import existing_thread, set_status
from services.api.threads.resources import ThreadChange
from services.api.threads.store import THREADS, ThreadFilter
from shared.html.clean import SafeHtml, safe_html

logger = logging.getLogger(__name__)

router = APIRouter()
THREADS_ON_A_PAGE = 50
MESSAGES_ON_A_PAGE = 20
SHOWN_CHARACTERS = 4000
SMALL_FRAME, LARGE_FRAME = 600, 4000
Status = Literal["", "open", "closed", "archived"]
AttachmentPosition = Annotated[int, Path(ge=0, le=LARGEST_INTEGER)]
ThreadPart = Annotated[Part, Depends(part_of(THREADS, THREADS_ON_A_PAGE))]
MessagePart = Annotated[Part, Depends(part_of(THREAD_MESSAGES, MESSAGES_ON_A_PAGE))]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it."""

    message: Message
    text: str
    quoted: str
    signature: str
    is_cut: bool
    frame_size: Literal["small", "medium", "large"]
    evidence: Evidence
    safe: SafeHtml
    hidden_text: list[HiddenText]


@router.get("/threads")
async def list_threads(
    request: Request,
    ports: ScreenPortsOf,
    part: ThreadPart,
    q: Line = "",
    account: str = "",
    status: Status = "",
) -> Response:
    """The latest first; by words, account and status."""
    account_id = int(account) if account.isascii() and account.isdecimal() and len(account) < 10 else None
    which = ThreadFilter(account_id=account_id, status=status or None, search=q.strip() or None)
    listed = await ports.rest.threads.list(which, part)
    found = page(request, part, listed.items, listed.looked_to)
    chosen = {name: value for name, value in (("q", q.strip()), ("account", account), ("status", status)) if value}
    names = await account_names(ports)
    return render(
        request,
        "threads.html",
        threads=found,
        chosen=chosen,
        accounts=names,
        is_first=part.after is None,
        looked_to=listed.looked_to,
        looked_back_to=_instant(part, listed.looked_to),
    )


@router.get("/threads/{thread_id}")
async def show_thread(thread_id: UUID, request: Request, ports: ScreenPortsOf, part: MessagePart) -> Response:
    """A thread's messages, the earliest first, each with why it is here and what was done with it."""
    thread = await existing_thread(ports.rest, thread_id)
    found = await thread_messages(thread_id, ports.rest, request, part)
    evidence = await ports.evidence.of_messages([message.id for message in found.results])
    return render(
        request,
        "thread.html",
        thread=thread,
        account_name=(await account_names(ports)).get(thread.account_id, f"account {thread.account_id}"),
        shown=await asyncio.to_thread(_all_shown, found.results, evidence),
        onward=found.next,
        is_first=part.after is None,
    )


@router.post("/threads/{thread_id}/status")
async def change_status(thread_id: UUID, ports: ScreenPortsOf, form: Form, caller: CallerOf) -> Response:
    """Closes, archives or reopens a thread."""
    try:
        wanted = ThreadChange.model_validate(form)
    except ValidationError:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"status: there are {', '.join(words.THREADS)}") from None
    await set_status(ports.rest, caller, thread_id, wanted.status)
    return RedirectResponse(f"/threads/{thread_id}", SEE_OTHER)


@router.get("/messages/{message_id}/rules")
async def message_rules(message_id: UUID, request: Request, ports: ScreenPortsOf) -> Response:
    """Why each rule fired on a message, was withheld, or did not match."""
    message = await existing_message(ports.rest, message_id)
    decisions = await show_decisions(message_id, ports.rest)
    return render(request, "message_rules.html", message=message, decisions=decisions)


@router.get("/messages/{message_id}/html")
async def message_html(
    message_id: UUID, ports: ScreenPortsOf, caller: CallerOf, remote: Literal["", "load"] = ""
) -> Response:
    """A message's own HTML, made harmless, for the sandboxed frame of its thread's page.

    With `remote` its pictures from elsewhere are loaded, in this one view: whoever sent it learns that it is read.
    """
    bodies = await ports.evidence.bodies(message_id)
    if bodies is None or not bodies.html_body:
        raise Problem(HTTPStatus.NOT_FOUND, "This message has no HTML.")
    if remote:
        logger.info("screen: %s loads the remote images of message %s", caller.name, message_id)
    message = await existing_message(ports.rest, message_id)
    pictures = await pictures_of(bodies.html_body, message.attachments, message_id, ports.rest.contents)
    return await asyncio.to_thread(mail_frame, bodies.html_body, pictures, loads_remote=bool(remote))


@router.get("/messages/{message_id}/text")
async def message_text(message_id: UUID, ports: ScreenPortsOf) -> Response:
    """All of a message's plain text."""
    bodies = await ports.evidence.bodies(message_id)
    if bodies is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such message: take one from its thread.")
    return PlainTextResponse(bodies.plain_body)


@router.get("/messages/{message_id}/attachments/{position}")
async def attachment(message_id: UUID, position: AttachmentPosition, ports: ScreenPortsOf) -> Response:
    """A file that came with a message, to be saved."""
    return await download_attachment(message_id, position, ports.rest)


@router.get("/messages/{message_id}/eml")
async def message_eml(message_id: UUID, ports: ScreenPortsOf) -> Response:
    """The whole message as it was fetched, to be saved."""
    return await download_message(message_id, ports.rest)


def _instant(part: Part, position: Position | None) -> datetime | None:
    """Where the list is ordered by time, when that was."""
    return datetime.fromisoformat(position.value) if position and part.column.kind == "timestamptz" else None


def _all_shown(messages: Sequence[Message], evidence: Mapping[UUID, Evidence]) -> list[Shown]:
    return [_shown(message, evidence[message.id]) for message in messages]


def _shown(message: Message, evidence: Evidence) -> Shown:
    length = len(message.html_body)
    frame_size: Literal["small", "medium", "large"] = (
        "small" if length < SMALL_FRAME else "medium" if length < LARGE_FRAME else "large"
    )
    texts = (message.reply_text, message.quoted_text, message.signature)
    is_cut = bool(message.plain_body) and max(map(len, texts)) > SHOWN_CHARACTERS
    text, quoted, signature = (each[:SHOWN_CHARACTERS] for each in texts)
    safe = safe_html(message.html_body)
    return Shown(message, text, quoted, signature, is_cut, frame_size, evidence, safe, hidden_texts(message, safe))
