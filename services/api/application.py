"""The REST application: routes, problems, documentation, and what stands before them."""

from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from services.api.accounts import routes as accounts
from services.api.caller import Scope, permitted
from services.api.contents import routes as contents
from services.api.customers import routes as customers
from services.api.dead_letters import routes as dead_letters
from services.api.decisions import routes as decisions
from services.api.discovery import routes as discovery
from services.api.documented import PROBLEMS
from services.api.imports import routes as imports
from services.api.login_links import routes as login_links
from services.api.messages import routes as messages
from services.api.monitor import routes as monitor
from services.api.ports import Ports
from services.api.problems import register_problems, storable_query
from services.api.request_count import CountedRequests, NotedRoute
from services.api.requests import routes as requests
from services.api.rules import routes as rules
from services.api.security import Asgi, FindCaller, LimitedRequest, Message, Receive, Send, TokenRequired
from services.api.sends import routes as sends
from services.api.templates import routes as templates
from services.api.threads import routes as threads

BASE = "/api/email"
DOCS = f"{BASE}/docs"
OPENAPI = f"{BASE}/openapi.json"
DESCRIPTION = "Mailboxes in, threads, customers and rules, effects once."
ROUTERS: tuple[tuple[APIRouter, Scope], ...] = (
    (sends.router, Scope.SEND),
    (messages.router, Scope.CONFIGURE),
    (contents.router, Scope.CONFIGURE),
    (decisions.router, Scope.CONFIGURE),
    (threads.router, Scope.CONFIGURE),
    (customers.router, Scope.CONFIGURE),
    (discovery.router, Scope.CONFIGURE),  # before accounts: `presets` is no id of one
    (accounts.router, Scope.CONFIGURE),
    (requests.router, Scope.CONFIGURE),
    (imports.router, Scope.CONFIGURE),
    (rules.router, Scope.CONFIGURE),
    (templates.router, Scope.CONFIGURE),
    (dead_letters.router, Scope.CONFIGURE),
    (monitor.router, Scope.CONFIGURE),
    (login_links.router, Scope.READ),
)
"""Every resource, and what a caller needs to do more than look at it."""


def make_application(ports: Ports, *, find_caller: FindCaller, max_request_bytes: int) -> Asgi:
    """Everything under /api/email/; only the documentation needs no token."""
    api: FastAPI = FastAPIOffline(
        title="Mailweave",
        version=version("mailweave"),
        description=DESCRIPTION,
        openapi_url=OPENAPI,
        docs_url=DOCS,
        redoc_url=None,
        static_url=f"{DOCS}/static",
        swagger_ui_oauth2_redirect_url=f"{DOCS}/oauth2-redirect",
        swagger_ui_parameters={"persistAuthorization": True, "tryItOutEnabled": True},
    )
    api.state.ports = ports
    register_problems(api)
    for router, scope in ROUTERS:
        # The bearer scheme stands here for the documentation; TokenRequired is what asks for the token.
        needed = [Depends(HTTPBearer(auto_error=False)), Depends(permitted(scope)), Depends(storable_query)]
        api.include_router(router, prefix=BASE, dependencies=needed, responses=PROBLEMS)
    return TokenRequired(LimitedRequest(NotedRoute(api), max_request_bytes), find_caller, (DOCS, OPENAPI))


def rest_and_screen(rest: Asgi, screen: Asgi) -> Asgi:
    """One server for both, all requests counted: REST has everything under /api, the screen has the rest."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        is_rest = scope["type"] != "http" or scope["path"] == "/api" or scope["path"].startswith("/api/")
        await (rest if is_rest else screen)(scope, receive, send)

    return CountedRequests(application)
