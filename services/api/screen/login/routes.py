"""`/login` and `/logout`: the only pages that need no session."""

import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.api.caller import Caller
from services.api.screen.forms import Form
from services.api.screen.login.session import COOKIE, SEE_OTHER, end_session, safe_next, set_session
from services.api.screen.login.store import Kind
from services.api.screen.pages import render
from services.api.screen.ports import ScreenPorts, ScreenPortsOf

router = APIRouter()
logger = logging.getLogger(__name__)
REFUSED = "That is not the token. It is the value of EMAIL_API_TOKEN that the api was started with."
USED_LINK = "This link has been used, or is older than ten minutes. `mailweave screen` prints a new one."
OnceText = Annotated[str, Query(max_length=200)]
NextPath = Annotated[str, Query(max_length=2000)]


def _monotonic(ports: ScreenPortsOf) -> float:
    return ports.monotonic()


@router.get("/login")
async def login_page(request: Request, ports: ScreenPortsOf, once: OnceText = "", next: NextPath = "/") -> Response:  # noqa: A002 - the word in the address
    """The form; with `once` the link of `make run` or `mailweave screen`, which logs in one time."""
    if not once:
        return render(request, "login.html", next=safe_next(next), problem="")
    caller = await ports.rest.logins.take(Kind.LINK, once)
    if caller is None:
        logger.warning("screen: a login link was refused, asked by %s", _address(request))
        return render(request, "login.html", HTTPStatus.FORBIDDEN, next="/", problem=USED_LINK)
    # Not a redirect: who came here from another site would be led on without the new cookie, which is strict.
    return await _begun(request, ports, caller, render(request, "welcome.html"))


@router.post("/login")
async def login(
    request: Request, ports: ScreenPortsOf, form: Form, now: Annotated[float, Depends(_monotonic)]
) -> Response:
    """The token becomes a session."""
    address = _address(request)
    onward = safe_next(form.get("next", "/"))
    if wait_s := ports.attempts.wait_s(address, now):
        problem = f"Too many wrong tokens from here. Try again in {wait_s:.0f} seconds."
        page = render(request, "login.html", HTTPStatus.TOO_MANY_REQUESTS, next=onward, problem=problem)
        page.headers["Retry-After"] = f"{wait_s:.0f}"
        return page
    caller = ports.find_caller(form.get("token", "").encode(errors="replace"))
    if caller is None:
        ports.attempts.failed(address, now)
        logger.warning("screen: a login with a wrong token was refused, asked by %s", address)
        return render(request, "login.html", HTTPStatus.FORBIDDEN, next=onward, problem=REFUSED)
    return await _begun(request, ports, caller, RedirectResponse(onward, SEE_OTHER))


@router.post("/logout")
async def logout(request: Request, ports: ScreenPortsOf) -> Response:
    """The session is worth nothing any more, here and in the browser."""
    session = request.cookies.get(COOKIE)
    caller = await ports.rest.logins.take(Kind.SESSION, session) if session else None
    if caller is not None:
        logger.info("screen: %s logged out", caller.name)
    response = RedirectResponse("/login", SEE_OTHER)
    end_session(response)
    return response


async def _begun(request: Request, ports: ScreenPorts, caller: Caller, response: Response) -> Response:
    session = await ports.rest.logins.begin(Kind.SESSION, caller)
    logger.info("screen: %s logged in from %s", caller.name, _address(request))
    set_session(response, session, is_secure=request.url.scheme == "https")
    return response


def _address(request: Request) -> str:
    return request.client.host if request.client else "an unknown address"
