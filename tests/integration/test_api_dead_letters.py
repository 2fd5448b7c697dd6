"""Dead letters over REST: seen, put back, discarded; what a hostile record holds acts on nobody."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import pytest

from shared.events.topics import PARSED, RAW_FETCHED, Topic, TopicNames
from tests.harness.kafka import Planted, plant
from tests.integration.rest import Document, RunningApi
from tests.integration.test_cli_dlq import RECORDS, why


class Letters:
    """What this test set aside: the topics are those of all tests of REST."""

    def __init__(self, api: RunningApi) -> None:
        self._api = api
        self._before = {letter["id"] for letter in self._all()}

    def plant(self, topic: Topic, records: Sequence[Planted]) -> list[Document]:
        letters = [
            Planted(each.key, each.value, [*each.headers, *why(topic, number)]) for number, each in enumerate(records)
        ]
        settings = self._api.settings
        name = TopicNames(settings.topic_prefix).dlq_of(topic)
        asyncio.run(plant(settings.kafka_servers, name, letters))
        return self.new()

    def new(self) -> list[Document]:
        return sorted((each for each in self._all() if each["id"] not in self._before), key=lambda each: each["offset"])

    def _all(self) -> list[Document]:
        found: list[Document] = []
        page: Document = {"next": "/dead-letters/?limit=3"}
        while page["next"]:
            page = self._api.get(page["next"])
            found += page["results"]
        return found


@pytest.fixture
def letters(api: RunningApi) -> Letters:
    return Letters(api)


def unlike(name: str) -> list[Planted]:
    """The same records as no other test's."""
    return [Planted(each.key, (each.value or b"") + name.encode(), each.headers) for each in RECORDS]


def test_letters_are_listed_page_by_page_and_shown_with_their_record(api: RunningApi, letters: Letters) -> None:
    first, *others = letters.plant(PARSED, unlike("list"))
    assert len(others) == 3
    assert {
        "topic": "parsed",
        "service": "parser",
        "error": "DefectiveRecord",
        "origin": "parsed 0:40",
        "state": "waits",
        "set_aside_at": "2026-03-01T12:00:00Z",
        "attempts": 3,
        "times": 1,
        "discarded": None,
    }.items() <= first.items()
    shown = api.get(f"/dead-letters/{first['id']}/")
    assert {**shown, **first} == shown
    assert (shown["key"], shown["value"]) == ("1", '{"half": list')
    assert shown["headers"][0] == {"name": "a", "value": "\\xff\\xfe"}
    (sealed,) = letters.plant(RAW_FETCHED, unlike("sealed")[:1])[-1:]
    assert api.get(f"/dead-letters/{sealed['id']}/")["is_sealed"] == (sealed["topic"] == "raw.fetched")
    narrowed = api.get("/dead-letters/?topic=raw.fetched&state=waits&error=DefectiveRecord")["results"]
    assert {letter["topic"] for letter in narrowed} == {"raw.fetched"}


def test_a_letter_is_put_back_once(api: RunningApi, letters: Letters) -> None:
    first, second, *_ = letters.plant(PARSED, unlike("redrive"))
    assert api.post(f"/dead-letters/{second['id']}/redrive/", None, 200)["state"] == "put_back"
    refused = api.post(f"/dead-letters/{second['id']}/redrive/", None, 409)
    assert refused["detail"] == f"dead letter {second['id']} was put back already"
    assert [record.value for record in api.records(PARSED)] == [b"\x00\x01\x02 \x1b]0;title\x07redrive"]
    assert api.post("/dead-letters/redrive/", {"topic": "parsed"}, 200)["put_back"] >= 3
    assert {letter["state"] for letter in letters.new()} == {"put_back"}
    assert api.get(f"/dead-letters/{first['id']}/")["state"] == "put_back"


def test_a_letter_is_discarded_with_a_reason_and_stays(api: RunningApi, letters: Letters) -> None:
    first, *_ = letters.plant(PARSED, unlike("discard"))
    path = f"/dead-letters/{first['id']}"
    discarded = api.post(f"{path}/discard/", {"reason": "a test record"}, 200)
    assert (discarded["state"], discarded["discarded"]["reason"]) == ("discarded", "a test record")
    assert discarded["discarded"]["by"] == "the holder of EMAIL_API_TOKEN"
    assert api.get(f"{path}/")["value"] == '{"half": discard'
    for action, document in (("discard", {"reason": "again"}), ("redrive", None)):
        refused = api.post(f"{path}/{action}/", document, 409)
        assert refused["detail"] == f"dead letter {first['id']} was discarded already: a test record"
    assert api.post("/dead-letters/redrive/", {"topic": "parsed"}, 200)["discarded"] >= 1
    assert b'{"half": discard' not in [record.value for record in api.records(PARSED)]


@pytest.mark.parametrize(
    ("letter_id", "status"),
    [("parsed:0:99999", 404), ("nothing:0:0", 404), ("parsed", 404), ("parsed:0:-1", 404), ("../parsed:0:0", 404)],
)
def test_what_is_no_letter_is_not_found(api: RunningApi, letter_id: str, status: int) -> None:
    for suffix, method in (("", "GET"), ("redrive/", "POST")):
        answer = api.client.request(method, f"/dead-letters/{quote(letter_id, safe='')}/{suffix}")
        assert answer.status_code == status, answer.text
    assert "nothing is no topic" in api.get("/dead-letters/?topic=nothing", 422)["detail"]
    assert api.post("/dead-letters/parsed:0:0/discard/", {"reason": " "}, 422)["errors"][0]["field"] == "reason"
