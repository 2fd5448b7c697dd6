"""`/api/email/send/` and `/api/email/sends/`."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import StringConstraints

from services.api.accounts.resources import Account
from services.api.accounts.routes import existing_account
from services.api.ports import PortsOf
from services.api.problems import Problem
from services.api.sends.ids import idempotent_send_id
from services.api.sends.resources import SendAccepted, SendRequest, SendState
from shared.events import Effects, SendMessage
from shared.ids import AccountId, AccountKey, SendId

router = APIRouter(tags=["sending"])
IdempotencyKey = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=255),
    Header(description="the same key of the same account never sends twice"),
]


@router.post("/send/", status_code=HTTPStatus.ACCEPTED)
async def send(
    request: SendRequest, ports: PortsOf, response: Response, idempotency_key: IdempotencyKey = None
) -> SendAccepted:
    """Send a message: 202 once Kafka has acknowledged the request; the sender takes it from there."""
    if idempotency_key is not None and request.send_id is not None:
        raise Problem(HTTPStatus.BAD_REQUEST, "give either send_id or the header Idempotency-Key, not both")
    account = await existing_account(ports, request.account_id)
    _refuse_if_it_cannot_send(account)
    if idempotency_key is not None:
        send_id = idempotent_send_id(AccountKey(account.account_key), idempotency_key)
    else:
        send_id = SendId(request.send_id or ports.new_id())
    await ports.publish(
        [
            SendMessage(
                account_id=AccountId(account.id),
                correlation_id=send_id,
                effects=Effects.ALLOWED,
                send_id=send_id,
                to_emails=tuple(request.to_emails),
                cc_emails=tuple(request.cc_emails),
                bcc_emails=tuple(request.bcc_emails),
                subject=request.subject,
                plain_body=request.plain_body,
                html_body=request.html_body,
                in_reply_to=request.in_reply_to and request.in_reply_to.strip("<>"),
                references=tuple(reference.strip("<>") for reference in request.references),
                requested_at=ports.now(),
            )
        ]
    )
    state_url = f"/api/email/sends/{send_id}/"
    response.headers["Location"] = state_url
    return SendAccepted(send_id=send_id, state_url=state_url)


@router.get("/sends/{send_id}/")
async def show_send(send_id: UUID, ports: PortsOf) -> SendState:
    """What became of a send, for each recipient."""
    state = await ports.sends.get(send_id)
    if state is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"the sender does not know the send {send_id}: one that was accepted a moment ago appears as soon as "
            "the sender has taken it up; ask again",
        )
    return state


def _refuse_if_it_cannot_send(account: Account) -> None:
    if not account.smtp_server:
        raise Problem(HTTPStatus.CONFLICT, f"account {account.id} ({account.email_address}) has no smtp_server")
    if account.status == "inactive":
        raise Problem(
            HTTPStatus.CONFLICT,
            f"account {account.id} ({account.email_address}) is inactive: "
            f'PATCH /api/email/accounts/{account.id}/ with {{"status": "active"}} first',
        )
