"""Pages are made here: one Jinja environment in which everything is escaped and an unknown name is an error."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.api.caller import SCOPE_KEY, Caller
from services.api.screen import report_words, words
from services.api.screen.crossing import Difference

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
SECTIONS: tuple[tuple[str, str], ...] = (
    ("/", "Overview"),
    ("/accounts", "Accounts"),
    ("/threads", "Threads"),
    ("/sends", "Sends"),
    ("/rules", "Rules"),
    ("/dead-letters", "Dead letters"),
)


@cache
def static_url(name: str) -> str:
    """The address of a file of ours; another content is another address, so that browsers may keep it."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=static_url, sections=SECTIONS, words=words, report_words=report_words)
    environment.filters.update(size=words.size, instant=words.instant)
    return environment


ENVIRONMENT = _environment()


def render(request: Request, template: str, status: int = HTTPStatus.OK, /, **values: object) -> HTMLResponse:
    """The page made of this template; `now`, `path` and `caller` are there for every one."""
    caller: Caller | None = request.scope.get(SCOPE_KEY)
    now = request.app.state.screen.rest.now()
    text = ENVIRONMENT.get_template(template).render(now=now, path=request.url.path, caller=caller, **values)
    return HTMLResponse(text, status_code=status)


def render_form(
    request: Request,
    template: str,
    errors: Mapping[str, str],
    crossed: Sequence[Difference] | None = None,
    /,
    **values: object,
) -> HTMLResponse:
    """The page of a form: refused for these errors, or since somebody else has saved meanwhile (then `crossed`)."""
    status = HTTPStatus.OK
    if crossed is not None:
        status = HTTPStatus.PRECONDITION_FAILED
    elif errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, status, errors=errors, crossed=crossed, **values)
