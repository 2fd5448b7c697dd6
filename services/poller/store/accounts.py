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
from shared.provider_limits import ProviderLimits, provider_limits
from shared.seal import Vault
from shared.trust import USUAL_TRUST, Security, Trust

READ_ACTIVE = """
SELECT id, account_key, email_address, incoming_protocol, incoming_server, incoming_port, incoming_use_ssl,
       incoming_username, allow_plaintext, folders, auto_polling_enabled, poll_frequency, max_emails_per_poll,
       initial_history_days, after_fetch, after_fetch_folder, after_fetch_days, activation, version, auth, mode,
       sent_folder, incoming_password_ref, canary_every_s, max_connections, daily_download_mb, incoming_tls,
       ca_certificates, incoming_fingerprint, encrypt_content
FROM read_account WHERE status = 'active' AND incoming_server <> '' ORDER BY id
"""
READ_ONE = """
SELECT id, account_key, email_address, incoming_protocol, incoming_server, incoming_port, incoming_use_ssl,
       incoming_username, allow_plaintext, folders, auto_polling_enabled, poll_frequency, max_emails_per_poll,
       initial_history_days, after_fetch, after_fetch_folder, after_fetch_days, activation, version, auth, mode,
       sent_folder, incoming_password_ref, canary_every_s, max_connections, daily_download_mb, incoming_tls,
       ca_certificates, incoming_fingerprint, encrypt_content
FROM read_account WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class PolledAccount:
    """What the poller needs to know of an account; no secret is in it. `password_ref`: where its password lies.

    `folders` are all that are read, with `sent_folder` as the last, where there is one.
    """

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
    sent_folder: str = ""
    auth: str = "password"
    mode: str = "live"
    canary_every_s: int = 0
    password_ref: str = ""
    max_connections: int | None = None
    daily_download_mb: int | None = None
    tls: str | None = None
    trust: Trust = USUAL_TRUST
    encrypt_content: bool = False

    @property
    def security(self) -> Security:
        """As it is configured; accounts of before it could be have TLS from the first byte, or none."""
        if self.tls is not None:
            return Security(self.tls)
        return Security.IMPLICIT_TLS if self.use_tls else Security.PLAINTEXT

    @property
    def is_by_reference(self) -> bool:
        """Whether its password lies elsewhere and is read anew for each login."""
        return bool(self.password_ref) and not self.is_oauth

    @property
    def is_oauth(self) -> bool:
        """Whether it logs in by an access token instead of a password."""
        return self.auth == "oauth2"

    def is_sent(self, folder: str) -> bool:
        """Whether what lies in this folder was sent from here."""
        return bool(self.sent_folder) and folder == self.sent_folder

    @property
    def limits(self) -> ProviderLimits:
        """What may be used of its provider."""
        return provider_limits(self.host).or_own(self.max_connections, self.daily_download_mb)

    @property
    def only_observes(self) -> bool:
        """Whether nothing may ever be sent or changed for it."""
        return self.mode == "observe"

    @property
    def has_canaries(self) -> bool:
        """Whether mails to itself show that new mail comes: not where nothing may be sent, or is read by itself."""
        return self.canary_every_s > 0 and self.auto_polling_enabled and not self.only_observes

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


def login_by_reference(account: PolledAccount, password: SecretStr) -> Login:
    """The login with this password, which lies elsewhere."""
    return login_of(account, Credential(CredentialOwner(account.account_key, LoginServer.INCOMING), password))


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
        "incoming_password_ref": "password_ref",
        "incoming_tls": "tls",
    }
    renamed = {names.get(name, name): value for name, value in values.items()}
    trust = Trust(str(renamed.pop("ca_certificates")), str(renamed.pop("incoming_fingerprint")))
    folders, sent = renamed["folders"], str(renamed["sent_folder"])
    days = renamed.pop("after_fetch_days")
    plan = AfterFetchPlan(
        AfterFetch(str(renamed["after_fetch"])), str(renamed.pop("after_fetch_folder")), int(str(days))
    )
    received = [name for name in folders if name != sent] if isinstance(folders, list) else []
    lists = {"folders": (*received, *([sent] if sent else []))}
    return renamed | lists | {"after_fetch": plan, "trust": trust}
