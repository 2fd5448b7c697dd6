"""A copy of an account that keeps its content sealed: what is content, and the copy without it (decision 69)."""

from dataclasses import replace

from pydantic_core import to_jsonable_python

from services.parser.domain.event import ParsedCopy
from shared.content import Content, FileName
from shared.events import MessageParsed

NO_TEXTS = {"plain_body": "", "html_body": "", "reply_text": None, "signature": ""}


def content_of(copy: ParsedCopy) -> Content:
    """What the database would keep of it in clear."""
    return Content(
        plain_body=copy.plain_body,
        html_body=copy.html_body,
        reply_text=copy.reply.kept_text,
        quoted_text=copy.reply.quoted or None,
        signature=copy.reply.signature or None,
        files=tuple(
            FileName(position=each.position, filename=each.filename, content_id=each.content_id)
            for each in copy.event.attachments
        ),
        contact=to_jsonable_python(copy.facts.contact),
        calendar=to_jsonable_python(copy.facts.calendar),
    )


def without_content(copy: ParsedCopy) -> ParsedCopy:
    """What may be stored and published in clear: all that the message is, nothing that it says below its header."""
    return replace(
        copy,
        event=_event_without_content(copy.event),
        plain_body="",
        html_body="",
        reply=replace(copy.reply, text="", quoted="", signature="", is_whole=True),
        facts=replace(copy.facts, contact=None, calendar=None),
    )


def _event_without_content(event: MessageParsed) -> MessageParsed:
    nameless = tuple(each.model_copy(update={"filename": "", "content_id": None}) for each in event.attachments)
    return event.model_copy(update={**NO_TEXTS, "attachments": nameless})
