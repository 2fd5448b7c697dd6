"""What a message's HTML shows, hides, loads and links to, for `mailweave parse`; the api finds it when it is read."""

from collections.abc import Iterable
from dataclasses import asdict

from services.parser.domain.message import Attachment, ParsedMessage
from shared.html.clean import safe_html, wanted_pictures
from shared.html.hidden import hidden_in_text
from shared.html.sources import MOST_PICTURE_BYTES, PICTURE_TYPES, picture_address


def shown_html(message: ParsedMessage) -> dict[str, object]:
    """`html`, `html_safe`, `remote_count`, `hidden_text` and `links`, as REST has them."""
    safe = safe_html(message.html_body, _pictures(message.attachments, wanted_pictures(message.html_body)))
    hidden = dict.fromkeys([*safe.hidden_text, *hidden_in_text(message.plain_body)])
    return {
        "html": message.html_body,
        "html_safe": safe.html,
        "remote_count": safe.remote_count,
        "hidden_text": [asdict(each) for each in hidden],
        "links": [{**asdict(each), "names_host": each.names_host or None} for each in safe.links],
    }


def _pictures(attachments: Iterable[Attachment], wanted: frozenset[str]) -> dict[str, str]:
    """`data:` addresses by Content-ID (RFC 2392), of the first pictures up to 2 MB; the others stay out."""
    found: dict[str, str] = {}
    room = MOST_PICTURE_BYTES
    for each in attachments:
        name = (each.content_id or "").strip("<>")
        if name in wanted and name not in found and each.content_type in PICTURE_TYPES and len(each.content) <= room:
            room -= len(each.content)
            found[name] = picture_address(each.content_type, each.content)
    return found
