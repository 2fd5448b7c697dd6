"""Which rules decide what, in which order, and how an answer is addressed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.rules.domain.commands import read_command, stored_command
from services.rules.domain.decide import Ruling, decide
from services.rules.domain.outcome import counted
from services.rules.domain.permission import Withheld
from services.rules.domain.reply import answer_subject, reply_references, reply_subject
from shared.events import Address, Event, MailboxAction, MailboxRequested, SendKind, SendMessage
from shared.ids import AccountId, rule_send_id
from shared.rulebook.actions import AutoReply, UnknownAction
from shared.rulebook.conditions import Leaf
from tests.unit.rules.letters import TEMPLATE, book, rule, threaded
from tests.unit.threader.letters import ACCOUNT_KEY, at


def withheld(ruling: Any) -> list[tuple[int, str]]:
    return [(decision.rule_id, decision.withheld) for decision in ruling.decisions]


def answer(ruling: Ruling) -> SendMessage:
    (command,) = ruling.commands
    assert isinstance(command, SendMessage)
    return command


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([], [], id="no rules"),
        pytest.param([rule(1, condition=Leaf("from_contains", "nobody"))], [], id="none matches"),
        pytest.param([rule(1)], [(1, "")], id="one"),
        pytest.param([rule(1, account_id=AccountId(1))], [(1, "")], id="of this account"),
        pytest.param([rule(1, account_id=AccountId(2))], [], id="of another account"),
        pytest.param(
            [rule(1, position=5), rule(2, position=1), rule(3, position=5)],
            [(2, ""), (1, "another rule answered"), (3, "another rule answered")],
            id="lower priority first, then the older rule; one answer",
        ),
        pytest.param(
            [rule(1, action=AutoReply(7)), rule(2)],
            [(1, "template 7 does not exist"), (2, "")],
            id="the next one answers when the first cannot",
        ),
        pytest.param([rule(1, action=AutoReply(None))], [(1, "template None does not exist")], id="no template"),
        pytest.param(
            [rule(1, action=UnknownAction("forward"))],
            [(1, "forward is no action of this release")],
            id="another action",
        ),
    ],
)
def test_decisions(rules: list[Any], expected: list[tuple[int, str]]) -> None:
    ruling = decide(threaded("a"), book(*rules), Withheld())
    assert withheld(ruling) == expected
    assert [match.rule_id for match in ruling.matches] == [rule_id for rule_id, _ in expected]
    assert len(ruling.commands) == sum(not reason for _, reason in expected)


def test_what_is_withheld_is_decided_and_not_asked_for() -> None:
    ruling = decide(threaded("a"), book(rule(1), rule(2)), Withheld(guard="it is a report"))
    assert withheld(ruling) == [(1, "it is a report"), (2, "it is a report")]
    assert ruling.commands == ()


def test_a_defective_template_is_named() -> None:
    ruling = decide(
        threaded("a"), book(rule(1), template=replace(TEMPLATE, plain_content="{{ x }}", variables=())), Withheld()
    )
    assert withheld(ruling)[0][1].startswith("template 'Thanks': it uses {{x}}, which no auto-reply has (it has ")


def test_an_answer_names_the_message_its_thread_and_its_rule() -> None:
    message = threaded("a", subject="Question", references=("r1@x", "r2@x"), reply_to=(Address(address="B@c.test"),))
    command = answer(decide(message, book(rule(4, version=9)), Withheld()))
    assert (command.send_id, command.kind) == (
        rule_send_id(ACCOUNT_KEY, 4, message.effect_id, 0),
        SendKind.AUTO_REPLY,
    )
    assert (command.to_emails, command.subject) == (("B@c.test",), "Thank you")
    assert command.plain_body == "Dear Ada, we have your message Question. Support"
    assert (command.in_reply_to, command.references) == ("a@test", ("r1@x", "r2@x", "a@test"))
    assert (command.answers_message_id, command.answers_thread_id) == ("a@test", message.thread_id)
    assert (command.rule_id, command.effects, command.requested_at) == (4, message.effects, message.fetched_at)


def test_the_send_id_does_not_depend_on_the_rule_s_version_or_text() -> None:
    first, second = (
        answer(
            decide(threaded("a"), book(rule(1, version=version, condition=Leaf("from_contains", value))), Withheld())
        ).send_id
        for version, value in ((1, "ada"), (2, "customer"))
    )
    assert first == second


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("Question", "Re: Question", id="plain"),
        pytest.param("Re: Question", "Re: Question", id="not doubled"),
        pytest.param("RE : Question", "RE : Question", id="in any form"),
        pytest.param("re[2]: Question", "re[2]: Question", id="counted"),
        pytest.param("Request", "Re: Request", id="a word with re"),
        pytest.param("a\r\nBcc: x@y\0", "Re: a Bcc: x@y", id="no second line"),
        pytest.param("x" * 2000, "Re: " + "x" * 900, id="bounded"),
        pytest.param(" ", "", id="none"),
    ],
)
def test_reply_subject(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected


@pytest.mark.parametrize(
    ("template", "subject", "expected"),
    [
        pytest.param("Welcome {{customer_name}}!", "Question", "Welcome Ada!", id="the template's"),
        pytest.param("Welcome {{customer_name}}!", "", "Welcome Ada!", id="also where the message has none"),
        pytest.param("", "Question", "Re: Question", id="none in the template"),
        pytest.param(" ", "Re: Question", "Re: Question", id="not doubled"),
        pytest.param("", "", "", id="none at all"),
        pytest.param("Re: {{subject}}", "Question", "Re: Question", id="a Re of the template's"),
        pytest.param("Re: {{subject}}", "RE: re[2]: Question", "Re: Question", id="repeats become one"),
        pytest.param("Re: {{subject}}", "Request: x", "Re: Request: x", id="a word with re"),
    ],
)
def test_the_subject_of_an_answer(template: str, subject: str, expected: str) -> None:
    used = book(rule(1), template=replace(TEMPLATE, subject=template))
    command = answer(decide(threaded("a", subject=subject), used, Withheld()))
    assert command.subject == expected


def test_the_subject_of_an_answer_is_one_line_of_bounded_length() -> None:
    assert answer_subject("Re: Re: a\r\nBcc: x@y" + "x" * 2000, "") == "Re: a Bcc: x@y" + "x" * 886


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, ("a@test",), id="the message alone"),
        pytest.param({"in_reply_to": ("p@x",)}, ("p@x", "a@test"), id="In-Reply-To where References is missing"),
        pytest.param({"in_reply_to": ("p@x", "q@x")}, ("a@test",), id="not when it names two"),
        pytest.param({"message_id": None, "references": ("r@x",)}, ("r@x",), id="no Message-ID"),
        pytest.param({"references": ("a b", "c\0", "<d>", "r@x", "y" * 2000)}, ("r@x", "a@test"), id="unusable ids"),
        pytest.param(
            {"references": tuple(f"r{n}" for n in range(100))},
            ("r0", *(f"r{n}" for n in range(62, 100)), "a@test"),
            id="the first and the last, 40 at most",
        ),
    ],
)
def test_reply_references(fields: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert reply_references(threaded("a", **fields)) == expected


def test_a_decision_depends_on_nothing_but_its_arguments() -> None:
    message = threaded("a", fetched_at=at(5))
    one, other = book(rule(2), rule(1)), book(rule(1), rule(2))
    assert decide(message, one, Withheld()) == decide(message, other, Withheld())


@pytest.mark.parametrize(
    ("withheld_by", "is_answer", "expected"),
    [
        pytest.param(Withheld(), True, "", id="nothing"),
        pytest.param(Withheld(guard="a list"), True, "a list", id="the guard stops an answer"),
        pytest.param(Withheld(guard="a list"), False, "", id="and nothing else"),
        pytest.param(Withheld(permission="a replay"), False, "a replay", id="a missing permission stops all"),
        pytest.param(Withheld(decided="decided for b"), False, "decided for b", id="so does an earlier copy"),
        pytest.param(
            Withheld("decided for b", "a list", "a replay"), True, "decided for b", id="the copy is named first"
        ),
        pytest.param(Withheld("", "a list", "a replay"), True, "a list", id="then the guard"),
    ],
)
def test_what_is_withheld_is_withheld_per_action(withheld_by: Withheld, is_answer: bool, expected: str) -> None:
    refused = withheld_by.refused(is_answer=is_answer)
    assert (refused.reason if refused else "") == expected


@pytest.mark.parametrize(
    ("rules", "withheld_by", "expected"),
    [
        pytest.param([rule(1)], Withheld(), [("fired", "")], id="fired"),
        pytest.param([rule(1), rule(2)], Withheld(), [("fired", ""), ("withheld", "another_rule")], id="one answer"),
        pytest.param([rule(1)], Withheld(guard="a list"), [("withheld", "machine")], id="a machine's mail"),
        pytest.param([rule(1)], Withheld(permission="a replay"), [("withheld", "not_permitted")], id="no permission"),
        pytest.param([rule(1)], Withheld(decided="for b"), [("withheld", "already_decided")], id="a copy"),
        pytest.param([rule(1, action=AutoReply(7))], Withheld(), [("defect", "template")], id="no template"),
        pytest.param([rule(1, action=UnknownAction("x"))], Withheld(), [("defect", "action")], id="no action"),
    ],
)
def test_a_decision_is_counted_by_what_comes_of_it(
    rules: list[Any], withheld_by: Withheld, expected: list[tuple[str, str]]
) -> None:
    ruling = decide(threaded("a"), book(*rules), withheld_by)
    assert [counted(why) for why in ruling.outcomes] == expected


def test_what_is_counted_is_not_compared() -> None:
    ruling = decide(threaded("a"), book(rule(1)), Withheld())
    assert ruling == replace(ruling, outcomes=())


COMMAND_ID = UUID("5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a")


def test_commands_of_any_kind_come_back_as_they_were_stored() -> None:
    send = answer(decide(threaded("a"), book(rule(1)), Withheld()))
    flag = MailboxRequested(
        account_id=AccountId(1), command_id=COMMAND_ID, action=MailboxAction.FLAG, folder="INBOX", uidvalidity=7, uid=1
    )
    commands: list[Event] = [send, flag]
    assert [read_command(stored_command(command)) for command in commands] == commands


def test_a_send_request_that_release_0_1_stored_is_still_read() -> None:
    send = answer(decide(threaded("a"), book(rule(1)), Withheld()))
    assert read_command(send.model_dump(mode="json")) == send
