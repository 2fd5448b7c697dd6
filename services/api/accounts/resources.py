"""Accounts, with the specification's names; passwords go in and never come out."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr, model_validator

from services.api.accounts.checks import (
    AFTER_FETCH_FIELDS,
    after_fetch_refusal,
    default_incoming_port,
    plaintext_refusal,
)
from services.api.accounts.fields import CONFIGURED, AccountFields, Password
from services.api.fields import Address, Name, Request, Resource, one_of_these, without_defaults

NO_SERVER = "give incoming_server, smtp_server or both"
# What the validator below says, for callers that read the schema.
WHOLE: dict[str, Any] = {
    "anyOf": one_of_these("incoming_server", "smtp_server"),
    "allOf": [
        {
            "anyOf": [
                {"required": ["allow_plaintext"], "properties": {"allow_plaintext": {"const": True}}},
                {"properties": {"incoming_use_ssl": {"const": True}, "smtp_use_tls": {"const": True}}},
            ]
        },
        {
            "anyOf": [
                {"properties": {"after_fetch": {"enum": ["nothing", "seen", "flag", "delete"]}}},
                {"required": ["after_fetch_folder"], "properties": {"after_fetch_folder": {"minLength": 1}}},
            ]
        },
        {
            "anyOf": [
                {"properties": {"incoming_protocol": {"const": "imap"}}},
                {"properties": {"after_fetch": {"enum": ["nothing", "delete"]}}},
            ]
        },
    ],
}


class NewAccount(AccountFields, Request):
    """A configured email account, as it is created."""

    status: Literal["active", "inactive"] = "active"
    smtp_password: Password | None = None
    incoming_password: Password | None = None

    model_config = ConfigDict(json_schema_extra=WHOLE)

    @model_validator(mode="after")
    def _is_encrypted_or_said_so(self) -> Self:
        if not self.incoming_server and not self.smtp_server:
            raise ValueError(NO_SERVER)
        refusal = plaintext_refusal(
            incoming_in_clear=bool(self.incoming_server) and not self.incoming_use_ssl,
            smtp_in_clear=bool(self.smtp_server) and not self.smtp_use_tls,
        )
        if refusal and not self.allow_plaintext:
            raise ValueError(refusal)
        if refusal := after_fetch_refusal(self.model_dump(include=AFTER_FETCH_FIELDS)):
            raise ValueError(refusal)
        return self

    def columns(self) -> dict[str, object]:
        """The row, with what depends on other fields filled in; without the passwords."""
        row = self.model_dump(include=set(CONFIGURED))
        if not self.incoming_port:
            row["incoming_port"] = default_incoming_port(self.incoming_protocol, use_ssl=self.incoming_use_ssl)
        if self.smtp_password is not None and not self.smtp_username:
            row["smtp_username"] = self.email_address
        if self.incoming_password is not None and not self.incoming_username:
            row["incoming_username"] = self.email_address
        return row


class AccountChange(AccountFields, Request):
    """What is to be changed of an account; a field that is absent stays, whatever default stands here."""

    name: Name = ""
    email_address: Address = ""
    status: Literal["active", "inactive"] = "active"
    smtp_password: Password = SecretStr("")
    incoming_password: Password = SecretStr("")

    model_config = ConfigDict(json_schema_extra=without_defaults)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        return self


class Account(AccountFields, Resource):
    """A configured email account, as it is shown: without passwords."""

    id: int
    account_key: UUID = Field(exclude=True, description="goes into every derived id: nobody outside may foresee them")
    status: Literal["active", "inactive", "error"]
    created_at: datetime
    deleted_at: datetime | None = Field(None, description="when it was removed; its mail is kept")
    version: int
    is_healthy: bool | None = Field(description="null until it was first polled")
    health_kind: str | None = Field(description="auth, network, tls, protocol or quota when it is not healthy")
    health_since: datetime | None
    last_error_message: str
    last_good_poll_at: datetime | None
    is_live: bool = Field(description="whether mail that arrives now is handled as new; older mail is history")
    sending_state: str | None = Field(
        None, description="ok; waiting while its SMTP server refuses sessions; failing; null until it first sent"
    )
    sending_since: datetime | None = None
    sending_reason: str = ""
    sending_next_try_at: datetime | None = None
