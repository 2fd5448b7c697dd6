"""Forms: what a browser posts, and whether it was a page of ours that made it post."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, Request

from services.api.problems import Problem

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
SAFE = frozenset({"GET", "HEAD"})
OURS = frozenset({"same-origin", "none"})


def refuse_other_sites(request: Request) -> None:
    """Raises a Problem where another site made the browser ask for a change.

    Every browser since 2023 says by Sec-Fetch-Site who asks; where it does not (plain HTTP to another machine), Origin
    must be this host. Who sends neither is no browser, and so has no cookie that somebody else could use.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    is_ours = site in OURS if site else not origin or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours:
        raise Problem(HTTPStatus.FORBIDDEN, "this form was sent by another site: open the page here and send it again")


async def read_form(request: Request) -> dict[str, str]:
    """The fields that were filled in, without blanks around them; of a name that comes twice the last one."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send the form as {MEDIA_TYPE}, as browsers do")
    try:
        text = (await request.body()).decode()
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, "the form cannot be read: send it as UTF-8") from None
    return {name: value.strip() for name, value in fields}


Form = Annotated[dict[str, str], Depends(read_form)]
