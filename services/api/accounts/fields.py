"""Every field of an account that somebody configures, declared once.

REST's resources, the statements of store.py and `mailweave accounts` follow from here; a new field is a line here and a
migration that adds its column to `account` and `read_account` (a test compares them).
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints

from services.api.accounts.certificates import Authorities, Fingerprint
from services.api.accounts.checks import Protocol
from services.api.fields import LARGEST_INTEGER, NO_TEXT, Address, Flag, Line, Name, Port, Text, storable
from shared.secret_references.reference import LONGEST, WRITTEN, NoReference, read_reference


def _storable_password(password: SecretStr) -> SecretStr:
    storable(password.get_secret_value())
    return password


def _reference(text: str) -> str:
    """Where a secret lies, or nothing; the reason says no word of what was written, which may be the secret."""
    found = read_reference(text) if text else None
    if isinstance(found, NoReference):
        raise ValueError(found.reason)  # noqa: TRY004 - pydantic's word for a refused value
    return text


HOST_AND_PATH = r"(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"
AccountType = Literal["individual", "shared", "department"]
Mode = Literal["live", "observe"]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1000), AfterValidator(_storable_password)]
Token = Annotated[SecretStr, Field(min_length=1, max_length=32_768), AfterValidator(_storable_password)]
Reference = Annotated[
    str, AfterValidator(_reference), Field(json_schema_extra={"pattern": WRITTEN, "maxLength": LONGEST})
]
TokenAddress = Annotated[
    str,
    StringConstraints(
        max_length=998,
        pattern=rf"^(https://[A-Za-z0-9.-]+{HOST_AND_PATH}|http://(localhost|127\.0\.0\.1){HOST_AND_PATH})?$",
    ),
]
"""Secrets go there: by TLS, or to this machine itself."""
PlainEnd = Annotated[Text, StringConstraints(max_length=4096)]
HtmlEnd = Annotated[Text, StringConstraints(max_length=16_384)]
"""As they were written: whoever shows one makes it harmless first."""
Members = Annotated[list[Address], Field(max_length=500)]
Tenant = Annotated[str, StringConstraints(max_length=254, pattern=r"^([A-Za-z0-9][A-Za-z0-9.-]*)?$")]
Auth = Literal["password", "oauth2"]
OAuthProvider = Literal["custom", "google", "microsoft"]
OAuthGrant = Literal["refresh_token", "client_credentials", "service_account"]
Count = Annotated[int, Field(ge=1, le=LARGEST_INTEGER), NO_TEXT]
Folder = Annotated[Line, StringConstraints(min_length=1)]
Folders = Annotated[list[Folder], Field(min_length=1, max_length=100)]
OwnAddresses = Annotated[list[Address], Field(max_length=100)]
HistoryDays = Annotated[int, Field(ge=0, le=36_500), NO_TEXT]
CanarySeconds = Annotated[int, Field(ge=0, le=86_400), NO_TEXT]

Tls = Literal["implicit", "starttls", "none"]
AfterFetch = Literal["nothing", "seen", "flag", "move", "delete"]


class AccountFields(BaseModel):
    """An account as it is configured; passwords and status are not among these."""

    name: Name
    email_address: Address
    own_addresses: OwnAddresses = Field(default=[], description="further addresses that are its own")
    account_type: AccountType = "shared"
    mode: Mode = Field("live", description="observe: all is read and threaded, nothing is ever sent or changed")
    department: Line = ""
    members: Members = Field(default=[], description="addresses of the people who work with it")
    plain_signature: PlainEnd = Field("", description="what its mail ends with, as text")
    html_signature: HtmlEnd = Field("", description="the same as HTML")
    plain_footer: PlainEnd = Field("", description="what stands below the signature, as text")
    html_footer: HtmlEnd = Field("", description="the same as HTML")
    smtp_server: Line = ""
    smtp_port: Port = 587
    smtp_use_tls: Flag = True
    smtp_tls: Tls | None = Field(
        None, description="null: implicit on port 465, else starttls, none without smtp_use_tls; else it decides"
    )
    smtp_fingerprint: Fingerprint = Field("", description="SHA-256 of the only certificate to be taken, whoever's")
    smtp_username: Line = Field("", description="empty with a password = email_address")
    smtp_password_ref: Reference = Field(
        "", description="where the password lies, in its place: env:NAME, file:PATH or vault:MOUNT/PATH#FIELD"
    )
    incoming_protocol: Protocol = "imap"
    incoming_server: Line = ""
    incoming_port: Port = Field(0, validate_default=False, description="default: by protocol and TLS")
    incoming_use_ssl: Flag = True
    incoming_tls: Tls | None = Field(
        None, description="null: implicit, none without incoming_use_ssl; else it decides, and that follows"
    )
    incoming_fingerprint: Fingerprint = Field("", description="SHA-256 of the only certificate to be taken, whoever's")
    incoming_username: Line = Field("", description="empty with a password = email_address")
    incoming_password_ref: Reference = Field("", description="the same for the incoming server")
    auth: Auth = Field("password", description="how to log in to both servers; oauth2: by access tokens")
    oauth_provider: OAuthProvider = Field("custom", description="whose token server; custom needs oauth_token_url")
    oauth_grant: OAuthGrant = Field(
        "refresh_token",
        description="refresh_token: a person logs in once; client_credentials: the application itself (Microsoft); "
        "service_account: a key that a domain has delegated to (Google)",
    )
    oauth_client_id: Line = Field("", description="the application's id at the provider")
    oauth_client_secret_ref: Reference = Field("", description="where the client secret lies, in its place")
    oauth_service_key_ref: Reference = Field("", description="where the key file lies, in its place")
    oauth_tenant: Tenant = Field("", description="Microsoft's directory; empty = common")
    oauth_scopes: Line = Field("", description="with blanks between; empty = what the provider needs for mail")
    oauth_token_url: TokenAddress = Field("", description="empty = the provider's")
    oauth_authorization_url: TokenAddress = Field("", description="empty = the provider's")
    oauth_device_url: TokenAddress = Field("", description="empty = the provider's")
    ca_certificates: Authorities = Field("", description="PEM of authorities to believe beside those of the machine")
    allow_plaintext: Flag = Field(False, description="must be true for a connection without TLS")
    folders: Folders = Field(default=["INBOX"], description="IMAP folders; the first one is watched by IDLE")
    sent_folder: Line = Field("", description="IMAP folder of what was sent: read as outbound mail; empty = none is")
    auto_polling_enabled: Flag = True
    poll_frequency: Count | None = Field(None, description="seconds; null = EMAIL_INTEGRATION_POLL_FREQUENCY")
    max_emails_per_poll: Count | None = Field(None, description="null = EMAIL_INTEGRATION_MAX_EMAILS_PER_POLL")
    max_connections: Count | None = Field(
        None, description="to the incoming server at the same time; null = what its provider is known to allow"
    )
    daily_download_mb: Count | None = Field(
        None, description="messages downloaded in a day, in MB; null = what its provider is known to allow"
    )
    after_fetch: AfterFetch = Field(
        "nothing", description="what is done on the server with a message once it is stored here"
    )
    after_fetch_folder: Folder = Field("Archive", description="where `after_fetch` = move moves to")
    after_fetch_days: HistoryDays = Field(0, description="days after fetching until it is done")
    encrypt_content: Flag = Field(
        False,
        description="texts and attachments of its mail are stored encrypted, with their names, and search does not "
        "find them; mail that is fetched or sent from then on",
    )
    canary_every_s: CanarySeconds = Field(
        0,
        description="seconds between the canaries, small mails of the account to itself that show that new mail comes: "
        "60 to 86,400; 0: none",
    )
    initial_history_days: HistoryDays = Field(7, description="older mail is not fetched; no rule fires on it")


OAUTH_SECRETS = ("oauth_client_secret", "oauth_service_key", "oauth_refresh_token")
"""What is taken and never shown, beside the passwords."""
CONFIGURED = (*AccountFields.model_fields, "status")
"""The columns that somebody configures."""
