"""Accounts whose secrets lie elsewhere: real poller and sender, Dovecot, files, variables, a KV store over HTTP."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import generate_latest
from pydantic import SecretStr

from services.poller.domain.backoff import FIRST_DELAY_S
from services.poller.domain.failures import FailureKind
from shared.events import ConnectivityRequested
from shared.events.topics import ACCOUNT_CHANGED, TopicNames
from shared.ids import AccountId
from shared.kafka.publish import publisher
from shared.metrics import POLLER
from tests.fakes.key_value_server import KeyValueServer, key_value_server
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import add_account
from tests.harness.dovecot import Dovecot
from tests.harness.kafka import read_all
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.sender_rig import Rig, request

FIRST, SECOND, TOKEN = "planted-password-1", "planted-password-2", "hvs.planted-token"
RAW = b"Subject: hello\r\nFrom: customer@example.org\r\n\r\nHello\r\n"
REASON = "SELECT reason FROM read_send WHERE send_id = %s"
CHECKS = "SELECT ok, message, steps FROM read_poller_check WHERE check_id = %s"
SENDER_CHECKS = "SELECT ok, steps FROM read_sender_check WHERE check_id = %s"
TABLES = ("SELECT * FROM account_secret", "SELECT * FROM poll_log", "SELECT * FROM account_health")
COUNT_POLLS = "SELECT sum(polls)::integer AS polls FROM read_poll_log WHERE account_id = %s AND status = 'error'"


@dataclass(frozen=True, slots=True)
class Places:
    """Where secrets lie: `put` lays one down, whatever lay there before."""

    folder: Path
    store: KeyValueServer
    environment: pytest.MonkeyPatch

    def put(self, kind: str, secret: str) -> str:
        """The reference to it."""
        if kind == "env":
            self.environment.setenv("MAILWEAVE_SECRET_ADA", secret)
            return "env:MAILWEAVE_SECRET_ADA"
        if kind == "file":
            (self.folder / "new").write_text(f"{secret}\n")
            (self.folder / "new").rename(self.folder / "ada")
            return "file:ada"
        self.store.put("secret/mail/ada", {"password": secret})
        return "vault:secret/mail/ada#password"

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "secret_files_dir": self.folder,
            "vault_address": self.store.url,
            "vault_token": SecretStr(TOKEN),
            "vault_paths": "secret/mail",
        }


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    folder = tmp_path / "secrets"
    folder.mkdir()
    with key_value_server() as store:
        yield Places(folder, store, monkeypatch)


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of twice a minute."""
    monkeypatch.setattr("services.poller.app.LOOK_EVERY_S", 0.1)


@pytest.fixture
def left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused login, for longer than any test waits."""
    monkeypatch.setitem(FIRST_DELAY_S, FailureKind.AUTH, 3600.0)


def receiving(bench: Bench, dovecot: Dovecot, reference: str, protocol: str = "imap") -> tuple[AccountId, str]:
    """An account on Dovecot whose password is FIRST there; and its address."""
    address = f"{uuid4().hex}@shop.example"
    dovecot.add_user(address, FIRST)
    columns: dict[str, Any] = {
        "email_address": address,
        "incoming_protocol": protocol,
        "incoming_server": "localhost",
        "incoming_port": dovecot.server.pop3 if protocol == "pop3" else dovecot.server.imaps,
        "incoming_use_ssl": protocol != "pop3",
        "allow_plaintext": protocol == "pop3",
        "incoming_username": address,
        "incoming_password_ref": reference,
        "poll_frequency": 300,
    }
    return add_account(bench.database_url, **columns)[0], address


@pytest.fixture(autouse=True)
def trusted(dovecot: Dovecot, request: pytest.FixtureRequest) -> None:
    """The poller trusts Dovecot's certificate instead of GreenMail's."""
    if "bench" in request.fixturenames:
        bench = request.getfixturevalue("bench")
        settings = bench.settings.model_copy(update={"tls_ca_file": Path(dovecot.server.ca_file)})
        object.__setattr__(bench, "settings", settings)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("kind", ["env", "file", "vault"])
async def test_mail_is_fetched_by_what_lies_there(
    bench: Bench, dovecot: Dovecot, places: Places, kind: str, protocol: str
) -> None:
    account_id, address = receiving(bench, dovecot, places.put(kind, FIRST), protocol)
    dovecot.deliver(address, RAW)
    async with bench.poller(**places.settings):
        await eventually(lambda: bench.fetched(account_id), deadline_s=30, what="the message on raw.fetched")


@pytest.mark.parametrize("kind", ["env", "file", "vault"])
async def test_another_password_there_ends_a_refusal_without_a_word_to_mailweave(
    bench: Bench, dovecot: Dovecot, places: Places, kind: str, looks_often: None, left_alone: None
) -> None:
    """Only the look at the place can be so soon."""
    reference = places.put(kind, SECOND)
    account_id, _ = receiving(bench, dovecot, reference)
    async with bench.poller(**places.settings):
        health = await bench.health(account_id, "failing")
        assert (health["kind"], f"correct incoming_username or what {reference} holds" in health["reason"]) == (
            ("auth", True)
        )
        assert SECOND not in health["reason"]
        places.put(kind, FIRST)
        await bench.health(account_id, "ok")


async def test_the_same_password_is_not_tried_again_and_again(
    bench: Bench, dovecot: Dovecot, places: Places, looks_often: None
) -> None:
    """Servers lock an account out for that."""
    account_id, _ = receiving(bench, dovecot, places.put("vault", SECOND))
    async with bench.poller(**places.settings):
        await bench.health(account_id, "failing")
        looked = len(places.store.asked)
        await eventually(lambda: len(places.store.asked) > looked + 3, deadline_s=20, what="three more looks")
    assert bench.rows(COUNT_POLLS, account_id) == [{"polls": 1}]


MISSING = {
    "a variable": ("env:MAILWEAVE_SECRET_NOBODY", "env:MAILWEAVE_SECRET_NOBODY is not in the environment"),
    "a file": ("file:nobody", "file:nobody cannot be read (No such file or directory)"),
    "an entry": ("vault:secret/mail/nobody#password", "Vault has no vault:secret/mail/nobody#password"),
    "a place that is not allowed": ("env:EMAIL_SECRET_KEY", "incoming_password_ref names a setting of Mailweave"),
}


@pytest.mark.parametrize(("reference", "said"), MISSING.values(), ids=MISSING)
async def test_a_secret_that_is_not_there_is_a_state_that_says_which(
    bench: Bench, dovecot: Dovecot, places: Places, reference: str, said: str
) -> None:
    account_id, _ = receiving(bench, dovecot, reference)
    async with bench.poller(**places.settings):
        health = await bench.health(account_id, "failing")
    assert (health["kind"], said in health["reason"]) == ("auth", True), health
    assert "incoming_password_ref" in health["reason"] or "name another place" in health["reason"]


async def test_a_vault_that_is_down_is_no_wrong_password(
    bench: Bench, dovecot: Dovecot, places: Places, looks_often: None
) -> None:
    account_id, _ = receiving(bench, dovecot, places.put("vault", FIRST))
    places.store.is_down = True
    async with bench.poller(**places.settings):
        health = await bench.health(account_id, "degraded")
        assert (health["kind"], "Vault is sealed" in health["reason"]) == ("network", True), health
        places.store.is_down = False
        await bench.health(account_id, "ok")


async def test_an_environment_that_a_restart_has_changed_is_tried_at_once(
    bench: Bench, dovecot: Dovecot, places: Places, left_alone: None
) -> None:
    """A stored password that was refused is left alone through a restart; this one may be another."""
    account_id, _ = receiving(bench, dovecot, places.put("env", SECOND))
    async with bench.poller(**places.settings):
        await bench.health(account_id, "failing")
    places.put("env", FIRST)
    async with bench.poller(**places.settings):
        await bench.health(account_id, "ok")


async def test_a_connectivity_test_shows_where_it_breaks(bench: Bench, dovecot: Dovecot, places: Places) -> None:
    account_id, _ = receiving(bench, dovecot, "file:nobody")
    asked = ConnectivityRequested(account_id=account_id, check_id=uuid4())
    async with bench.poller(**places.settings), publisher(bench.settings) as connected:
        await connected.publish([asked])
        [check] = await eventually(lambda: bench.rows(CHECKS, asked.check_id), deadline_s=30, what="the test")
    steps = {step["name"]: step["state"] for step in check["steps"]}
    assert (check["ok"], steps["account"], steps["password"], steps["login"]) == (False, "ok", "failed", "not_reached")
    assert "file:nobody cannot be read" in check["message"]


async def sending(rig: Rig, port: int, reference: str) -> AccountId:
    account_id = await rig.account(port, username="support")
    await rig.rows("UPDATE account SET smtp_password_ref = %s", reference)
    return account_id


@pytest.mark.parametrize("kind", ["env", "file", "vault"])
async def test_mail_is_sent_by_what_lies_there_and_a_refused_one_is_read_anew(
    rig: Rig, places: Places, kind: str
) -> None:
    reference = places.put(kind, SECOND)
    async with scripted_smtp_server(Script(login=("support", FIRST))) as smtp:
        async with rig.start(retry_base_s=0.3, **places.settings):
            wanted = request(await sending(rig, smtp.port, reference))
            await rig.publish(wanted)
            await rig.until(wanted.send_id, "deferred")
            [(reason,)] = await rig.rows(REASON, wanted.send_id)
            assert f"correct smtp_username or what {reference} holds: the next try reads it anew" in reason
            places.put(kind, FIRST)
            await rig.until(wanted.send_id, "sent")
        assert len(smtp.received) == 1


async def test_a_send_waits_for_a_vault_that_is_down(rig: Rig, places: Places) -> None:
    reference = places.put("vault", FIRST)
    places.store.is_down = True
    async with (
        scripted_smtp_server(Script(login=("support", FIRST))) as smtp,
        rig.start(retry_base_s=0.3, **places.settings),
    ):
        account_id = await sending(rig, smtp.port, reference)
        wanted = request(account_id)
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "deferred")
        [(reason,)] = await rig.rows(REASON, wanted.send_id)
        assert f"{reference} cannot be read: Vault" in reason
        asked = ConnectivityRequested(account_id=account_id, check_id=uuid4(), test_type="smtp")
        await rig.publish(asked)
        answered = partial(rig.rows, SENDER_CHECKS, asked.check_id)
        [(is_ok, steps)] = await eventually(answered, deadline_s=30, what="the test")
        assert (is_ok, {step["name"]: step["cause"] for step in steps}["password"]) == (False, "network")
        places.store.is_down = False
        await rig.until(wanted.send_id, "sent")


async def test_no_secret_is_told_to_anybody(
    bench: Bench, dovecot: Dovecot, places: Places, looks_often: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the one that is refused nor the one that is taken, nor Vault's token."""
    caplog.set_level(logging.DEBUG)
    account_id, _ = receiving(bench, dovecot, places.put("vault", SECOND))
    async with bench.poller(**places.settings) as run:
        await bench.health(account_id, "failing")
        places.store.is_down = True
        places.put("vault", FIRST)
        places.store.is_down = False
        await bench.health(account_id, "ok")
        shown = repr(run.settings) + str(run.settings)
    told = await read_all(bench.settings.kafka_servers, TopicNames(bench.settings.topic_prefix).of(ACCOUNT_CHANGED))
    metrics = generate_latest(POLLER).decode()
    everything = "\n".join([caplog.text, shown, repr([bench.rows(table) for table in TABLES]), repr(told), metrics])
    assert told
    assert "something else lies at vault:secret/mail/ada#password: it is tried now" in everything
    assert 'mailweave_secret_reads_total{kind="vault",outcome="read"}' in metrics
    assert [secret for secret in (FIRST, SECOND, TOKEN) if secret in everything] == []
