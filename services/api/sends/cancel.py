"""Calling off a send: asked for by a command, decided by the sender's ledger."""

from http import HTTPStatus
from uuid import UUID

from services.api.ports import Ports
from services.api.problems import Problem
from services.api.sends.resources import SendState
from shared.events import CancelRequested
from shared.ids import AccountId, SendId
from shared.waiting import looked_for

WAIT_S = 5.0
ASK_EVERY_S = 0.1
WAITING = "waiting"
CANCELLED = "cancelled"


async def cancel(ports: Ports, send_id: UUID) -> SendState:
    """The send as the ledger has it then: `waiting` still when the sender did not answer in time, else called off.

    Raises a Problem with 404, or with 409 when it does not wait any more.
    """
    state = require_waiting(await existing_send(ports, send_id))
    await ports.publish(
        [CancelRequested(account_id=AccountId(state.account_id), correlation_id=send_id, send_id=SendId(send_id))]
    )
    state = await looked_for(
        lambda: existing_send(ports, send_id),
        lambda found: found.state != WAITING,
        within_s=WAIT_S,
        each_s=ASK_EVERY_S,
    )
    return state if state.state == WAITING else require_cancelled(state)


async def existing_send(ports: Ports, send_id: UUID) -> SendState:
    """What became of a send; a Problem with 404 when the sender does not know it."""
    state = await ports.sends.get(send_id)
    if state is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"the sender does not know the send {send_id}: one that was accepted a moment ago appears as soon as "
            "the sender has taken it up; ask again",
        )
    return state


def require_waiting(state: SendState) -> SendState:
    """The send; a Problem with 409 when there is nothing left to call off."""
    if state.state == WAITING:
        return state
    if state.state == "sending":
        reason = "it is on its way to the server at this moment; should it come back to wait, ask again"
    else:
        reason = f"it is {state.state.replace('_', ' ')} already"
    raise Problem(HTTPStatus.CONFLICT, f"the send {state.send_id} cannot be cancelled: {reason}")


def require_cancelled(state: SendState) -> SendState:
    """The send, of which some recipient was called off; a Problem with 409 when the sender was faster."""
    if any(recipient.state == CANCELLED for recipient in state.recipients):
        return state
    return require_waiting(state)
