"""`/api/email/messages/{id}/decisions/`."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from services.api.decisions.resources import Decisions
from services.api.ports import PortsOf
from services.api.problems import Problem

router = APIRouter(prefix="/messages/{message_id}", tags=["rules"])


@router.get("/decisions/")
async def show_decisions(message_id: UUID, ports: PortsOf) -> Decisions:
    """Why each rule fired on this message, was withheld, or did not match."""
    decisions = await ports.decisions.of_message(message_id)
    if decisions is None:
        raise Problem(
            HTTPStatus.NOT_FOUND, f"there is no message {message_id}: GET /api/email/messages/ lists them by `id`"
        )
    return decisions
