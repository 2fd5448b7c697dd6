"""Which messages no machine may answer, and what is said about them."""

from typing import Any

import pytest

from services.rules.domain.loop_guard import refusal
from services.rules.domain.permission import effects_withheld, is_permitted
from services.rules.domain.reply import named_sends
from shared.events import Address, Direction, Effects
from shared.ids import SendId
from tests.unit.rules.letters import threaded
from tests.unit.threader.letters import at, mail_id_of

OWN = frozenset({"support@mailweave.test", "sales@mailweave.test"})
PERSON = (Address(address="ada@customer.test"),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, "", id="a person's message"),
        pytest.param({"reverse_path": "ada@customer.test"}, "", id="with a reverse-path"),
        pytest.param({"direction": Direction.OUTBOUND}, "it was sent, not received", id="outbound"),
        pytest.param({"reverse_path": ""}, "its reverse-path is null", id="null reverse-path"),
        pytest.param({"is_report": True}, "it is a report", id="report"),
        pytest.param({"is_automatic": True}, "it is automatic", id="automatic"),
        pytest.param(
            {"is_automatic": True, "automatic_reason": "Auto-Submitted: auto-replied"},
            "it is automatic (Auto-Submitted: auto-replied)",
            id="automatic, with its reason",
        ),
        pytest.param({"is_list": True}, "it came through a mailing list", id="list"),
        pytest.param({"from_addresses": ()}, "it has no From address", id="no From"),
        pytest.param({"sender": "nonsense"}, "its From address is not valid", id="invalid From"),
        pytest.param({"sender": "a\0b@x.test"}, "its reply address is not valid", id="a control character"),
        pytest.param({"sender": "Sales@Mailweave.test"}, "its From address is one of our own", id="own From"),
        pytest.param(
            {"reply_to": (Address(address="support@mailweave.test"),)},
            "its reply address is one of our own",
            id="own Reply-To",
        ),
        pytest.param({"reply_to": (Address(address="x"),)}, "its reply address is not valid", id="invalid Reply-To"),
        pytest.param(
            {"sender": "no-reply@shop.test", "reply_to": PERSON}, "its From address is read by no person", id="noreply"
        ),
        pytest.param(
            {"reply_to": (Address(address="noreply@shop.test"),)},
            "its reply address is read by no person",
            id="Reply-To noreply",
        ),
    ],
)
def test_refusal(fields: dict[str, Any], expected: str) -> None:
    assert refusal(threaded("a", **fields), OWN, answers_automatic=False) == expected


def test_an_answer_to_our_own_automatic_mail_is_not_answered() -> None:
    assert refusal(threaded("a"), OWN, answers_automatic=True) == "it answers automatic mail of ours"


@pytest.mark.parametrize(
    ("local_part", "is_machine"),
    [
        *((name, True) for name in ("mailer-daemon", "MAILER-DAEMON", "postmaster", "noreply", "no-reply", "no_reply")),
        *((name, True) for name in ("do-not-reply", "donotreply", "noreply+abc123", "news-no-reply", "bounce")),
        *((name, True) for name in ("list-bounces", "owner-talk", "talk-request", "talk-owner", "listserv", "root")),
        *((name, False) for name in ("ada", "noel", "norbert.reply", "info", "support", "request", "daemonic", "nora")),
    ],
)
def test_addresses_that_no_person_reads(local_part: str, is_machine: bool) -> None:
    found = refusal(threaded("a", sender=f"{local_part}@x.test"), OWN, answers_automatic=False)
    assert found == ("its From address is read by no person" if is_machine else "")


@pytest.mark.parametrize(
    ("fields", "generation", "expected"),
    [
        pytest.param({}, 0, "", id="allowed and new"),
        pytest.param({"sort_at": at(-24 * 60)}, 0, "", id="just young enough"),
        pytest.param({"sort_at": at(-24 * 60 - 1)}, 0, "it was 86460 s old when it was fetched", id="too old"),
        pytest.param({"sort_at": at(60)}, 0, "", id="from the future"),
        pytest.param({"effects": Effects.OBSERVE}, 0, "", id="it might be, if the account were live"),
        pytest.param({"effects": None}, 0, "the event does not say that effects are allowed", id="absent"),
        *(
            pytest.param({"effects": effects}, 0, f"effects are not allowed: {effects}", id=effects)
            for effects in Effects
            if effects not in (Effects.ALLOWED, Effects.OBSERVE)
        ),
        pytest.param({}, 2, "generation 2 is a replay", id="this process is a replay"),
        pytest.param({"generation": 3}, 0, "generation 3 is a replay", id="the event is a replay's"),
    ],
)
def test_permission(fields: dict[str, Any], generation: int, expected: str) -> None:
    message = threaded("a", **({"fetched_at": at(0)} | fields))
    assert effects_withheld(message, generation, 86_400) == expected
    may_be = not expected or "old" in expected
    assert is_permitted(message, generation) is (may_be and message.effects is Effects.ALLOWED)


def test_a_message_names_the_sends_that_it_may_answer() -> None:
    one, other = SendId(mail_id_of("one")), SendId(mail_id_of("other"))
    message = threaded("a", in_reply_to=(f"{one}@mailweave.test",), references=("x@y", f"{other}@mailweave.test", ""))
    assert named_sends(message) == {one, other}
