"""The accounts as their owner, the api, publishes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import dict_row
from pydantic import SecretStr

from services.poller.domain.after_fetch import NO_PLAN, AfterFetch, AfterFetchPlan
from shared.credentials import Credential, CredentialKind, CredentialOwner, LoginServer, read_credential
from shared.errors import ConfigurationError
from shared.ids import AccountId, AccountKey
from shared.postgres.sessions import Connection
from shared.seal import Vault
from shared.trust import USUAL_TRUST, Security, Trust

READ_ACTIVE = """
SELECT id, account_key, email_address, incoming_protocol, incoming_server, incoming_port, incoming_use_ssl,
       incoming_username, allow_plaintext, folders, auto_polling_enabled, poll_frequency, max_emails_per_poll,
       initial_history_days, after_fetch, after_fetch_folder, after_fetch_days, activation, version, auth, mode,
       incoming_tls, ca_certificates, incoming_fingerprint
FROM read_account WHERE status = 'active' AND incoming_server <> '' ORDER BY id
"""
READ_ONE = """
SELECT id, account_key, email_address, incoming_protocol, incoming_server, incoming_port, incoming_use_ssl,
       incoming_username, allow_plaintext, folders, auto_polling_enabled, poll_frequency, max_emails_per_poll,
       initial_history_days, after_fetch, after_fetch_folder, after_fetch_days, activation, version, auth, mode,
       incoming_tls, ca_certificates, incoming_fingerprint
FROM read_account WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class PolledAccount:
    """What the poller needs to know of an account; no secret is in it."""

    id: AccountId
    account_key: AccountKey
    email_address: str
    protocol: str
    host: str
    port: int
    use_tls: bool
    username: str
    allow_plaintext: bool
    folders: tuple[str, ...]
    auto_polling_enabled: bool
    poll_frequency: int | None
    max_emails_per_poll: int | None
    initial_history_days: int
    activation: int
    version: int
    after_fetch: AfterFetchPlan = NO_PLAN
    auth: str = "password"
    mode: str = "live"
    tls: str | None = None
    trust: Trust = USUAL_TRUST

    @property
    def security(self) -> Security:
        """As it is configured; accounts of before it could be have TLS from the first byte, or none."""
        if self.tls is not None:
            return Security(self.tls)
        return Security.IMPLICIT_TLS if self.use_tls else Security.PLAINTEXT

    @property
    def is_oauth(self) -> bool:
        """Whether it logs in by an access token instead of a password."""
        return self.auth == "oauth2"

    @property
    def only_observes(self) -> bool:
        """Whether nothing may ever be sent or changed for it."""
        return self.mode == "observe"

    @property
    def label(self) -> str:
        """How errors name it."""
        return f"account {self.id} ({self.email_address})"

    @property
    def server(self) -> str:
        """How errors name its server."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom to log in."""

    host: str
    port: int
    security: Security
    allow_plaintext: bool
    username: str
    credential: Credential
    trust: Trust = USUAL_TRUST

    @property
    def server(self) -> str:
        """How errors name it."""
        return f"{self.host}:{self.port}"

    @property
    def is_by_token(self) -> bool:
        """Whether `secret` is an access token of OAuth2."""
        return self.credential.kind is CredentialKind.ACCESS_TOKEN

    @property
    def secret(self) -> str:
        """What to log in with: for the wire alone."""
        return self.credential.secret.get_secret_value()


async def read_active(connection: Connection) -> dict[AccountId, PolledAccount]:
    """Every account that is active and receives mail."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(READ_ACTIVE)
        return {account.id: account for row in await cursor.fetchall() if (account := _account(row))}


async def read_one(connection: Connection, account_id: AccountId) -> PolledAccount | None:
    """One account, whatever its status; None when it does not exist."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(READ_ONE, (account_id,))
        row = await cursor.fetchone()
    return _account(row) if row is not None else None


async def read_login(connection: Connection, account: PolledAccount, vault: Vault) -> Login:
    """The login with its password; raises ConfigurationError when none is stored or it does not open."""
    owner = CredentialOwner(account.account_key, LoginServer.INCOMING)
    credential = await read_credential(connection, account.id, owner, vault)
    if credential is None:
        raise ConfigurationError("no incoming password is stored: set the account's password")
    return login_of(account, credential)


def login_by_token(account: PolledAccount, access_token: SecretStr) -> Login:
    """The login with this token; the mailbox is the account's, whoever's the token is."""
    owner = CredentialOwner(account.account_key, LoginServer.INCOMING)
    return login_of(account, Credential(owner, access_token, CredentialKind.ACCESS_TOKEN))


def login_of(account: PolledAccount, credential: Credential) -> Login:
    """The login with this credential."""
    return Login(
        account.host,
        account.port,
        account.security,
        account.allow_plaintext,
        account.username,
        credential,
        account.trust,
    )


def _account(row: Mapping[str, object]) -> PolledAccount:
    values = dict(row)
    account_key = values["account_key"]
    assert isinstance(account_key, UUID)  # noqa: S101 - psycopg loads uuid as UUID
    return PolledAccount(**_renamed(values))  # type: ignore[arg-type]


def _renamed(values: dict[str, object]) -> dict[str, object]:
    names = {
        "incoming_protocol": "protocol",
        "incoming_server": "host",
        "incoming_port": "port",
        "incoming_use_ssl": "use_tls",
        "incoming_username": "username",
        "incoming_tls": "tls",
    }
    renamed = {names.get(name, name): value for name, value in values.items()}
    trust = Trust(str(renamed.pop("ca_certificates")), str(renamed.pop("incoming_fingerprint")))
    folders = renamed["folders"]
    days = renamed.pop("after_fetch_days")
    plan = AfterFetchPlan(
        AfterFetch(str(renamed["after_fetch"])), str(renamed.pop("after_fetch_folder")), int(str(days))
    )
    lists = {"folders": tuple(folders) if isinstance(folders, list) else ()}
    return renamed | lists | {"after_fetch": plan, "trust": trust}
