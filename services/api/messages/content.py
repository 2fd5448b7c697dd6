"""What a message says, wherever it is kept: in its row in clear, or sealed beside it. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from services.api.messages.resources import Attachment
from shared.content import Content

CUT_BYTES = 1024 * 1024 - 3
"""The parser keeps 1 MiB of a body, cut between two characters of up to 4 bytes."""
State = Literal["clear", "sealed", "gone"]


def content_fields(row: Mapping[str, Any], content: Content | None) -> dict[str, object]:
    """The texts; `content` is what a sealed row was opened to, None where nobody can open it any more."""
    if row["sealed_content"] is None:
        return _texts(row, row["reply_text"], row["quoted_text"], row["signature"], "clear")
    if content is None:
        return _texts({"plain_body": "", "html_body": ""}, None, None, None, "gone")
    bodies = {"plain_body": content.plain_body, "html_body": content.html_body}
    texts = _texts(bodies, content.reply_text, content.quoted_text, content.signature, "sealed")
    return {**texts, "contact": content.contact, "calendar": content.calendar}


def named(attachments: list[Attachment], content: Content | None) -> list[Attachment]:
    """Each with its name, where that is sealed."""
    names = {each.position: each for each in content.files} if content else {}
    return [
        each.model_copy(update={"filename": name.filename, "content_id": name.content_id})
        if (name := names.get(each.position))
        else each
        for each in attachments
    ]


def _texts(
    bodies: Mapping[str, str], reply_text: str | None, quoted: str | None, signature: str | None, state: State
) -> dict[str, object]:
    plain, html = bodies["plain_body"], bodies["html_body"]
    longest = max(len(plain.encode()), len(html.encode()))
    return {
        "plain_body": plain,
        "html_body": html,
        "reply_text": plain if reply_text is None else reply_text,
        "quoted_text": quoted or "",
        "signature": signature or "",
        "is_body_complete": longest < CUT_BYTES,
        "content_state": state,
    }
