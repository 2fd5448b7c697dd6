"""Pictures that came with a message, for its HTML: where it is shown nothing may be asked for, not even here."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from services.api.contents.store import ContentStore
from services.api.messages.resources import Attachment
from services.api.problems import Problem
from shared.html.clean import wanted_pictures
from shared.html.sources import MOST_PICTURE_BYTES, PICTURE_TYPES, picture_address


async def pictures_of(
    html: str, attachments: list[Attachment], message_id: UUID, contents: ContentStore
) -> Mapping[str, str]:
    """`data:` addresses by Content-ID (RFC 2392), of the first pictures up to 2 MB; the others stay out."""
    wanted = await asyncio.to_thread(wanted_pictures, html)
    found: dict[str, str] = {}
    room = MOST_PICTURE_BYTES
    for each in attachments if wanted else ():
        name = (each.content_id or "").strip("<>")
        if name in wanted and name not in found and _is_picture(each) and each.size_bytes <= room:
            room -= each.size_bytes
            found[name] = await _data(each, message_id, contents)
    return found


def _is_picture(attachment: Attachment) -> bool:
    return attachment.is_stored and attachment.content_type.lower() in PICTURE_TYPES


async def _data(attachment: Attachment, message_id: UUID, contents: ContentStore) -> str:
    try:
        content = await contents.attachment(message_id, attachment.position)
    except Problem:  # it is gone: the picture stays out, the text is shown
        return ""
    return picture_address(attachment.content_type.lower(), content.plain)
