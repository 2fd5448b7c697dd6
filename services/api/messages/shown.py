"""A message with its HTML made harmless. Done when it is read: most mail is read once or never."""

import asyncio

from services.api.contents.store import ContentStore
from services.api.messages.pictures import pictures_of
from services.api.messages.resources import HiddenText, Link, Message, ShownMessage
from shared.html.clean import SafeHtml, safe_html
from shared.html.hidden import hidden_in_text


async def shown(message: Message, contents: ContentStore) -> ShownMessage:
    """The message as it may be shown."""
    pictures = await pictures_of(message.html_body, message.attachments, message.id, contents)
    safe = await asyncio.to_thread(safe_html, message.html_body, pictures)
    return ShownMessage(
        **dict(message),
        html_safe=safe.html,
        remote_count=safe.remote_count,
        hidden_text=hidden_texts(message, safe),
        links=[
            Link(text=each.text, href=each.href, host=each.host, names_host=each.names_host or None)
            for each in safe.links
        ],
    )


def hidden_texts(message: Message, safe: SafeHtml) -> list[HiddenText]:
    """Of the HTML and of the plain text, each once."""
    found = dict.fromkeys([*safe.hidden_text, *hidden_in_text(message.plain_body)])
    return [HiddenText(text=each.text, how=each.how, kind=each.kind) for each in found]
