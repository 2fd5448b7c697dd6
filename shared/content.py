"""What a message says, as one value: for accounts that keep their content sealed (decision 69). Pure."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class FileName(BaseModel):
    """How an attachment is called, by people and by the HTML that shows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    position: int
    filename: str
    content_id: str | None


class Content(BaseModel):
    """The texts of a message, the names of its attachments, and what was read out of the texts and of its invitation.

    Each is as in the clear row of another account.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    plain_body: str
    html_body: str
    reply_text: str | None
    quoted_text: str | None
    signature: str | None
    files: tuple[FileName, ...]
    contact: dict[str, Any] | None = None
    calendar: dict[str, Any] | None = None

    def to_bytes(self) -> bytes:
        """The same bytes for the same content."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Self:
        """Raises pydantic.ValidationError for what `to_bytes` did not make."""
        return cls.model_validate_json(plain)
