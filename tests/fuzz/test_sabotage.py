"""An instrument that cannot fail proves nothing: each guarantee is broken once, and the sessions must show it."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.parser.domain.fields import addresses, encoded_words
from services.poller.domain import fetch_answer, plan
from services.poller.domain.copies import Cursor, Listed
from services.poller.imap import wire
from services.poller.imap.source import ImapSource
from services.poller.pop3.source import Pop3Source
from services.sender.domain import outcome as outcomes
from services.sender.domain.ledger import Change, LedgerSend, RecipientState
from services.sender.domain.reply import Reply
from services.sender.domain.retry import RetryPolicy
from shared.events import SendKind
from shared.html import element
from tests.fuzz.campaign import kind_of, shown
from tests.fuzz.targets import TARGETS

MOST_SESSIONS = 400
answered, in_doubt = outcomes.answered, outcomes.in_doubt


def skip_silently(cursor: Cursor, copy: Listed) -> bool:
    """The cursor passes every fifth uid, and nobody hears of it."""
    return copy.uid % 5 > 0


def resend_after_a_positive_reply(send: LedgerSend, address: str, reply: Reply, policy: RetryPolicy) -> Change:
    change = answered(send, address, reply, policy)
    is_hit = reply.is_positive and send.attempt == 1
    return replace(change, state=RecipientState.DEFERRED) if is_hit else change


def repeat_what_is_in_doubt(send: LedgerSend, *rest: Any) -> Any:
    return in_doubt(replace(send, kind=SendKind.FORWARD), *rest)


def lose_the_server_s_words(send: LedgerSend, address: str, reply: Reply, policy: RetryPolicy) -> Change:
    return replace(answered(send, address, reply, policy), reason="it was refused")


async def believe_what_is_listed(self: ImapSource, *_: Any) -> bool:
    return False


async def number_anew(self: Pop3Source, copies: Any) -> Any:
    """Messages are told apart by their positions, which another session gives to others."""
    return {copy.uid: await self._run(lambda: self._wire.message(1)) for copy in copies}


SABOTAGES: dict[str, tuple[str, Any, str, Any, str]] = {
    "skip silently": ("imap", plan, "is_wanted", skip_silently, "was passed"),
    "skip silently, POP3": ("pop3", plan, "is_wanted", skip_silently, "unread and the account is said to be ok"),
    "letter case": ("imap", wire, "in_capitals", lambda line: line, "harmless made polls fail|unread"),
    "literals": ("imap", fetch_answer, "_BEHIND_LITERAL", re.compile(rb".*", re.DOTALL), "were invented"),
    "holes": ("imap", ImapSource, "_is_late", believe_what_is_listed, "was passed|unread"),
    "positions": ("pop3", Pop3Source, "fetch", number_anew, "unread"),
    "resend": ("smtp", outcomes, "answered", resend_after_a_positive_reply, "sent again although"),
    "repeat in doubt": ("smtp", outcomes, "in_doubt", repeat_what_is_in_doubt, "the server has it 2 times|sent again"),
    "words": ("smtp", outcomes, "answered", lose_the_server_s_words, "not the server's words"),
    "as it came": ("html", element, "own_picture", lambda written, _: written, "it loads: img src"),
    "decode first": ("mail", addresses, "raw_text", encoded_words.field_text, "was invented"),
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", SABOTAGES)
def test_it_is_found_and_its_smallest_script_shows_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target_name, place, attribute, instead, expected = SABOTAGES[name]
    target = TARGETS[target_name]
    monkeypatch.setattr(place, attribute, instead)
    seed, kind = first_found(target.script_of, target.run, expected)
    lines = shown(target, kind, [seed])
    assert f"seed {seed} " in lines[0]
    assert 0 < len(lines) - 1 <= len(target.script_of(seed).told())


def first_found(script_of: Callable[[int], Any], run: Callable[[Any], Any], expected: str) -> tuple[int, str]:
    """The first seed that shows it, and how."""
    for seed in range(MOST_SESSIONS):
        for wrong in run(script_of(seed)).wrong:
            if re.search(expected, wrong):
                return seed, kind_of(wrong)
    raise AssertionError(f"{MOST_SESSIONS} sessions and nothing like {expected!r}")
