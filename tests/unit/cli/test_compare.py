"""The replay's comparison sees every kind of difference."""

import pytest

from services.cli.replay.compare import compare, differing_fields, read_otherwise
from services.cli.replay.projection import FIELDS, Row

LIVE = {
    "a": Row("inbound", "hash-a", "t1", "1"),
    "b": Row("inbound", "hash-b", "t1", None),
    "c": Row("outbound", "hash-c", "t2", None),
}


def test_equal_projections() -> None:
    assert compare(LIVE, dict(LIVE), {}).lines() == ["messages 2/2, sent 1/1, threads 2/2, differing 0"]


@pytest.mark.parametrize(
    ("replayed", "lines"),
    [
        pytest.param(
            {key: LIVE[key] for key in ("a", "c")},
            [
                "messages 1/2, sent 1/1, threads 1/2, differing 1",
                "by class: missing 1",
                "mail b: missing in the replay",
            ],
            id="lost",
        ),
        pytest.param(
            {**LIVE, "d": Row("inbound", "x", "t3", None)},
            [
                "messages 2/2, sent 1/1, threads 2/2, differing 1",
                "by class: only in the replay 1",
                "mail d: only in the replay",
            ],
            id="invented",
        ),
        pytest.param(
            {**LIVE, "b": Row("inbound", "other", "t1", None)},
            [
                "messages 1/2, sent 1/1, threads 2/2, differing 1",
                "by class: date 1, subject 1",
                "mail b: subject, date parsed differently",
            ],
            id="parsed-differently",
        ),
        pytest.param(
            {**LIVE, "b": Row("inbound", "hash-b", "t2", None)},
            [
                "messages 2/2, sent 1/1, threads 0/2, differing 1",
                "by class: thread 1",
                "mail b: in thread t2, live in t1",
            ],
            id="threaded-differently",
        ),
        pytest.param(
            {**LIVE, "a": Row("inbound", "hash-a", "t1", None)},
            [
                "messages 2/2, sent 1/1, threads 2/2, differing 1",
                "by class: rules 1",
                "mail a: matches rules none, live 1",
            ],
            id="ruled-differently",
        ),
        pytest.param(
            {**LIVE, "b": Row("inbound", "other", "t2", "1"), "a": Row("inbound", "hash-a", "t1", None)},
            [
                "messages 1/2, sent 1/1, threads 0/2, differing 2",
                "by class: rules 2, date 1, subject 1, thread 1",
                "mail a: matches rules none, live 1",
                "mail b: subject, date parsed differently; in thread t2, live in t1; matches rules 1, live none",
            ],
            id="in-all-ways",
        ),
    ],
)
def test_differences_are_named(replayed: dict[str, Row], lines: list[str]) -> None:
    fields = {mail_id: ["subject", "date"] for mail_id in read_otherwise(LIVE, replayed)}
    assert compare(LIVE, replayed, fields).lines() == lines


def test_fields_that_differ_are_named() -> None:
    live = {"a": ["x"] * len(FIELDS), "only-here": ["x"] * len(FIELDS)}
    replayed = {"a": ["y" if name in ("subject", "defects") else "x" for name in FIELDS]}
    assert differing_fields(live, replayed) == {"a": ["subject", "defects"]}
