"""Well-known providers, and what was found out about an address, as REST shows them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.api.accounts import presets
from services.api.accounts.servers import Protocol, Security, Server
from services.api.discovery.found import Outcome, Source
from services.api.fields import Address, Request, Resource


class MailServer(Resource):
    """One server."""

    protocol: Protocol
    host: str = Field(description="empty where only the rest is known")
    port: int
    security: Security = Field(description="tls: from the first byte")
    username: str = Field(description="%EMAILADDRESS%: the address, %EMAILLOCALPART%: what is before its @")

    @classmethod
    def of(cls, server: Server) -> "MailServer":
        return cls(
            protocol=server.protocol,
            host=server.host,
            port=server.port,
            security=server.security,
            username=server.username,
        )


class Preset(Resource):
    """What is filled in for an account at a well-known provider."""

    key: str
    name: str
    hint: str = Field(description="what to know before the password is typed")
    incoming: MailServer
    smtp: MailServer
    max_connections: int | None = Field(description="at the same time, for one account; null: not published")
    daily_download_mb: int | None = Field(description="by IMAP, for one account; null: not published")

    @classmethod
    def of(cls, preset: presets.Preset) -> "Preset":
        return cls(
            key=preset.key,
            name=preset.name,
            hint=preset.hint,
            incoming=MailServer.of(preset.incoming),
            smtp=MailServer.of(preset.smtp),
            max_connections=preset.limits.max_connections,
            daily_download_mb=preset.limits.daily_download_mb,
        )


def _known(key: str) -> str:
    if key not in KEYS:
        raise ValueError(f"must be one of {', '.join(KEYS)}")
    return key


KEYS = [each.key for each in presets.PRESETS]
PresetKey = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": KEYS})]


class DiscoveryRequest(Request):
    """Whose servers are to be found."""

    email_address: Address
    preset: PresetKey | None = Field(None, description="that provider's servers instead of looking for any")


class LookedAt(Resource):
    """One source that was asked."""

    source: Source
    where: str
    outcome: Outcome = Field(description="refused: it said something that is not used; late: not in time")
    detail: str


class Discovery(Resource):
    """What was found; nothing was stored, and no password was part of it."""

    email_address: str
    source: Source | None = Field(None, description="who says so; null: nothing was found")
    where: str = Field("", description="where it says so")
    said: str = Field(description="what was found and by whom, or why nothing was, as a sentence")
    preset: str | None = Field(None, description="the provider, where it is a well-known one")
    hint: str = Field("", description="what to know before the password is typed")
    incoming: MailServer | None = None
    smtp: MailServer | None = None
    fields: dict[str, str | int | bool] = Field({}, description="for POST /api/email/accounts/, as they are")
    warnings: list[str] = Field([])
    needs_confirmation: bool = Field(
        False, description="let a person look at the servers before a password goes there: only DNS names them"
    )
    looked: list[LookedAt] = Field(description="everybody who was asked, in the order of belief")
