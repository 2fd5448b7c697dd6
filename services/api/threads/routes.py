"""`/api/email/threads/`."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.api.caller import CallerOf
from services.api.fields import LARGEST_INTEGER, Line, Page
from services.api.lists import Part, page, part_of
from services.api.messages.routes import Search, Since, Until
from services.api.ports import PortsOf
from services.api.preconditions import ExpectedOf, tag
from services.api.threads.change import existing_thread, set_status
from services.api.threads.resources import StatusName, Thread, ThreadChange, version_of
from services.api.threads.store import THREADS, ThreadFilter

router = APIRouter(prefix="/threads", tags=["threads"])


@router.get("/")
async def list_threads(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(THREADS, 50))],
    account_id: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)] = None,
    status: StatusName | None = None,
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
async def show_thread(thread_id: UUID, ports: PortsOf, response: Response) -> Thread:
    """One thread; every id that it ever had is understood."""
    thread = await existing_thread(ports, thread_id)
    tag(response, version_of(thread))
    return thread


@router.patch("/{thread_id}/", responses={202: {"model": Thread, "description": "asked for; Location shows it"}})
async def change_thread(
    thread_id: UUID,
    change: ThreadChange,
    ports: PortsOf,
    caller: CallerOf,
    expected: ExpectedOf,
    response: Response,
) -> Thread:
    """Close, archive or reopen a thread, until the next message comes in: that one opens it again.

    200: the thread as it is now. 202: the threader has not answered yet, and does it as soon as it is up. With If-Match
    only a thread is changed that is as it was seen, so that nothing is closed that somebody has just answered.
    """
    thread, is_settled = await set_status(ports, caller, thread_id, change.status, expected)
    if not is_settled:
        response.status_code = HTTPStatus.ACCEPTED
        response.headers["Location"] = f"/api/email/threads/{thread_id}/"
    tag(response, version_of(thread))
    return thread
