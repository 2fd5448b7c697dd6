"""Accounts, with the specification's names; passwords go in and never come out."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from services.api.accounts.checks import Protocol, default_incoming_port, plaintext_refusal
from services.api.fields import LARGEST_INTEGER, Line, Name, Port, Request, Resource, storable
from shared.events import AddrSpec


def _storable_password(password: SecretStr) -> SecretStr:
    storable(password.get_secret_value())
    return password


AccountType = Literal["individual", "shared", "department"]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1000), AfterValidator(_storable_password)]
Count = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
MAY_BE_NULL = {"poll_frequency", "max_emails_per_poll"}


class NewAccount(Request):
    """A configured email account, as it is created."""

    name: Name
    email_address: AddrSpec
    own_addresses: list[AddrSpec] = Field(default=[], max_length=100, description="further addresses that are its own")
    account_type: AccountType = "shared"
    department: Line = ""
    status: Literal["active", "inactive"] = "active"
    smtp_server: Line = ""
    smtp_port: Port = 587
    smtp_use_tls: bool = True
    smtp_username: Line = Field("", description="empty with a password = email_address")
    smtp_password: Password | None = None
    incoming_protocol: Protocol = "imap"
    incoming_server: Line = ""
    incoming_port: Port = Field(0, validate_default=False, description="default: by protocol and TLS")
    incoming_use_ssl: bool = True
    incoming_username: Line = Field("", description="empty with a password = email_address")
    incoming_password: Password | None = None
    allow_plaintext: bool = Field(False, description="must be true for a connection without TLS")
    folders: list[Annotated[Line, StringConstraints(min_length=1)]] = Field(
        default=["INBOX"], min_length=1, max_length=100, description="IMAP folders; the first one is watched by IDLE"
    )
    auto_polling_enabled: bool = True
    poll_frequency: Count | None = Field(None, description="seconds; null = EMAIL_INTEGRATION_POLL_FREQUENCY")
    max_emails_per_poll: Count | None = Field(None, description="null = EMAIL_INTEGRATION_MAX_EMAILS_PER_POLL")
    initial_history_days: int = Field(7, ge=0, le=36_500, description="older mail is not fetched; no rule fires on it")

    @model_validator(mode="after")
    def _is_encrypted_or_said_so(self) -> Self:
        if not self.incoming_server and not self.smtp_server:
            raise ValueError("give incoming_server, smtp_server or both")
        refusal = plaintext_refusal(
            incoming_in_clear=bool(self.incoming_server) and not self.incoming_use_ssl,
            smtp_in_clear=bool(self.smtp_server) and not self.smtp_use_tls,
        )
        if refusal and not self.allow_plaintext:
            raise ValueError(refusal)
        return self

    def columns(self) -> dict[str, object]:
        """The row, with what depends on other fields filled in; without the passwords."""
        row = self.model_dump(exclude={"smtp_password", "incoming_password"})
        if not self.incoming_port:
            row["incoming_port"] = default_incoming_port(self.incoming_protocol, use_ssl=self.incoming_use_ssl)
        if self.smtp_password is not None and not self.smtp_username:
            row["smtp_username"] = self.email_address
        if self.incoming_password is not None and not self.incoming_username:
            row["incoming_username"] = self.email_address
        return row


class AccountChange(Request):
    """What may be changed of an account; a field that is absent stays."""

    status: Literal["active", "inactive"] | None = None
    smtp_password: Password | None = None
    incoming_password: Password | None = None
    auto_polling_enabled: bool | None = None
    poll_frequency: Count | None = None
    max_emails_per_poll: Count | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        nulls = [name for name in sorted(self.model_fields_set - MAY_BE_NULL) if getattr(self, name) is None]
        if nulls:
            raise ValueError(f"{nulls[0]} must not be null: leave it out to keep it")
        return self


class Account(Resource):
    """A configured email account, as it is shown: without passwords."""

    id: int
    account_key: UUID = Field(exclude=True, description="goes into every derived id: nobody outside may foresee them")
    name: str
    email_address: str
    own_addresses: list[str]
    account_type: AccountType
    department: str
    status: Literal["active", "inactive", "error"]
    smtp_server: str
    smtp_port: int
    smtp_use_tls: bool
    smtp_username: str
    incoming_protocol: Protocol
    incoming_server: str
    incoming_port: int
    incoming_use_ssl: bool
    incoming_username: str
    allow_plaintext: bool
    folders: list[str]
    auto_polling_enabled: bool
    poll_frequency: int | None
    max_emails_per_poll: int | None
    initial_history_days: int
    created_at: datetime
    version: int
    is_healthy: bool | None = Field(description="null until it was first polled")
    health_kind: str | None = Field(description="auth, network, tls, protocol or quota when it is not healthy")
    health_since: datetime | None
    last_error_message: str
    last_good_poll_at: datetime | None
    is_live: bool = Field(description="whether mail that arrives now is handled as new; older mail is history")
