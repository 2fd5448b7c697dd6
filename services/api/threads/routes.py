"""`/api/email/threads/`."""

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.fields import LARGEST_INTEGER, Line, Page
from services.api.lists import Part, page, part_of
from services.api.messages.routes import Search, Since, Until
from services.api.ports import PortsOf
from services.api.problems import Problem
from services.api.threads.resources import Thread
from services.api.threads.store import THREADS, ThreadFilter

router = APIRouter(prefix="/threads", tags=["threads"])


@router.get("/")
async def list_threads(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(THREADS, 50))],
    account_id: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)] = None,
    status: Literal["open", "closed", "archived"] | None = None,
    customer_id: UUID | None = None,
    participant: Annotated[Line | None, Query(description="an address that takes part")] = None,
    q: Search = None,
    since: Since = None,
    until: Until = None,
) -> Page[Thread]:
    """Threads, the one with the latest message first; `since` and `until` are about that message."""
    which = ThreadFilter(account_id, status, customer_id, participant, q, since, until)
    found = await ports.threads.list(which, part)
    return page(request, part, found.items, found.looked_to)


@router.get("/{thread_id}/")
async def show_thread(thread_id: UUID, ports: PortsOf) -> Thread:
    """One thread; every id that it ever had is understood."""
    thread = await ports.threads.get(thread_id)
    if thread is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no thread {thread_id}: GET /api/email/threads/ lists them")
    return thread
