"""The connectivity test: how far it comes with servers that break off, refuse or lie, and in whose words."""

from collections.abc import Mapping, Sequence

import pytest

from services.poller.checks import walk_through
from services.poller.domain.list_answer import ListedFolder
from services.poller.domain.steps import StepName, expected_steps
from services.sender import checks as sender_checks
from shared.trust import Security
from shared.walk import Step, StepState, Walk
from tests.contract.mail_source import PASSWORD, Place, source_at
from tests.contract.smtp_port import connector, server_at
from tests.fakes.mail_server import (
    HANG_UP,
    SILENCE,
    Answer,
    ScriptedServer,
    scripted_imap_server,
    scripted_pop3_server,
)
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.integration.imap_answers import folder

WAY = ["account", "resolve", "connect", "greeting", "login"]
IMAP_WAY = [*WAY, "CAPABILITY", "LIST", "EXAMINE INBOX", "FETCH"]
POP3_WAY = [*WAY, "CAPA", "STAT", "UIDL", "TOP"]
SMTP_WAY = ["account", "resolve", "connect", "greeting", "EHLO", "MAIL", "RSET"]
OK = b"<tag> OK done\r\n"
GOOD = b"* 1 EXISTS\r\n" + folder(7, 2)


async def walked(
    server: ScriptedServer, folders: Sequence[str] = ("INBOX",), *, use_tls: bool = False, port: int = 0
) -> Walk:
    protocol = "imap" if server.is_imap else "pop3"
    place = Place(protocol, port or server.port, use_tls=use_tls)
    walk = Walk(expected_steps(protocol, folders, place.security), iter(range(1000)).__next__)
    walk.reach(StepName.ACCOUNT)
    await walk_through(source_at(place, timeout_s=0.5), f"localhost:{place.port}", folders, walk)
    return walk


def ways(walk: Walk) -> Mapping[StepState, list[str]]:
    return {state: [step.name for step in walk.steps if step.state is state] for state in StepState}


def failed(walk: Walk) -> list[Step]:
    return [step for step in walk.steps if step.state is StepState.FAILED]


async def test_every_step_of_a_good_imap_server() -> None:
    async with scripted_imap_server() as server:
        walk = await walked(server)
    assert ways(walk)[StepState.OK] == IMAP_WAY == [step.name for step in walk.steps]
    assert walk.is_ok
    assert [step.duration_s for step in walk.steps] == [1] * len(IMAP_WAY)
    assert not any(verb in line for line in server.said for verb in (b"SELECT", b"STORE", b"BODY[", b"EXPUNGE"))


LISTED = b'* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" "Sent Mail"\r\n'
COUNTED = b'* STATUS INBOX (MESSAGES 3)\r\n* STATUS "Sent Mail" (MESSAGES 4)\r\n'


@pytest.mark.parametrize(
    ("offers", "detail"),
    [
        pytest.param(b"", "2 folders: INBOX, Sent Mail (sent)", id="plain"),
        pytest.param(b" SPECIAL-USE LIST-EXTENDED LIST-STATUS", "2 folders: INBOX (3), Sent Mail (sent, 4)", id="all"),
        pytest.param(b" SPECIAL-USE LIST-STATUS", "2 folders: INBOX, Sent Mail (sent)", id="without RETURN"),
    ],
)
async def test_the_folders_to_choose_from_are_named(offers: bytes, detail: str) -> None:
    async with scripted_imap_server(CAPABILITY=b"* CAPABILITY IMAP4rev1%s\r\n<tag> OK\r\n" % offers) as server:
        counted = 'LIST "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES))'
        server.answers = {**server.answers, "LIST": LISTED + OK, counted: LISTED + COUNTED + OK}
        walk = await walked(server)
    assert [step.detail for step in walk.steps if step.name == "LIST"] == [detail]


@pytest.mark.parametrize("folders", [("INBOX",), ("Wages",)], ids=["right", "wrong"])
async def test_the_folders_are_told_whatever_the_account_reads_now(folders: Sequence[str]) -> None:
    async with scripted_imap_server(STATUS=b"<tag> NO no such mailbox\r\n", LIST=LISTED + OK) as server:
        server.answers = {**server.answers, 'LIST "" "Wages"': OK}
        place = Place("imap", server.port, use_tls=False)
        walk = Walk(expected_steps("imap", folders, place.security), iter(range(1000)).__next__)
        found = await walk_through(source_at(place, timeout_s=0.5), "localhost", folders, walk)
    assert found == [ListedFolder("INBOX"), ListedFolder("Sent Mail", "sent")]
    assert [step.name for step in failed(walk)] == ([] if folders == ("INBOX",) else ["LIST"])


async def test_every_step_of_a_good_pop3_server() -> None:
    async with scripted_pop3_server() as server:
        walk = await walked(server)
    assert ways(walk)[StepState.OK] == POP3_WAY == [step.name for step in walk.steps]
    assert not any(line.startswith((b"DELE", b"RETR")) for line in server.said)


IMAP: dict[str, tuple[dict[str, Answer], str, str, str, str]] = {
    "hangs up before the greeting": ({"greeting": HANG_UP}, "greeting", "network", "", "connects again"),
    "says goodbye": (
        {"greeting": b"* BYE too many connections\r\n"},
        "greeting",
        "quota",
        "BYE too many connections",
        "connects again",
    ),
    "speaks SMTP": ({"greeting": b"220 mx ESMTP\r\n"}, "greeting", "protocol", "220 mx ESMTP", "incoming_protocol"),
    "silent at the greeting": ({"greeting": SILENCE}, "greeting", "network", "", "incoming_port"),
    "refuses the login": (
        {"LOGIN": b"<tag> NO [AUTHENTICATIONFAILED] wrong\r\n"},
        "login",
        "auth",
        "[AUTHENTICATIONFAILED] wrong",
        "password",
    ),
    "silent at the login": ({"LOGIN": SILENCE}, "login", "network", "", "incoming_port"),
    "hangs up behind the login": (
        {"CAPABILITY": (b"* CAPABILITY IMAP4rev1\r\n<tag> OK done\r\n", HANG_UP)},
        "CAPABILITY",
        "network",
        "",
        "connects again",
    ),
    "has no such folder": (
        {
            "LIST": (OK, b'* LIST (\\NoSelect) "/" Public\r\n* LIST () "/" "Entw&APw-rfe"\r\n<tag> OK done\r\n'),
            "STATUS": b"<tag> NO no such mailbox\r\n",
            "EXAMINE": b"<tag> NO no such mailbox\r\n",
        },
        "LIST",
        "protocol",
        "no such mailbox",
        "correct `folders`: it has Entwürfe",
    ),
    "does not open the folder": (
        {"EXAMINE": b"<tag> NO [NOPERM] you may not\r\n"},
        "EXAMINE INBOX",
        "protocol",
        "[NOPERM] you may not",
        "let this login read",
    ),
    "throttles": (
        {"EXAMINE": b"<tag> NO Request is throttled\r\n"},
        "EXAMINE INBOX",
        "quota",
        "Request is throttled",
        "waits",
    ),
    "counts a message and gives none": ({"UID FETCH": OK}, "FETCH", "protocol", "shows none", "let this login read"),
    "refuses to read": (
        {"UID FETCH": b"<tag> NO [SERVERBUG] broken index\r\n"},
        "FETCH",
        "protocol",
        "[SERVERBUG] broken index",
        "at the provider",
    ),
}


@pytest.mark.parametrize("case", IMAP)
async def test_where_the_way_to_an_imap_server_breaks(case: str) -> None:
    answers, step, cause, said, next_step = IMAP[case]
    async with scripted_imap_server(**{name.replace(" ", "_"): answer for name, answer in answers.items()}) as server:
        walk = await walked(server)
    first, *_ = failed(walk)
    assert (first.name, first.cause) == (step, cause)
    assert said in first.said
    assert next_step in first.next_step
    assert ways(walk)[StepState.OK] == IMAP_WAY[: IMAP_WAY.index(step)]
    assert PASSWORD not in repr(walk.steps)


async def test_one_folder_that_is_not_opened_does_not_hide_the_next() -> None:
    async with scripted_imap_server(EXAMINE=(*[b"<tag> NO denied\r\n"] * 2, GOOD)) as server:
        walk = await walked(server, ["Wages", "INBOX"])
    assert [step.name for step in failed(walk)] == ["EXAMINE Wages"]
    assert ways(walk)[StepState.OK][-2:] == ["EXAMINE INBOX", "FETCH"]


async def test_a_folder_that_is_hidden_and_opens_is_no_fault() -> None:
    async with scripted_imap_server(LIST=OK, STATUS=b"* STATUS x (UIDVALIDITY 7)\r\n" + OK) as server:
        assert (await walked(server, ["Hidden"])).is_ok


async def test_an_empty_folder_is_no_fault() -> None:
    async with scripted_imap_server(
        EXAMINE=b"* 0 EXISTS\r\n" + folder(7, 1), UID_FETCH=b"<tag> BAD none\r\n"
    ) as server:
        walk = await walked(server)
    assert (walk.is_ok, walk.steps[-1].detail) == (True, "there is no message yet")


POP3: dict[str, tuple[dict[str, Answer], str, str]] = {
    "refuses the login": ({"PASS": b"-ERR [AUTH] wrong\r\n"}, "login", "[AUTH] wrong"),
    "refuses STAT": ({"STAT": b"-ERR locked\r\n"}, "STAT", ""),
    "refuses UIDL": ({"UIDL": b"-ERR no such thing\r\n"}, "UIDL", ""),
    "refuses the message": ({"TOP": b"-ERR no\r\n", "RETR": b"-ERR gone\r\n"}, "TOP", "gone"),
    "hangs up at the message": ({"TOP": HANG_UP}, "TOP", ""),
}


@pytest.mark.parametrize("case", POP3)
async def test_where_the_way_to_a_pop3_server_breaks(case: str) -> None:
    answers, step, said = POP3[case]
    async with scripted_pop3_server(**answers) as server:
        walk = await walked(server)
    (first,) = failed(walk)
    assert (first.name, first.said) == (step, said)


POP3_GOOD: dict[str, dict[str, Answer]] = {
    "without CAPA": {"CAPA": b"-ERR unknown\r\n"},
    "without TOP": {"TOP": b"-ERR unknown\r\n"},
    "empty, and lists nothing": {"UIDL": b"-ERR empty\r\n", "STAT": b"+OK 0 0\r\n"},
}


@pytest.mark.parametrize("case", POP3_GOOD)
async def test_what_a_pop3_server_may_lack(case: str) -> None:
    async with scripted_pop3_server(**POP3_GOOD[case]) as server:
        assert (await walked(server)).is_ok


async def test_a_name_that_does_not_exist_breaks_at_the_first_step() -> None:
    place = Place("imap", 993, host="nowhere.invalid")
    walk = Walk(expected_steps("imap", ["INBOX"], Security.PLAINTEXT), iter(range(1000)).__next__)
    await walk_through(source_at(place), "nowhere.invalid:993", ["INBOX"], walk)
    (first,) = failed(walk)
    assert (first.name, first.happened) == (
        "resolve",
        "nowhere.invalid:993 cannot be reached (the name does not resolve)",
    )
    assert ways(walk)[StepState.NOT_REACHED][0] == "account"


async def test_tls_to_a_plain_port_breaks_at_tls() -> None:
    async with scripted_imap_server() as server:
        walk = await walked(server, use_tls=True)
    assert [(step.name, step.cause) for step in failed(walk)] == [("TLS", "tls")]


async def smtp_walk(script: Script, **login: str) -> tuple[Walk, list[str]]:
    async with scripted_smtp_server(script) as fake:
        walk = Walk(SMTP_WAY, iter(range(1000)).__next__)
        walk.reach(StepName.ACCOUNT)
        server = server_at(fake.port, Security.PLAINTEXT, **login)
        await sender_checks.walk_through(connector(timeout_s=0.5), server, "own@a.example", walk)
        assert fake.received == []
        return walk, fake.commands


async def test_every_step_of_a_good_smtp_server() -> None:
    walk, commands = await smtp_walk(Script())
    assert ways(walk)[StepState.OK] == SMTP_WAY == [step.name for step in walk.steps]
    assert commands[1:4] == ["MAIL FROM:<own@a.example>", "RSET", "NOOP"]


RIGHT = ("ada", "right")
SMTP: dict[str, tuple[Script, str, str, str]] = {
    "hangs up before the greeting": (Script(hangs_up_at="greeting"), "greeting", "network", ""),
    "refuses to serve": (Script({"greeting": "554 5.3.2 go away"}), "greeting", "protocol", "554 5.3.2 go away"),
    "silent at EHLO": (Script(silent_at="EHLO"), "EHLO", "network", ""),
    "refuses the login": (Script(login=("ada", "other")), "AUTH", "auth", "535 5.7.8 wrong password"),
    "refuses the sender": (
        Script({"MAIL": "553 5.7.1 not yours"}, login=RIGHT),
        "MAIL",
        "auth",
        "553 5.7.1 not yours",
    ),
    "over a limit": (Script({"MAIL": "451 4.7.1 slow"}, login=RIGHT), "MAIL", "quota", "451 4.7.1 slow"),
    "hangs up at RSET": (Script(hangs_up_at="RSET", login=RIGHT), "RSET", "network", ""),
}


@pytest.mark.parametrize("case", SMTP)
async def test_where_the_way_to_an_smtp_server_breaks(case: str) -> None:
    script, step, cause, said = SMTP[case]
    login = {"username": "ada", "password": "right"} if script.login else {}
    walk, _ = await smtp_walk(script, **login)
    (first,) = failed(walk)
    assert (first.name, first.cause, first.said) == (step, cause, said)
    assert first.next_step


async def test_a_server_without_starttls_breaks_there() -> None:
    async with scripted_smtp_server(Script()) as fake:
        walk = Walk((), iter(range(1000)).__next__)
        await sender_checks.walk_through(connector(), server_at(fake.port, Security.STARTTLS), "own@a.example", walk)
    assert [(step.name, step.cause) for step in failed(walk)] == [("STARTTLS", "tls")]
