"""Figures become ratios, tables and JSON; what is missing stays missing."""

import json
from pathlib import Path

import pytest

from tests.bench.latency import quantile
from tests.bench.results import ALWAYS, LATEST, RATIOS, Figures, Stage, completed, save, stage_figures, table
from tests.bench.usage import Used

WHOLE: Figures = {
    "e2e_msg_s": 500.0,
    "ruled_msg_s": 520.0,
    "mbsync_notmuch_msg_s": 400.0,
    "django_mailbox_msg_s": 100.0,
    "send_msg_s": 850.0,
    "send_threaded_msg_s": 300.0,
    "postfix_msg_s": 425.0,
    "postfix_alone_msg_s": 437.0,
    "aiosmtplib_msg_s": 1700.0,
    "replay_msg_s": 780.0,
    "replay_mails_sent": 0,
    "latency_p50_ms": 80.4,
    "latency_p95_ms": 200.0,
    "latency_p99_ms": 300.0,
    "idle_poll_ratio_100k_10": 1.02,
    "stages": stage_figures({"parser": Stage(550.0, 64 * 2**20, 480.0), "kafka": Stage(250.0, 300 * 2**20, None)}),
    "topic_bytes": {"parsed": 1234567},
    "sick": {"healthy": 120, "sick": 80, "absent_p95_ms": 20.0, "present_p95_ms": 21.0, "p95_ratio": 1.05},
    "crowd": {
        "10": {"rss_mib": 90.0, "mib_an_account": None, "cpu_share": 0.001, "late_p50_ms": 9.6, "late_p95_ms": 20.0},
        "100": {"rss_mib": 99.0, "mib_an_account": 0.1, "cpu_share": 0.02, "late_p50_ms": 12.0, "late_p95_ms": 30.4},
    },
}


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("ratio_mbsync_notmuch", 1.25),
        ("ratio_django_mailbox", 5.0),
        ("send_ratio_postfix", 2.0),
        ("send_ratio_aiosmtplib", 0.5),
        ("replay_ratio_live", 1.5),
    ],
)
def test_a_ratio_is_ours_over_theirs(name: str, ratio: float) -> None:
    assert completed(WHOLE)[name] == ratio


@pytest.mark.parametrize("name", RATIOS)
@pytest.mark.parametrize("side", [0, 1], ids=["ours", "theirs"])
def test_a_ratio_without_one_side_is_none(name: str, side: int) -> None:
    figures = {key: value for key, value in WHOLE.items() if key != RATIOS[name][side]}
    assert completed(figures)[name] is None


def test_a_result_has_every_name_even_when_nothing_was_measured() -> None:
    assert completed({}) == dict.fromkeys([*ALWAYS, *RATIOS])


def test_saved_figures_are_read_back(tmp_path: Path) -> None:
    path = save(tmp_path / "new", completed(WHOLE))
    assert path == tmp_path / "new" / LATEST
    assert json.loads(path.read_text()) == completed(WHOLE)


@pytest.mark.parametrize(
    "cells",
    [
        ("receive, ruled and searchable", "500 msg/s", "mbsync + notmuch 400 msg/s", "1.25 ×"),
        ("send, 10 connections", "850 msg/s", "Postfix relay 425 msg/s", "2.00 ×"),
        ("Postfix before Mailweave started 437 msg/s",),
        ("send, until the copies are threaded", "300 msg/s", "", ""),
        ("replay to ruled", "780 msg/s", "live 520 msg/s", "1.50 ×"),
        ("poll with nothing new", "1.02 ×"),
        ("arrival to ruled at 50 msg/s", "80 / 200 / 300 ms"),
        ("parser", "550", "64", "480"),
        ("all", "800"),
        ("topic parsed", "1,234,567 bytes"),
        ("10 accounts at rest", "the base", "0.1% of a core", "10 / 20 ms late"),
        ("100 accounts at rest", "0.10 MiB each", "2.0% of a core", "12 / 30 ms late"),
    ],
    ids=lambda cells: cells[0],
)
def test_the_table_has_a_line_for(cells: tuple[str, ...]) -> None:
    lines = table(completed(WHOLE))
    assert [line for line in lines if all(cell in line for cell in cells)]


def test_the_table_names_what_is_missing() -> None:
    figures = completed({"not_installed": {"mbsync_notmuch": "apt-get install isync"}, "failed": {"send": "it broke"}})
    lines = table(figures)
    assert "mbsync_notmuch: apt-get install isync" in lines
    assert "send: it broke" in lines
    assert any("not measured" in line for line in lines)


@pytest.mark.parametrize(("load", "count"), [(0.5, 0), (1.9, 1)], ids=["quiet", "busy"])
def test_the_table_says_when_the_machine_was_busy(load: float, count: int) -> None:
    lines = table(completed({"load_before": load, "cores": 2}))
    assert len([line for line in lines if "busy before this run" in line]) == count


def test_a_stage_is_counted_by_the_message() -> None:
    assert Stage.of(Used(cpu_s=2.0, peak_rss_bytes=7), 1000, 4.0) == Stage(2000.0, 7, 250.0)
    assert Stage.of(Used(cpu_s=2.0, peak_rss_bytes=7), 1000, None).messages_s is None


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (1, 1)])
def test_a_quantile_is_the_nearest_rank(percent: int, value: int) -> None:
    assert quantile(range(1, 101), percent) == value


def test_a_quantile_of_one_is_that_one() -> None:
    assert quantile([7.0], 50) == quantile([7.0], 99) == 7.0
