"""Accounts, with the specification's names; passwords go in and never come out."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr, model_validator

from services.api.accounts.checks import (
    OAUTH_SCHEMA,
    after_fetch_refusal,
    canary_refusal,
    default_incoming_port,
    flags_by_mode,
    oauth_refusal,
    plaintext_refusal,
    sent_folder_refusal,
)
from services.api.accounts.fields import CONFIGURED, AccountFields, Password, Token
from services.api.accounts.polling import Polling
from services.api.accounts.references import REFERENCES, twice_refusal
from services.api.fields import Address, Name, Request, one_of_these, without_defaults

NO_SERVER = "give incoming_server, smtp_server or both"
# What the validator below says, for callers that read the schema.
WHOLE: dict[str, Any] = {
    "anyOf": one_of_these("incoming_server", "smtp_server"),
    "allOf": [
        {
            "anyOf": [
                {"required": ["allow_plaintext"], "properties": {"allow_plaintext": {"const": True}}},
                {
                    "properties": {
                        "incoming_use_ssl": {"const": True},
                        "smtp_use_tls": {"const": True},
                        "incoming_tls": {"enum": [None, "implicit", "starttls"]},
                        "smtp_tls": {"enum": [None, "implicit", "starttls"]},
                    }
                },
            ]
        },
        OAUTH_SCHEMA,
    ],
}


class NewAccount(AccountFields, Request):
    """A configured email account, as it is created."""

    status: Literal["active", "inactive"] = "active"
    smtp_password: Password | None = None
    incoming_password: Password | None = None
    oauth_client_secret: Token | None = None
    oauth_service_key: Token | None = Field(None, description="the whole key file (JSON) of a service account")
    oauth_refresh_token: Token | None = Field(None, description="what a login gave; `mailweave accounts authorize`")

    model_config = ConfigDict(json_schema_extra=WHOLE)

    @model_validator(mode="after")
    def _is_encrypted_or_said_so(self) -> Self:
        if not self.incoming_server and not self.smtp_server:
            raise ValueError(NO_SERVER)
        fields = self.model_dump(include=set(CONFIGURED))
        secrets = self.model_dump(include=set(REFERENCES.values()))
        refusal = plaintext_refusal(fields) or after_fetch_refusal(fields) or sent_folder_refusal(fields)
        refusal = refusal or canary_refusal(fields) or oauth_refusal(fields)
        if refusal := refusal or twice_refusal(fields | secrets):
            raise ValueError(refusal)
        return self

    def columns(self) -> dict[str, object]:
        """The row, with what depends on other fields filled in; without the passwords."""
        row = self.model_dump(include=set(CONFIGURED))
        row |= flags_by_mode(row)
        if not self.incoming_port:
            row["incoming_port"] = default_incoming_port(row)
        is_oauth = self.auth == "oauth2"
        has_smtp_password = self.smtp_password is not None or self.smtp_password_ref
        has_incoming_password = self.incoming_password is not None or self.incoming_password_ref
        if (has_smtp_password or (is_oauth and self.smtp_server)) and not self.smtp_username:
            row["smtp_username"] = self.email_address
        if (has_incoming_password or (is_oauth and self.incoming_server)) and not self.incoming_username:
            row["incoming_username"] = self.email_address
        return row


class AccountChange(AccountFields, Request):
    """What is to be changed of an account; a field that is absent stays, whatever default stands here."""

    name: Name = ""
    email_address: Address = ""
    status: Literal["active", "inactive"] = "active"
    smtp_password: Password = SecretStr("")
    incoming_password: Password = SecretStr("")
    oauth_client_secret: Token = SecretStr("")
    oauth_service_key: Token = SecretStr("")
    oauth_refresh_token: Token = SecretStr("")

    model_config = ConfigDict(json_schema_extra=without_defaults)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        return self


class Account(AccountFields, Polling):
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
    receiving_state: str | None = Field(
        None,
        description="ok, slow, waiting (asked to wait), failing, paused, backpressure, unknown (not polled yet); "
        "null: it has no incoming server",
    )
    receiving_kind: str | None = Field(None, description="auth, network, tls, protocol or quota, where one is known")
    receiving_since: datetime | None = None
    receiving_reason: str = ""
    receiving_next_try_at: datetime | None = Field(None, description="null: nothing is to be tried again")
    receiving_proof_at: datetime | None = Field(
        None, description="when it was last shown that new mail would be seen; a poll alone does not show it"
    )
    canary_seen_at: datetime | None = Field(None, description="when the last canary was seen (canary_every_s)")
    canary_seen_folder: str | None = None
    canary_round_trip_s: float | None = Field(None, description="from asking for it to seeing it")
    canary_said: str = Field("", description="what is wrong with the latest canary that anything is known of")
    sending_state: str | None = Field(
        None, description="ok; waiting while its SMTP server refuses sessions; failing; null until it first sent"
    )
    sending_since: datetime | None = None
    sending_reason: str = ""
    sending_next_try_at: datetime | None = None
    oauth_state: str | None = Field(
        None, description="new, ok, refused (log in again) or unavailable (the token server); null by password"
    )
    oauth_reason: str = ""
    oauth_since: datetime | None = None
    oauth_expires_at: datetime | None = Field(None, description="when the access token ends; another follows by itself")
    oauth_login_ends_at: datetime | None = Field(
        None, description="when somebody has to log in again, where it is known"
    )

    @property
    def read_folders(self) -> list[str]:
        """All folders that are read, of received and of sent mail."""
        return [*self.folders, *([self.sent_folder] if self.sent_folder else [])]
