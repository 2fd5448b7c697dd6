"""Downloads: attachments and whole messages."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import StreamingResponse

from services.api.contents.disposition import attachment_disposition, media_type
from services.api.contents.ranges import Unsatisfiable, asked_range
from services.api.contents.store import Content
from services.api.fields import LARGEST_INTEGER
from services.api.ports import PortsOf
from services.api.problems import problem_response

router = APIRouter(prefix="/messages/{message_id}", tags=["messages"])
CHUNK_BYTES = 65_536
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}
"""Bytes of strangers: to be saved, not to be shown, nor guessed at."""
BYTES = {"type": "string", "format": "binary"}
DOWNLOAD: dict[int | str, dict[str, object]] = {
    200: {"description": "the whole of it", "content": {"*/*": {"schema": BYTES}}},
    206: {"description": "the range that was asked for", "content": {"*/*": {"schema": BYTES}}},
}
Range = Annotated[str | None, Header(max_length=100, description="bytes=FIRST-LAST (RFC 9110 §14); one range")]
IfRange = Annotated[str | None, Header(max_length=200, description="ETag: the range only of these bytes, else all")]


@router.get("/attachments/{position}/", responses=DOWNLOAD, response_class=Response)
async def download_attachment(
    message_id: UUID,
    position: Annotated[int, Path(ge=0, le=LARGEST_INTEGER)],
    ports: PortsOf,
    range: Range = None,  # noqa: A002 - the name of the header field
    if_range: IfRange = None,
) -> Response:
    """An attachment, by its `position` in the message, or a range of its bytes."""
    return _download(await ports.contents.attachment(message_id, position), range, if_range)


@router.get("/eml/", responses=DOWNLOAD, response_class=Response)
async def download_message(
    message_id: UUID,
    ports: PortsOf,
    range: Range = None,  # noqa: A002
    if_range: IfRange = None,
) -> Response:
    """The whole message as it was fetched or sent, or a range of its bytes."""
    return _download(await ports.contents.eml(message_id), range, if_range)


def _download(content: Content, range_header: str | None, if_range: str | None) -> Response:
    size = len(content.plain)
    tag = f'"{content.tag}"'
    asked = asked_range(range_header if if_range in (None, tag) else None, size)
    if isinstance(asked, Unsatisfiable):
        return problem_response(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            f"there are {size} bytes: ask for a range within them, or for all without Range",
            headers={"Content-Range": f"bytes */{size}"},
        )
    wanted = range(size) if asked is None else asked
    headers = {
        **HARMLESS,
        "Content-Type": media_type(content.content_type),
        "ETag": tag,
        "Content-Disposition": attachment_disposition(content.filename),
        "Content-Length": str(len(wanted)),
    }
    if asked is not None:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return StreamingResponse(
        _chunks(content.plain, wanted),
        HTTPStatus.OK if asked is None else HTTPStatus.PARTIAL_CONTENT,
        headers,
    )


def _chunks(plain: bytes, wanted: range) -> Iterator[bytes]:
    for begin in range(wanted.start, wanted.stop, CHUNK_BYTES):
        yield plain[begin : min(begin + CHUNK_BYTES, wanted.stop)]
