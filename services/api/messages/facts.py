"""What is told of a message beside its text, as REST shows it."""

from pydantic import Field

from services.api.fields import Resource


class Mailbox(Resource):
    """A display name and an address."""

    name: str
    address: str


class Fact(Resource):
    """A value and the line that says it."""

    value: str
    line: str


class Phone(Resource):
    """A telephone number of the author."""

    value: str = Field(description="E.164; as written where no country is sure")
    written: str
    kind: str = Field(description="phone, mobile or fax")
    is_e164: bool
    line: str


class Contact(Resource):
    """The author as From and the signature tell; nothing of it is from a quote."""

    name: Fact | None
    emails: list[Fact]
    phones: list[Phone]
    company: Fact | None
    title: Fact | None
    urls: list[Fact]


class Property(Resource):
    """What a method looked at: `smtp.mailfrom=…`."""

    ptype: str
    name: str
    value: str


class MethodResult(Resource):
    """What one method found."""

    method: str = Field(description="spf, dkim, dmarc, arc …")
    result: str = Field(description="pass, fail, softfail, none …")
    reason: str | None
    properties: list[Property]


class AuthenticationResults(Resource):
    """One Authentication-Results (RFC 8601) or Received-SPF field."""

    field: str
    authserv_id: str
    is_trusted: bool = Field(
        description="a server of EMAIL_TRUSTED_AUTHSERV_IDS wrote it; anybody may write the others"
    )
    results: list[MethodResult]


class Attendee(Resource):
    """Who organises a meeting, is asked or answers."""

    name: str
    address: str
    status: str | None = Field(description="needs-action, accepted, declined, tentative …")
    role: str | None


class Invitation(Resource):
    """The event or task in a calendar part (RFC 5545)."""

    method: str | None = Field(description="REQUEST, REPLY, CANCEL …")
    kind: str = Field(description="event, task, journal or free_busy")
    uid: str | None
    summary: str | None
    start: str | None = Field(description="a date, or a time with its offset where that is known")
    end: str | None
    zone: str | None
    organizer: Attendee | None
    attendees: list[Attendee]
    sequence: int
    status: str | None
    recurrence: str | None = Field(description="the RRULE as written")
    recurrence_id: str | None
    location: str | None
    components: int = Field(description="how many events and tasks the part holds")


class Encryption(Resource):
    """How a message is protected."""

    kind: str = Field(description="pgp-mime, pgp-inline, pgp-signed, smime-encrypted, smime-signed, smime-opaque …")
    is_encrypted: bool
    is_signed: bool
    is_verified: bool = Field(description="false: signatures are not verified")
