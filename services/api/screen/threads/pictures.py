"""Pictures that came with a message, put into its HTML: the frame may ask for nothing, not even here."""

import base64
import re
from html import unescape
from urllib.parse import unquote
from uuid import UUID

from services.api.messages.resources import Attachment, Message
from services.api.ports import Ports
from services.api.problems import Problem

CID = re.compile(r"""(?<=["'\s=(])cid:([^"'\s>)]{1,998})""", re.IGNORECASE)
KINDS = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp", "image/bmp"})
MOST_BYTES = 2_000_000


async def with_pictures(message: Message, ports: Ports) -> str:
    """Its HTML with `cid:` (RFC 2392) as `data:`, the first pictures up to 2 MB; the others stay out."""
    html = message.html_body
    wanted = {_content_id(found) for found in CID.findall(html)}
    if not wanted:
        return html
    pictures: dict[str, str] = {}
    room = MOST_BYTES
    for each in message.attachments:
        name = (each.content_id or "").strip("<>")
        if name in wanted and name not in pictures and _is_picture(each) and each.size_bytes <= room:
            room -= each.size_bytes
            pictures[name] = await _data(each, message.id, ports)
    return CID.sub(lambda found: pictures.get(_content_id(found[1]), found[0]), html)


def _content_id(text: str) -> str:
    return unquote(unescape(text))


def _is_picture(attachment: Attachment) -> bool:
    return attachment.is_stored and attachment.content_type.lower() in KINDS


async def _data(attachment: Attachment, message_id: UUID, ports: Ports) -> str:
    try:
        content = await ports.contents.attachment(message_id, attachment.position)
    except Problem:  # it is gone: the picture stays out, the text is shown
        return ""
    return f"data:{attachment.content_type.lower()};base64,{base64.b64encode(content.plain).decode()}"
