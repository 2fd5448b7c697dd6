"""Changing a thread: asked for by a request, decided by the threader."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from services.api.caller import Caller
from services.api.ports import Ports
from services.api.preconditions import ANY, Expected
from services.api.problems import Problem
from services.api.threads.resources import StatusName, Thread, version_of
from shared.events import StatusRequest, ThreadRequested, ThreadStatus
from shared.ids import AccountId, ThreadId
from shared.waiting import looked_for

WAIT_S = 5.0
ASK_EVERY_S = 0.05
LEAST = timedelta(microseconds=1)


async def existing_thread(ports: Ports, thread_id: UUID) -> Thread:
    """The thread that has or had this id; a Problem with 404 where there is none."""
    thread = await ports.threads.get(thread_id)
    if thread is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no thread {thread_id}: GET /api/email/threads/ lists them")
    return thread


async def set_status(
    ports: Ports, caller: Caller, thread_id: UUID, status: StatusName, expected: Expected = ANY
) -> tuple[Thread, bool]:
    """The thread as it is then, and whether the threader has answered within WAIT_S.

    Raises a Problem with 404, or with 412 where the thread is not as the caller saw it.
    """
    thread = await existing_thread(ports, thread_id)
    expected.require(version_of(thread), f"the thread {thread_id}")
    request_id = ports.new_id()
    now = ports.now()
    await ports.publish(
        [
            ThreadRequested(
                account_id=AccountId(thread.account_id),
                correlation_id=request_id,
                request_id=request_id,
                thread_id=ThreadId(thread_id),
                # Later than all that the caller can have seen, even where the poller's clock is ahead of this one.
                requested_at=max(now, thread.status_at + LEAST) if thread.status_at else now,
                requested_by=caller.name,
                wanted=StatusRequest(request="status", status=ThreadStatus(status)),
            )
        ]
    )
    is_answered = await looked_for(
        lambda: ports.threads.is_settled(request_id), bool, within_s=WAIT_S, each_s=ASK_EVERY_S
    )
    return await existing_thread(ports, thread_id), is_answered
