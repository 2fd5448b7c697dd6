"""The session's cookie, and the page's question who looks."""

from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.api.caller import SCOPE_KEY
from services.api.screen.login.store import SESSION_S
from services.api.screen.ports import ScreenPortsOf

COOKIE = "mailweave_session"
LOGIN = "/login"
SEE_OTHER = 303


class LoginNeededError(Exception):
    """Nobody is logged in, or no longer."""


async def logged_in(request: Request, ports: ScreenPortsOf) -> None:
    """A dependency of every page: puts the Caller where `caller_of` finds it, or sends the browser to the login."""
    session = request.cookies.get(COOKIE)
    caller = await ports.rest.logins.caller(session) if session else None
    if caller is None:
        raise LoginNeededError
    request.scope[SCOPE_KEY] = caller


def to_login(request: Request) -> Response:
    """To the login, and back to the page that was asked for; htmx is told to leave the page as a whole."""
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": LOGIN})
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    here = wanted if request.method == "GET" else "/"
    return RedirectResponse(LOGIN if here == "/" else f"{LOGIN}?next={quote(here)}", status_code=SEE_OTHER)


def safe_next(path: str) -> str:
    """Where to go after the login: a page of ours and nothing else."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and path.isprintable() and "\\" not in path else "/"


def set_session(response: Response, session: str, *, is_secure: bool) -> None:
    """The cookie: no script reads it, no other site sends it."""
    response.set_cookie(
        COOKIE, session, max_age=SESSION_S, path="/", httponly=True, samesite="strict", secure=is_secure
    )


def end_session(response: Response) -> None:
    """The browser forgets it."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
