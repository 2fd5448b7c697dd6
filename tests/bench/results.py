"""What a run gives: figures by name, the ratios made of them, JSON, and tables for a person. Pure but for `save`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.usage import Used

Figures = dict[str, Any]
"""What JSON can hold. A figure that could not be had is None; why is under `not_installed` or `failed`."""
LATEST, PARTIAL = "latest.json", "partial.json"
"""Of a run of all parts, and of one of some, which must not take its place."""
BUSY_SHARE = 0.3
BUSY = ("own", "kafka", "postgres")
RATIOS: Mapping[str, tuple[str, str]] = {
    "ratio_django_mailbox": ("e2e_msg_s", "django_mailbox_msg_s"),
    "ratio_mbsync_notmuch": ("e2e_msg_s", "mbsync_notmuch_msg_s"),
    "send_ratio_postfix": ("send_msg_s", "postfix_msg_s"),
    "send_ratio_aiosmtplib": ("send_msg_s", "aiosmtplib_msg_s"),
    "replay_ratio_live": ("replay_msg_s", "ruled_msg_s"),
}
"""Each ratio: ours over theirs, both in messages a second of the same run."""
ALWAYS = (
    *("e2e_msg_s", "ruled_msg_s", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "idle_poll_ratio_100k_10"),
    *("send_msg_s", "send_threaded_msg_s", "replay_msg_s", "replay_mails_sent", "postfix_msg_s", "aiosmtplib_msg_s"),
    *("django_mailbox_msg_s", "mbsync_notmuch_msg_s", "postfix_alone_msg_s"),
)
"""Names that every result has, so that a reader need not ask whether they are there."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One process's share. `messages_s` is the rate until it had done the last message, where that was seen."""

    cpu_us_a_message: float
    peak_rss_bytes: int
    messages_s: float | None

    @classmethod
    def of(cls, used: Used, messages: int, done_s: float | None) -> "Stage":
        """From what it used for so many messages."""
        return cls(used.cpu_s * 1e6 / messages, used.peak_rss_bytes, messages / done_s if done_s else None)


def stage_figures(stages: Mapping[str, Stage]) -> Figures:
    """As JSON holds them."""
    return {name: asdict(stage) for name, stage in stages.items()}


def completed(figures: Figures) -> Figures:
    """The figures with every name that a result always has, and the ratios."""
    named: Figures = dict.fromkeys(ALWAYS) | figures
    return named | {name: _ratio(named.get(ours), named.get(theirs)) for name, (ours, theirs) in RATIOS.items()}


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return ours / theirs if ours is not None and theirs else None


def save(build: Path, figures: Figures, name: str = LATEST) -> Path:
    """Writes them as JSON; returns where."""
    build.mkdir(parents=True, exist_ok=True)
    path = build / name
    path.write_text(json.dumps(figures, indent=1) + "\n")
    return path


def table(figures: Figures) -> list[str]:
    """The figures side by side, then the stages, then what is missing."""
    return [*_columns(_rates(figures)), "", *_columns(_stages(figures)), "", *_remarks(figures)]


def _rates(figures: Figures) -> Iterable[tuple[str, ...]]:
    yield "work", "Mailweave", "others", "ratio"
    e2e = _rate(figures, "e2e_msg_s")
    yield (
        "receive, ruled and searchable",
        e2e,
        f"mbsync + notmuch {_rate(figures, 'mbsync_notmuch_msg_s')}",
        _times(figures, "ratio_mbsync_notmuch"),
    )
    yield "", e2e, f"django-mailbox {_rate(figures, 'django_mailbox_msg_s')}", _times(figures, "ratio_django_mailbox")
    send = _rate(figures, "send_msg_s")
    yield (
        "send, 10 connections",
        send,
        f"Postfix relay {_rate(figures, 'postfix_msg_s')}",
        _times(figures, "send_ratio_postfix"),
    )
    yield "", "", f"Postfix before Mailweave started {_rate(figures, 'postfix_alone_msg_s')}", ""
    yield "", send, f"aiosmtplib alone {_rate(figures, 'aiosmtplib_msg_s')}", _times(figures, "send_ratio_aiosmtplib")
    yield "send, until the copies are threaded", _rate(figures, "send_threaded_msg_s"), "", ""
    yield (
        "replay to ruled",
        _rate(figures, "replay_msg_s"),
        f"live {_rate(figures, 'ruled_msg_s')}",
        _times(figures, "replay_ratio_live"),
    )
    yield "poll with nothing new", "", "100,000 against 10 in the folder", _times(figures, "idle_poll_ratio_100k_10")
    quantiles = " / ".join(_number(figures[f"latency_p{q}_ms"], "{:.0f}") for q in (50, 95, 99))
    yield "arrival to ruled at 50 msg/s", f"{quantiles} ms", "p50 / p95 / p99", ""
    for accounts, cost in (figures.get("crowd") or {}).items():
        an_account = f"{_number(cost['mib_an_account'], '{:.2f}')} MiB each" if cost["mib_an_account"] else "the base"
        late = f"{cost['late_p50_ms']:.0f} / {cost['late_p95_ms']:.0f} ms late (p50 / p95)"
        yield f"{accounts} accounts at rest", f"{an_account}, {cost['cpu_share']:.1%} of a core", late, ""
    for stage, by_count in (figures.get("scaling") or {}).items():
        rates = " / ".join(_number(each["messages_s"], "{:,.0f}") for each in by_count.values())
        cores = " / ".join(f"{sum(each[f'{name}_cores'] for name in BUSY):.1f}" for each in by_count.values())
        yield f"{stage} alone, by {' / '.join(by_count)} processes", f"{rates} msg/s", f"busy cores {cores}", ""
    if sick := figures.get("sick"):
        name, beside = f"{sick['healthy']} healthy accounts, p95", f"without {sick['sick']} sick ones"
        absent, present = (f"{sick[f'{when}_p95_ms']:.0f} ms" for when in ("absent", "present"))
        yield name, present, f"{absent} {beside}", f"{sick['p95_ratio']:.2f} ×"


def _stages(figures: Figures) -> Iterable[tuple[str, ...]]:
    stages: Mapping[str, Figures] = figures.get("stages") or {}
    yield "stage", "CPU µs a message", "peak RSS, MiB", "msg/s"
    for name, stage in stages.items():
        rate = _number(stage["messages_s"], "{:,.0f}") if stage["messages_s"] else ""
        yield name, f"{stage['cpu_us_a_message']:,.0f}", f"{stage['peak_rss_bytes'] / 2**20:,.0f}", rate
    if stages:
        yield "all", f"{sum(stage['cpu_us_a_message'] for stage in stages.values()):,.0f}", "", ""
    for name, size in (figures.get("topic_bytes") or {}).items():
        yield f"topic {name}", f"{size:,} bytes", "", ""
    for name in ("table", "blob"):
        if size := figures.get(f"{name}_bytes"):
            yield f"{name}s", f"{size:,} bytes", "", ""


def _remarks(figures: Figures) -> Iterable[str]:
    load, cores = figures.get("load_before"), figures.get("cores")
    if load is not None and cores and load > BUSY_SHARE * cores:
        yield f"the machine was busy before this run (load {load:.1f} on {cores} cores): compare ratios, not rates"
    reasons = {**(figures.get("not_installed") or {}), **(figures.get("failed") or {})}
    yield from (f"{part}: {reason}" for part, reason in reasons.items())


def _rate(figures: Figures, name: str) -> str:
    return _number(figures[name], "{:,.0f} msg/s")


def _times(figures: Figures, name: str) -> str:
    return _number(figures[name], "{:.2f} ×")


def _number(value: float | None, form: str) -> str:
    return "not measured" if value is None else form.format(value)


def _columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    known = list(rows)
    widths = [max(map(len, column)) for column in zip(*known, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in known]
