"""Paging through a search gives exactly what has the words, in the list's order, however the bounds of a page lie."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5

import psycopg
import pytest

from services.api import search
from tests.integration.planted_pages import ADD_MESSAGE, ADD_NODE, ADD_PLACEMENT, MORNING
from tests.integration.rest import RunningApi
from tests.integration.visitor import visiting

THREADS, RARE_IN = 24, 17
ADD_SEARCH = "INSERT INTO message_search (mail_id, document) VALUES (%s, to_tsvector('simple', %s))"
ADD_THREAD = """
INSERT INTO thread (strand_id, account_id, thread_id, node_count, message_count, first_at, first_name, first_mail_id,
                    subject, last_at, participants, status)
VALUES (%s, %s, %s, %s, %s, %s, '', %s, 'x', %s, '{}', %s)
"""


@dataclass(frozen=True)
class Mail:
    """Thread `thread` has `thread % 3 + 1` of them; two threads in a row have the same times."""

    thread: int
    number: int

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_DNS, f"mail {self.thread} {self.number}")

    @property
    def minute(self) -> int:
        return self.thread // 2 + self.number * 3

    @property
    def words(self) -> set[str]:
        found = {"all", f"thread{self.thread}"}
        found |= {"some"} if (self.thread + self.number) % 4 == 0 else set()
        found |= {"other"} if self.thread % 3 == 0 else set()
        return found | ({"rare"} if (self.thread, self.number) == (RARE_IN, 0) else set())


MAILS = [Mail(thread, number) for thread in range(THREADS) for number in range(thread % 3 + 1)]
QUERIES: dict[str, Callable[[set[str]], bool]] = {
    "rare": lambda words: "rare" in words,
    "all": lambda words: True,
    "some other": lambda words: {"some", "other"} <= words,
    "some or rare": lambda words: bool({"some", "rare"} & words),
    "all -some": lambda words: "some" not in words,
    '"other some"': lambda words: {"other", "some"} <= words and "rare" not in words,
    "-some": lambda words: "some" not in words,
    "nowhere": lambda words: False,
    "!!": lambda words: False,
}
BOUNDS = {
    "looked up": (1000, 1),
    "walked": (0, 1000),
    "walked, 2 a page": (0, 2),
    "walked, 4 a page": (0, 4),
    "mixed": (9, 5),
}


def strand(thread: int) -> UUID:
    return uuid5(NAMESPACE_DNS, f"strand {thread}")


def thread_id(thread: int) -> str:
    return str(uuid5(NAMESPACE_DNS, f"node {thread} 0"))


@pytest.fixture
def filled(api: RunningApi) -> RunningApi:
    """Threads of two accounts, one after the other."""
    with psycopg.connect(api.database_url, autocommit=True, options="-c search_path=live,core") as rows:
        api.add_account()
        api.add_account(email_address="other@company.test")
        for thread in range(THREADS):
            plant(rows, [mail for mail in MAILS if mail.thread == thread])
        rows.execute("UPDATE message SET account_id = 2 WHERE subject::integer % 2 = 1")
    return api


def plant(rows: psycopg.Connection[tuple[object, ...]], mails: list[Mail]) -> None:
    thread, count = mails[0].thread, len(mails)
    at = [MORNING.replace(minute=mail.minute) for mail in mails]
    status = "closed" if thread % 5 == 0 else "open"
    about = (thread_id(thread), count, count, at[0], mails[0].id, at[-1], status)
    rows.execute(ADD_THREAD, [strand(thread), 1 + thread % 2, *about])
    for mail, sort_at in zip(mails, at, strict=True):
        ids = (mail.id, str(mail.id), mail.id, str(thread))
        rows.execute(ADD_MESSAGE, [*ids, "a@b.test", "", [], "", "", sort_at, sort_at, sort_at, sort_at, "", []])
        rows.execute(ADD_SEARCH, [mail.id, " ".join(sorted(mail.words))])
        node_id = uuid5(NAMESPACE_DNS, f"node {thread} {mail.number}")
        rows.execute(ADD_NODE, [node_id, "", strand(thread)])
        number = thread * 10 + mail.number
        rows.execute(ADD_PLACEMENT, [mail.id, node_id, sort_at, number, node_id, "first", ""])


def paged(api: RunningApi, path: str, name: str) -> list[str]:
    """Every result's id, page by page; a page holds no more than asked for, and the pages end."""
    found: list[str] = []
    onward = path
    for _ in range(2 * len(MAILS)):
        page = api.get(onward)
        found += [each[name] for each in page["results"]]
        if page["next"] is None:
            return found
        onward = page["next"]
    raise AssertionError(f"no end after {len(found)} results")


def matching_threads(query: str) -> list[int]:
    return sorted({mail.thread for mail in MAILS if QUERIES[query](mail.words)})


@pytest.fixture(params=list(BOUNDS.values()), ids=list(BOUNDS))
def bounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much a page may look up and walk."""
    monkeypatch.setattr(search, "MOST_LOOKED_UP", request.param[0])
    monkeypatch.setattr(search, "MOST_WALKED", request.param[1])


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("ordering", ["-last_message_at", "first_message_at", "-message_count"])
def test_pages_of_threads_give_all_that_match_once_and_in_order(filled: RunningApi, ordering: str) -> None:
    def place(thread: int) -> tuple[int, UUID]:
        minutes = [mail.minute for mail in MAILS if mail.thread == thread]
        value = {"last": minutes[-1], "firs": minutes[0], "mess": len(minutes)}[ordering.strip("-")[:4]]
        return value, UUID(thread_id(thread))

    for query in QUERIES:
        expected = sorted(matching_threads(query), key=place, reverse=ordering.startswith("-"))
        for limit in (3, 100):
            asked = f"/threads/?q={query}&limit={limit}&ordering={ordering}"
            assert paged(filled, asked, "thread_id") == [thread_id(each) for each in expected], asked


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        ("account_id=2", lambda thread: thread % 2 == 1),
        ("status=closed", lambda thread: thread % 5 == 0),
        ("status=closed&account_id=1", lambda thread: thread % 10 == 0),
    ],
)
def test_filters_hold_in_a_search(filled: RunningApi, wanted: str, is_wanted: Callable[[int], bool]) -> None:
    for query in QUERIES:
        found = paged(filled, f"/threads/?q={query}&limit=3&{wanted}", "thread_id")
        assert sorted(found) == sorted(thread_id(each) for each in matching_threads(query) if is_wanted(each)), query


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("ordering", ["-received_at", "received_at"])
def test_pages_of_messages_give_all_that_match_once_and_in_order(filled: RunningApi, ordering: str) -> None:
    for query, has_words in QUERIES.items():
        expected = [mail for mail in MAILS if has_words(mail.words)]
        expected.sort(key=lambda mail: (mail.minute, mail.id), reverse=ordering.startswith("-"))
        for limit in (3, 100):
            asked = f"/messages/?q={query}&limit={limit}&ordering={ordering}"
            assert paged(filled, asked, "id") == [str(mail.id) for mail in expected], asked
        of_two = [str(mail.id) for mail in expected if mail.thread % 2 == 1]
        assert paged(filled, f"/accounts/2/messages/?q={query}&limit=5&ordering={ordering}", "id") == of_two


def test_the_screen_says_that_a_search_goes_on(filled: RunningApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_LOOKED_UP", 0)
    monkeypatch.setattr(search, "MOST_WALKED", 1)
    with visiting(filled) as visitor:
        visitor.log_in()
        for ordering, said in (("", "has looked back to 2026-03-01"), ("&ordering=message_count", "through some")):
            page = visitor.page(f"/threads?q=rare{ordering}")
            assert (said in page, "look further" in page, "None of these threads" in page) == (True, True, True)
        monkeypatch.setattr(search, "MOST_WALKED", 2)
        assert "look further" not in visitor.page("/threads?q=all&limit=1"), "the page is full"
