"""PostgreSQL by TLS: a real server shows certificates that are right and wrong, and each is said with the next step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from deploy.local.tls import Authority
from services.cli.doctor import database
from services.cli.doctor.database import Unreachable
from services.cli.settings import CliSettings
from shared.errors import TransientError
from shared.postgres.watch import DatabaseWatch
from shared.service.ports import HOST
from tests.harness.debian_postgres import CERTIFIED, PASSWORD, DebianPostgres

VERIFIED = {"sslmode": "verify-full"}
URL = Callable[[DebianPostgres], str]


def settings_for(url: str) -> CliSettings:
    return CliSettings(database_url=SecretStr(url), _env_file=None)


def right(server: DebianPostgres, **changes: Any) -> str:
    """The URL of one who trusts the right authority."""
    return server.url(**{**VERIFIED, "sslrootcert": server.files.ca_file, **changes})


@pytest.mark.parametrize(
    ("make", "tls"),
    [
        pytest.param(right, "TLS", id="verify-full"),
        pytest.param(
            lambda server: right(server, user=CERTIFIED, sslcert=server.files.certificate, sslkey=server.files.key),
            "TLS",
            id="client certificate",
        ),
        pytest.param(lambda server: server.url(sslmode="disable"), "no TLS", id="none"),
    ],
)
async def test_who_has_what_it_takes_gets_in(debian_postgres: DebianPostgres, make: URL, tls: str) -> None:
    debian_postgres.show(debian_postgres.files)
    async with await database.connected(settings_for(make(debian_postgres))) as connection:
        seen = (await database.server(connection)).seen
    assert f":{debian_postgres.port}, {tls}, as " in seen


def expired(server: DebianPostgres) -> str:
    server.show(server.authority.issue("expired", not_after=datetime.now(UTC) - timedelta(days=3)))
    return right(server)


def elsewhere(server: DebianPostgres) -> str:
    server.show(server.authority.issue("elsewhere", names=("db.elsewhere.test",)))
    return right(server)


def strange(server: DebianPostgres) -> str:
    stranger = Authority(server.folder / "stranger").issue("client")
    return right(server, user=CERTIFIED, sslcert=stranger.certificate, sslkey=stranger.key)


def unknown(server: DebianPostgres) -> str:
    return right(server, sslrootcert=Authority(server.folder / "other").issue("other").ca_file)


@pytest.mark.parametrize(
    ("make", "seen", "step"),
    [
        pytest.param(expired, "its certificate does not verify: it expired on", "tell its operator", id="expired"),
        pytest.param(
            elsewhere,
            'does not match host name "127.0.0.1"',
            "set host in EMAIL_DATABASE_URL to a name",
            id="wrong host",
        ),
        pytest.param(
            unknown,
            "this machine does not know its authority (Mailweave local test authority)",
            "the server's authority as sslrootcert= in EMAIL_DATABASE_URL",
            id="unknown authority",
        ),
        pytest.param(
            lambda server: right(server, sslrootcert="/nowhere/ca.pem"),
            'root certificate file "/nowhere/ca.pem" does not exist',
            "as sslrootcert= in EMAIL_DATABASE_URL",
            id="no authority's file",
        ),
        pytest.param(
            lambda server: right(server, password="wrong"),
            "password authentication failed",
            "correct user and password in EMAIL_DATABASE_URL",
            id="wrong password",
        ),
        pytest.param(
            lambda server: right(server, user=CERTIFIED),
            "connection requires a valid client certificate",
            "as sslcert= and sslkey= in EMAIL_DATABASE_URL",
            id="client certificate missing",
        ),
        pytest.param(strange, "unknown ca", "as sslcert= and sslkey= in EMAIL_DATABASE_URL", id="strange client"),
        pytest.param(
            lambda server: right(server, user=CERTIFIED, sslcert="/nowhere/c.pem", sslkey="/nowhere/c.key"),
            "requires a valid client certificate",
            "as sslcert= and sslkey= in EMAIL_DATABASE_URL",
            id="no client's file",
        ),
    ],
)
async def test_who_does_not_is_told_which_part_to_change(
    debian_postgres: DebianPostgres, make: URL, seen: str, step: str
) -> None:
    """As a service says it on /ready, and as the doctor does."""
    debian_postgres.show(debian_postgres.files)
    settings = settings_for(make(debian_postgres))
    with pytest.raises(TransientError) as caught:
        await DatabaseWatch(settings, "parser").look()
    with pytest.raises(Unreachable) as found:
        await database.connected(settings)
    assert seen in str(caught.value)
    assert step in str(caught.value)
    assert seen in found.value.finding.seen
    assert step in found.value.finding.next_step
    assert PASSWORD not in f"{caught.value}{found.value.finding}"


async def test_a_server_of_before_17_is_a_warning(debian_postgres: DebianPostgres) -> None:
    """Debian 12 has 15; from 17 on there is nothing to warn of."""
    debian_postgres.show(debian_postgres.files)
    async with await database.connected(settings_for(right(debian_postgres))) as connection:
        found = await database.server(connection)
        is_older = connection.info.server_version < database.LIMITS_TRANSACTIONS_FROM
    assert ("transaction_timeout" in found.seen) is is_older
    assert f"at {HOST}:" in found.seen
