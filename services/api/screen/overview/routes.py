"""`/`."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.api.screen import words
from services.api.screen.overview.flow import STAGES, Flow
from services.api.screen.overview.rates import Backlog, Sample, backlog, by_minute, in_last_minute
from services.api.screen.overview.store import AccountLine
from services.api.screen.pages import render
from services.api.screen.plot import Bar, bars
from services.api.screen.ports import ScreenPortsOf

router = APIRouter()
MINUTES = 30
TROUBLES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as it is shown."""

    name: str
    topic: str
    rate: int | None
    history: list[int]
    plot: list[Bar]
    next_service: str | None
    backlog: Backlog


@dataclass(frozen=True, slots=True)
class Trouble:
    """An account that does not do well."""

    account: AccountLine
    pill: words.Pill


@router.get("/")
async def overview(request: Request, ports: ScreenPortsOf) -> Response:
    """Everything at a glance."""
    counts = await ports.overview.counts()
    pills = [(each, words.receiving(each.receiving_state)) for each in counts.accounts]
    health = {pill: sum(other == pill for _, other in pills) for _, pill in pills}
    stages = stage_lines(ports.flow)
    return render(
        request,
        "overview.html",
        stages=stages,
        oldest=max(stages, key=lambda each: each.backlog.oldest_s),
        problem=ports.flow.problem,
        letters=ports.flow.samples[-1].letters if ports.flow.samples else None,
        unaccounted=ports.unaccounted(),
        accounts=len(counts.accounts),
        health=health,
        troubles=[Trouble(each, pill) for each, pill in pills if pill.tone in {"bad", "warn"}][:TROUBLES_SHOWN],
        sends=[(words.pill(words.SENDS, state), state, count) for state, count in sorted(counts.sends.items())],
        oldest_send_at=counts.oldest_send_at,
    )


@router.get("/unaccounted")
async def unaccounted(request: Request, ports: ScreenPortsOf) -> Response:
    """What the audit could not account for, by name."""
    return render(request, "unaccounted.html", audit=ports.unaccounted())


def stage_lines(flow: Flow) -> list[StageLine]:
    """Each stage's rate, half an hour of it, and what waits for the service behind it."""
    samples: Sequence[Sample] = tuple(flow.samples)
    lines = []
    for name, topic, service in STAGES:
        history = by_minute(samples, topic.name, MINUTES)
        lines.append(
            StageLine(
                name=name,
                topic=topic.name,
                rate=in_last_minute(samples, topic.name),
                history=history,
                plot=bars(history),
                next_service=service,
                backlog=backlog(samples, topic.name),
            )
        )
    return lines
