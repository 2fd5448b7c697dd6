"""`/api/email/send/` and `/api/email/sends/`."""

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import StringConstraints

from services.api.accounts.resources import Account
from services.api.accounts.routes import usable_account
from services.api.fields import LARGEST_INTEGER, Line, Page
from services.api.lists import Part, page, part_of
from services.api.messages.routes import Since, Until
from services.api.ports import PortsOf
from services.api.problems import Problem
from services.api.sends.cancel import WAITING, cancel, existing_send
from services.api.sends.ids import idempotent_send_id
from services.api.sends.resources import SendAccepted, SendRequest, SendState
from services.api.sends.store import SENDS, SendFilter
from shared.events import Effects, SendAttachment, SendMessage
from shared.ids import AccountId, AccountKey, SendId

router = APIRouter(tags=["sending"])
RowIdInQuery = Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)]
SendStateName = Literal[
    "waiting", "sending", "sent", "failed", "in_doubt", "suppressed", "rejected", "cancelled", "expired"
]
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
    account = await usable_account(ports, request.account_id)
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
                reply_to=tuple(request.reply_to),
                attachments=tuple(SendAttachment.model_construct(**dict(each)) for each in request.attachments),
                send_at=request.send_at,
                expires_at=request.expires_at,
                tags=tuple(request.tags),
                metadata=request.metadata,
                requested_at=ports.now(),
            )
        ]
    )
    state_url = f"/api/email/sends/{send_id}/"
    response.headers["Location"] = state_url
    return SendAccepted(send_id=send_id, state_url=state_url)


@router.get("/sends/")
async def list_sends(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(SENDS))],
    account_id: RowIdInQuery = None,
    state: SendStateName | None = None,
    kind: Literal["request", "auto_reply", "forward", "canary"] | None = None,
    rule_id: RowIdInQuery = None,
    recipient: Annotated[Line | None, Query(description="an address that it goes to")] = None,
    since: Since = None,
    until: Until = None,
) -> Page[SendState]:
    """Sends, the latest first; `since` and `until` are about when the sender took them up."""
    which = SendFilter(account_id, state, kind, rule_id, recipient, since, until)
    return page(request, part, await ports.sends.list(which, part))


@router.get("/sends/{send_id}/")
async def show_send(send_id: UUID, ports: PortsOf) -> SendState:
    """What became of a send, for each recipient."""
    return await existing_send(ports, send_id)


@router.post("/sends/{send_id}/cancel/", responses={202: {"model": SendState, "description": "asked for"}})
async def cancel_send(send_id: UUID, ports: PortsOf, response: Response) -> SendState:
    """Call off what still waits. 202: the sender has not answered yet, and does it as soon as it is up."""
    state = await cancel(ports, send_id)
    if state.state == WAITING:
        response.status_code = HTTPStatus.ACCEPTED
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
