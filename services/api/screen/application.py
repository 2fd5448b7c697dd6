"""The screen's application: pages, what stands before them, and errors as pages."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope as AsgiScope

from services.api.caller import Scope, permitted
from services.api.problems import Problem
from services.api.request_count import NotedRoute
from services.api.screen.accounts import finding, imports, signature
from services.api.screen.accounts import routes as accounts
from services.api.screen.dead_letters import routes as dead_letters
from services.api.screen.forms import refuse_other_sites
from services.api.screen.headers import SecureHeaders
from services.api.screen.login import routes as login
from services.api.screen.login.session import LoginNeededError, logged_in, to_login
from services.api.screen.overview import routes as overview
from services.api.screen.pages import STATIC, render
from services.api.screen.ports import ScreenPorts
from services.api.screen.rule_templates import editing as template_editing
from services.api.screen.rule_templates import routes as templates
from services.api.screen.rules import editing as rule_editing
from services.api.screen.rules import routes as rules
from services.api.screen.sends import routes as sends
from services.api.screen.threads import routes as threads
from services.api.security import Asgi, LimitedRequest
from shared.errors import ConfigurationError, MailweaveError, TransientError

PAGES: tuple[tuple[APIRouter, Scope], ...] = (
    (overview.router, Scope.CONFIGURE),
    (finding.router, Scope.CONFIGURE),
    (accounts.router, Scope.CONFIGURE),
    (imports.router, Scope.CONFIGURE),
    (signature.router, Scope.CONFIGURE),
    (threads.router, Scope.CONFIGURE),
    (sends.router, Scope.SEND),
    (rule_editing.router, Scope.CONFIGURE),
    (rules.router, Scope.CONFIGURE),
    (template_editing.router, Scope.CONFIGURE),
    (templates.router, Scope.CONFIGURE),
    (dead_letters.router, Scope.CONFIGURE),
)
"""Every page, and what a caller needs to do more than look at it: as in REST."""
KEPT_S = 31_536_000


class KeptFiles(StaticFiles):
    """Our own files; their addresses change with their content, so browsers keep them."""

    async def get_response(self, path: str, scope: AsgiScope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"public, max-age={KEPT_S}, immutable"
        return response


def make_screen(ports: ScreenPorts, *, max_request_bytes: int) -> Asgi:
    """Every page; only the login and our own static files need no session."""
    screen = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(refuse_other_sites)])
    screen.state.screen = ports
    screen.mount("/static", KeptFiles(directory=STATIC))
    screen.include_router(login.router)
    for router, scope in PAGES:
        screen.include_router(router, dependencies=[Depends(logged_in), Depends(permitted(scope))])
    _register_errors(screen)
    return SecureHeaders(LimitedRequest(NotedRoute(screen), max_request_bytes))


def _register_errors(screen: FastAPI) -> None:
    @screen.exception_handler(LoginNeededError)
    async def _login(request: Request, _: LoginNeededError) -> Response:
        return to_login(request)

    @screen.exception_handler(Problem)
    async def _problem(request: Request, error: Problem) -> Response:
        return _page(request, error.status, error.detail)

    @screen.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        place, said = error.errors()[0]["loc"], error.errors()[0]["msg"]
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, f"{place[-1]}: {said}")

    @screen.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return _page(request, error.status_code, _HINTS.get(error.status_code, str(error.detail)))

    @screen.exception_handler(TransientError)
    @screen.exception_handler(ConfigurationError)
    async def _later(request: Request, error: MailweaveError) -> Response:
        return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    @screen.exception_handler(Exception)
    async def _defect(request: Request, _: Exception) -> Response:
        return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "A defect of Mailweave: the api's log has more.")


_HINTS: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "There is no such page: take one from the menu.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address takes forms only: go back to the page that has the button.",
}


def _page(request: Request, status: int, sentence: str) -> Response:
    return render(request, "problem.html", status, title=HTTPStatus(status).phrase, sentence=sentence)
