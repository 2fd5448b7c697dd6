"""Access tokens: asked for by one process at a time, kept, rotated, refused; a real token server and PostgreSQL."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from joserfc.jwk import RSAKey
from psycopg.rows import dict_row
from pydantic import SecretStr

from shared import metrics
from shared.clock import SystemClock
from shared.errors import TransientError
from shared.ids import AccountId, AccountKey
from shared.oauth.answer import Cause
from shared.oauth.endpoint import TokenEndpoint
from shared.oauth.keeper import TokenKeeper
from shared.oauth.store import SealedPlace, begin_anew, begin_login, erase_login, forget_login
from shared.oauth.tokens import NoTokenError, Tokens
from shared.postgres.lease import Claimant
from shared.postgres.sessions import Connection, database_pool, transaction
from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.resolver import Resolver
from shared.settings import Settings
from tests.fakes.oauth_model import OAuthModel, Rotation
from tests.fakes.oauth_server import Fault, OAuthServer, oauth_server
from tests.harness.accounts import SEARCH_PATH
from tests.harness.oauth_accounts import ADA, TOKEN, VAULT, add_oauth_account
from tests.harness.oauth_process import LEASE_S, Moment
from tests.harness.wait import within

QUICK_S = 0.5
EXPIRY = "mailweave_oauth_login_expiry_timestamp_seconds"
HOUR_PASSES = "UPDATE account_token SET refresh_at = now(), expires_at = now() WHERE account_id = %s"
NEARLY = "UPDATE account_token SET refresh_at = now() WHERE account_id = %s"
KILLS = 20
NOTHING = Resolver(AllowedReferences())


@pytest.fixture
def server() -> Any:
    with oauth_server() as running:
        yield running


@asynccontextmanager
async def tokens_of(
    url: str, *, within_s: float = 10, service: str = "poller", resolver: Resolver = NOTHING
) -> AsyncIterator[Tokens]:
    """Those of one process."""
    settings = Settings(database_url=SecretStr(url), _env_file=None)
    async with database_pool(settings, service=service) as pool:
        claimant = Claimant("token", uuid4(), max(LEASE_S, within_s))
        yield Tokens(pool, VAULT, TokenEndpoint(within_s=within_s).ask, claimant, SystemClock(), resolver)


def execute(url: str, statement: str, account_id: AccountId) -> list[dict[str, Any]]:
    with psycopg.connect(url, autocommit=True, options=SEARCH_PATH, row_factory=dict_row) as connection:
        cursor = connection.execute(statement.encode(), [account_id])
        return cursor.fetchall() if cursor.description else []


def whose(server: OAuthServer, token: SecretStr) -> object:
    return server.model.introspect(token.get_secret_value()).get("username")


def service_key() -> tuple[RSAKey, str]:
    key = RSAKey.generate_key(2048, private=True)
    pem = key.as_pem(private=True).decode()
    return key, json.dumps({"type": "service_account", "client_email": "bot@x.example", "private_key": pem})


GRANTS: dict[str, dict[str, Any]] = {
    "a login": {"oauth_grant": "refresh_token"},
    "a login at a client with a secret": {"oauth_client_id": "daemon", "client_secret": "app-secret"},
    "the application itself": {
        "oauth_grant": "client_credentials",
        "oauth_client_id": "daemon",
        "client_secret": "app-secret",
    },
    "a service account": {
        "oauth_grant": "service_account",
        "oauth_client_id": "",
        "incoming_username": "boss@x.example",
    },
}


@pytest.mark.parametrize("fields", GRANTS.values(), ids=GRANTS)
async def test_each_grant_gives_a_token_for_its_mailbox(
    database_url: str, server: OAuthServer, fields: dict[str, Any]
) -> None:
    server.model.app_mailbox = "app@x.example"
    server.model.service_key, key_file = service_key()
    if fields.get("oauth_grant") == "service_account":
        fields = fields | {"service_key": key_file}
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA), **fields)
    async with tokens_of(database_url) as tokens:
        token = await tokens.token_for(account_id)
        assert await tokens.token_for(account_id) == token
    expected = {"client_credentials": "app@x.example", "service_account": "boss@x.example"}
    assert whose(server, token) == expected.get(fields.get("oauth_grant", ""), ADA)
    assert len(server.forms) == 1


@pytest.mark.parametrize("rotation", Rotation)
async def test_refreshes_go_on_however_the_server_rotates(
    database_url: str, server: OAuthServer, rotation: Rotation
) -> None:
    server.model.rotation = rotation
    account_id, key = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    seen = set()
    async with tokens_of(database_url) as tokens:
        for _ in range(4):
            token = await tokens.token_for(account_id)
            assert whose(server, token) == ADA
            seen.add(token)
            execute(database_url, HOUR_PASSES, account_id)
    [row] = execute(database_url, TOKEN, account_id)
    assert len(seen) == 4
    stored = SealedPlace.REFRESH_TOKEN.opened(key, row["refresh_token"], VAULT)
    assert stored == SecretStr(server.model.logins[0].tokens[-1])


async def test_of_many_who_want_a_token_one_asks(database_url: str, server: OAuthServer) -> None:
    server.model.rotation = Rotation.STRICT
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    async with AsyncExitStack() as processes:
        many = [await processes.enter_async_context(tokens_of(database_url, service=s)) for s in ("poller", "sender")]
        found = await asyncio.gather(*(tokens.token_for(account_id) for tokens in many for _ in range(10)))
    assert len(set(found)) == 1
    assert len(server.forms) == 1


FAULTS = {
    Fault.SERVER_ERROR: (Cause.NETWORK, "answers 500"),
    Fault.UNAVAILABLE: (Cause.NETWORK, "answers 503"),
    Fault.TOO_MANY: (Cause.QUOTA, "asks to wait"),
    Fault.HTML: (Cause.PROTOCOL, "without a usable access_token"),
    Fault.HTML_REFUSAL: (Cause.PROTOCOL, "answers 403 without a reason"),
    Fault.REDIRECT: (Cause.PROTOCOL, "redirects (302)"),
    Fault.SILENT: (Cause.NETWORK, "did not answer within 0.5 s"),
    Fault.DRIP: (Cause.NETWORK, "did not answer within 0.5 s"),
    Fault.HUGE: (Cause.PROTOCOL, "more than 65536 bytes"),
    Fault.HANG_UP: (Cause.NETWORK, "cannot be reached"),
    Fault.NO_TOKEN: (Cause.PROTOCOL, "without a usable access_token"),
    Fault.HOSTILE_TOKEN: (Cause.PROTOCOL, "without a usable access_token"),
    Fault.LIST: (Cause.PROTOCOL, "without a usable access_token"),
    Fault.DEEP: (Cause.PROTOCOL, "without a usable access_token"),
    Fault.MAC_TOKEN: (Cause.PROTOCOL, "of the type mac"),
}


def test_every_fault_has_its_row() -> None:
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize(("fault", "expected"), FAULTS.items(), ids=FAULTS)
async def test_a_hostile_token_server_is_named_in_bounded_time_and_left(
    database_url: str, server: OAuthServer, fault: Fault, expected: tuple[Cause, str]
) -> None:
    cause, words = expected
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    server.faults.append(fault)
    async with tokens_of(database_url, within_s=QUICK_S) as tokens, within(30):
        with pytest.raises(NoTokenError) as caught:
            await tokens.token_for(account_id)
        assert (caught.value.refusal.cause, words in str(caught.value)) == (cause, True), str(caught.value)
        [row] = execute(database_url, TOKEN, account_id)
        assert (row["state"], row["reason"]) == ("unavailable", str(caught.value))
        assert whose(server, await tokens.token_for(account_id)) == ADA  # nothing is lost by it
    assert server.elsewhere == []
    [row] = execute(database_url, TOKEN, account_id)
    assert (row["state"], row["reason"]) == ("ok", "")


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.SILENT, None], ids=str)
async def test_a_good_token_is_used_while_no_other_is_had(
    database_url: str, server: OAuthServer, fault: Fault | None
) -> None:
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    async with tokens_of(database_url, within_s=QUICK_S) as tokens:
        token = await tokens.token_for(account_id)
        execute(database_url, NEARLY, account_id)
        if fault is None:
            server.model.revoke_logins()
        else:
            server.faults.append(fault)
        assert await tokens.token_for(account_id) == token
    [row] = execute(database_url, TOKEN, account_id)
    assert row["state"] == ("refused" if fault is None else "unavailable")


async def test_an_account_that_nobody_uses_keeps_its_login(database_url: str, server: OAuthServer) -> None:
    server.model.rotation = Rotation.GRACE
    tenant = {"oauth_provider": "microsoft", "incoming_server": "", "smtp_server": "smtp.example"}
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA), **tenant)
    async with tokens_of(database_url) as tokens:
        keeper = TokenKeeper(tokens.pool, tokens)
        await keeper.look()
        assert server.forms == []  # nobody has used it yet: it may be half configured
        await tokens.token_for(account_id)
        await keeper.look()
        assert len(server.forms) == 1
        execute(database_url, NEARLY, account_id)
        await keeper.look()
        assert len(server.forms) == 2
        assert samples() == [("mailweave_oauth_accounts", "ok", 1), (EXPIRY, "1", 90)]
        server.model.revoke_logins()
        execute(database_url, NEARLY, account_id)
        await keeper.look()
        await keeper.look()
    assert len(server.forms) == 3  # a refusal is told once
    assert ("mailweave_oauth_accounts", "refused", 1) in samples()


def samples() -> list[tuple[str, str, int]]:
    """Name, label, and the count, or in how many days."""
    found = [sample for family in metrics.OAUTH_LOGINS.collect() for sample in family.samples]
    return [(each.name, next(iter(each.labels.values())), _count_or_days(each.name, each.value)) for each in found]


def _count_or_days(name: str, value: float) -> int:
    return round((value - time.time()) / 86_400) if name == EXPIRY else round(value)


PERSONS: dict[str, tuple[dict[str, Any], str]] = {
    "nobody has logged in": ({}, "nobody has logged in yet: `mailweave accounts authorize --account-id"),
    "the login was taken back": ({"refresh_token": "refresh-gone"}, "log in again: `mailweave accounts authorize"),
    "a wrong client secret": (
        {"refresh_token": "r", "oauth_client_id": "daemon", "client_secret": "guessed"},
        "correct oauth_client_id and its secret",
    ),
    "no client secret": ({"oauth_grant": "client_credentials"}, "no client secret is stored: set oauth_client_secret"),
    "no key": ({"oauth_grant": "service_account"}, "no key of a service account is stored: set oauth_service_key"),
    "a key that is none": (
        {"oauth_grant": "service_account", "service_key": '{"client_email": "a", "private_key": "planted-key"}'},
        "holds a private key that cannot be used: make a new key",
    ),
    "an address without TLS": (
        {"refresh_token": "r", "oauth_token_url": "http://login.example/token"},
        "must begin with https://: set oauth_token_url",
    ),
}


@pytest.mark.parametrize(("fields", "words"), PERSONS.values(), ids=PERSONS)
async def test_what_a_person_must_mend_is_said(
    database_url: str, server: OAuthServer, fields: dict[str, Any], words: str
) -> None:
    account_id, _ = add_oauth_account(database_url, server, **fields)
    async with tokens_of(database_url) as tokens:
        with pytest.raises(NoTokenError) as caught:
            await tokens.token_for(account_id)
    assert caught.value.refusal.cause is Cause.AUTH
    assert words in str(caught.value)
    assert execute(database_url, TOKEN, account_id)[0]["state"] == "refused"


async def test_a_refused_token_is_replaced_though_it_were_good_for_long(database_url: str, server: OAuthServer) -> None:
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    async with tokens_of(database_url) as tokens:
        token = await tokens.token_for(account_id)
        other = await tokens.token_for(account_id, token)
        assert other != token
        assert await tokens.token_for(account_id, token) == other  # somebody has replaced it already
    assert len(server.forms) == 2


async def log_in_anew(connection: Connection, account_id: AccountId, key: AccountKey) -> None:
    await begin_login(connection, account_id, key, SecretStr("of-the-newer-login"), VAULT)


async def forget(connection: Connection, account_id: AccountId, key: AccountKey) -> None:
    await forget_login(connection, account_id)


async def forget_then_log_in(connection: Connection, account_id: AccountId, key: AccountKey) -> None:
    await forget(connection, account_id, key)
    await log_in_anew(connection, account_id, key)


async def change_the_application(connection: Connection, account_id: AccountId, key: AccountKey) -> None:
    await begin_anew(connection, account_id)


async def erase(connection: Connection, account_id: AccountId, key: AccountKey) -> None:
    await erase_login(connection, account_id)


MEANWHILE = {
    "logged in anew": (log_in_anew, [("of-the-newer-login", None, "new")]),
    "forgotten": (forget, [(None, None, "new")]),
    "forgotten and logged in anew": (forget_then_log_in, [("of-the-newer-login", None, "new")]),
    "gone": (erase, []),
}
APP = {"oauth_grant": "client_credentials", "oauth_client_id": "daemon", "client_secret": "app-secret"}


@asynccontextmanager
async def meanwhile(tokens: Tokens, url: str, change: Any) -> AsyncIterator[None]:
    """What the api does once the token server has answered and before the answer is stored."""
    settings = Settings(database_url=SecretStr(url), _env_file=None)
    async with database_pool(settings, service="api") as pool:
        ask = tokens.ask

        async def asked(*arguments: Any) -> Any:
            answer = await ask(*arguments)
            async with transaction(pool) as connection:
                await change(connection)
            return answer

        object.__setattr__(tokens, "ask", asked)
        yield


@pytest.mark.parametrize("is_refused", [False, True], ids=["granted", "refused"])
@pytest.mark.parametrize(("change", "left"), MEANWHILE.values(), ids=MEANWHILE)
async def test_no_answer_undoes_what_was_done_meanwhile(
    database_url: str, server: OAuthServer, change: Any, left: list[tuple[str | None, ...]], is_refused: bool
) -> None:
    server.model.rotation = Rotation.GRACE
    account_id, key = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    if is_refused:
        server.model.revoke_logins()
    async with (
        tokens_of(database_url) as tokens,
        meanwhile(tokens, database_url, lambda connection: change(connection, account_id, key)),
    ):
        words = "log in again" if is_refused else "its login was changed while a token was asked for"
        with pytest.raises(TransientError, match=words):
            await tokens.token_for(account_id)
    assert [
        (opened(key, row["refresh_token"]), row["access_token"], row["state"])
        for row in execute(database_url, TOKEN, account_id)
    ] == left


@pytest.mark.parametrize("change", [forget, change_the_application], ids=["forgotten", "another application"])
async def test_the_first_answer_of_all_undoes_nothing_either(
    database_url: str, server: OAuthServer, change: Any
) -> None:
    """An application's own right needs no login before: nothing is stored of it when it is asked for."""
    server.model.app_mailbox = "app@x.example"
    account_id, key = add_oauth_account(database_url, server, **APP)
    async with (
        tokens_of(database_url) as tokens,
        meanwhile(tokens, database_url, lambda connection: change(connection, account_id, key)),
    ):
        with pytest.raises(TransientError, match="its login was changed while a token was asked for"):
            await tokens.token_for(account_id)
    [row] = execute(database_url, TOKEN, account_id)
    assert (row["access_token"], row["state"]) == (None, "new")


def opened(key: AccountKey, refresh_token: bytes | None) -> str | None:
    secret = SealedPlace.REFRESH_TOKEN.opened(key, refresh_token, VAULT)
    return secret.get_secret_value() if secret is not None else None


async def test_who_is_stopped_while_he_asks_still_stores_the_answer(database_url: str, server: OAuthServer) -> None:
    """A change of the account begins its loop anew, and a rotated refresh token comes once."""
    server.model.rotation = Rotation.STRICT
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    async with tokens_of(database_url) as tokens:
        ask, is_asked, goes_on = tokens.ask, asyncio.Event(), asyncio.Event()

        async def asked(*arguments: Any) -> Any:
            answer = await ask(*arguments)
            is_asked.set()
            await goes_on.wait()
            return answer

        object.__setattr__(tokens, "ask", asked)
        asking = asyncio.create_task(tokens.token_for(account_id))
        await is_asked.wait()
        asking.cancel()
        await asyncio.sleep(0)
        goes_on.set()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert whose(server, await tokens.token_for(account_id)) == ADA
    assert len(server.forms) == 1


async def killed(url: str, account_id: AccountId, moment: Moment) -> int:
    """How a process ended that asked for the token."""
    program = (sys.executable, "-m", "tests.harness.oauth_process", url, str(account_id), moment)
    process = await asyncio.create_subprocess_exec(*program)
    return await process.wait()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_twenty_kills_lock_nobody_out(database_url: str, server: OAuthServer) -> None:
    """By a server that rotates and lets the last refresh token be used until the new one was."""
    server.model.rotation = Rotation.GRACE
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    async with tokens_of(database_url) as tokens:
        for moment in islice(cycle((Moment.ANSWERED, Moment.LEASED, Moment.ANSWERED, Moment.STORED)), KILLS):
            assert await killed(database_url, account_id, moment) == -9
            if moment is not Moment.STORED:
                execute(database_url, HOUR_PASSES, account_id)
            assert whose(server, await tokens.token_for(account_id)) == ADA, moment
            execute(database_url, HOUR_PASSES, account_id)
    assert [row["state"] for row in execute(database_url, TOKEN, account_id)] == ["ok"]


async def test_a_client_secret_that_lies_elsewhere_is_read_for_each_question(
    database_url: str, server: OAuthServer
) -> None:
    server.model = OAuthModel(clients={"daemon": "planted-client-secret"})
    fields = {"oauth_client_id": "daemon", "oauth_client_secret_ref": "env:MAILWEAVE_SECRET_APP"}
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA), **fields)
    variables: dict[str, str | None] = {}
    resolver = Resolver(AllowedReferences("MAILWEAVE_SECRET_"), variables=lambda: variables)
    async with tokens_of(database_url, resolver=resolver) as tokens:
        with pytest.raises(NoTokenError, match="env:MAILWEAVE_SECRET_APP is not in the environment") as caught:
            await tokens.token_for(account_id)
        assert caught.value.refusal.cause == "auth"
        assert server.forms == []
        variables["MAILWEAVE_SECRET_APP"] = "planted-client-secret"
        assert whose(server, await tokens.token_for(account_id)) == ADA
        told = repr(caught.value) + repr(await tokens._read(account_id))
    assert "planted-client-secret" not in told + repr(execute(database_url, TOKEN, account_id))


async def test_a_server_without_any_leeway_may_lock_out_and_then_it_is_said(
    database_url: str, server: OAuthServer
) -> None:
    """The answer died with the process: the refresh token in it was the only good one, and nobody else had it."""
    server.model.rotation = Rotation.STRICT
    account_id, _ = add_oauth_account(database_url, server, refresh_token=server.model.log_in(ADA))
    assert await killed(database_url, account_id, Moment.ANSWERED) == -9
    async with tokens_of(database_url) as tokens:
        with pytest.raises(NoTokenError, match="log in again"):
            await tokens.token_for(account_id)


async def test_no_secret_is_told_to_anybody(
    database_url: str, server: OAuthServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.model = OAuthModel(clients={"daemon": "planted-client-secret"}, rotation=Rotation.GRACE)
    refresh_token = server.model.log_in(ADA)
    fields = {"oauth_client_id": "daemon", "client_secret": "planted-client-secret"}
    account_id, _ = add_oauth_account(database_url, server, refresh_token=refresh_token, **fields)
    said = []
    async with tokens_of(database_url) as tokens:
        token = await tokens.token_for(account_id)
        server.model.revoke_logins()  # its refusal quotes the refresh token
        with pytest.raises(NoTokenError) as caught:
            await tokens.token_for(account_id, token)
        said += [repr(caught.value), repr(caught.value.refusal), repr(await tokens._read(account_id)), repr(tokens)]
    rows = repr(execute(database_url, TOKEN, account_id))
    everything = "\n".join([caplog.text, *said, rows])
    secrets = ["planted-client-secret", token.get_secret_value(), *server.model.logins[0].tokens]
    assert len(secrets) == 4
    assert [secret for secret in secrets if secret in everything] == []
    assert "refuses (invalid_grant: AADSTS50173: the login was taken back: ***)" in everything
