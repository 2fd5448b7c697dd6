"""`/api/email/dead-letters/`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from services.api.caller import CallerOf
from services.api.dead_letters.resources import (
    DeadLetter,
    DeadLetterDetail,
    LetterStateName,
    NewDiscard,
    NewRedrive,
    Redriven,
    TopicName,
)
from services.api.dead_letters.store import LETTERS, LetterFilter
from services.api.fields import Line, Page
from services.api.lists import Part, page, part_of
from services.api.ports import PortsOf

router = APIRouter(prefix="/dead-letters", tags=["dead letters"])
LetterId = Annotated[str, Path(max_length=200, description="TOPIC:PARTITION:OFFSET")]


@router.get("/")
async def list_dead_letters(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(LETTERS))],
    topic: Annotated[TopicName | None, Query(description="only this topic's")] = None,
    state: LetterStateName | None = None,
    error: Annotated[Line | None, Query(description="the class of the error")] = None,
) -> Page[DeadLetter]:
    """Records that were set aside, the latest first; one that came back again stands here once."""
    return page(request, part, await ports.dead_letters.list(LetterFilter(topic, state, error), part))


@router.post("/redrive/")
async def redrive_dead_letters(ports: PortsOf, asked: NewRedrive) -> Redriven:
    """Put everything back that waits, each where it came from, byte for byte."""
    return await ports.dead_letters.redrive_all(asked.topic)


@router.get("/{letter_id}/")
async def show_dead_letter(letter_id: LetterId, ports: PortsOf) -> DeadLetterDetail:
    """One letter: why it was set aside, and the record."""
    return await ports.dead_letters.get(letter_id)


@router.post("/{letter_id}/redrive/")
async def redrive_dead_letter(letter_id: LetterId, ports: PortsOf) -> DeadLetter:
    """Put the record back to where it came from, byte for byte, once."""
    return await ports.dead_letters.redrive(letter_id)


@router.post("/{letter_id}/discard/")
async def discard_dead_letter(letter_id: LetterId, asked: NewDiscard, ports: PortsOf, caller: CallerOf) -> DeadLetter:
    """Mark the letter as not needed: it is never put back; its bytes and the reason are kept."""
    return await ports.dead_letters.discard(letter_id, asked.reason, caller.name, ports.now())
