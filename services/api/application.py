"""The REST application: routes, problems, documentation, and what stands before them."""

from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from services.api.accounts import routes as accounts
from services.api.docs_page import docs_page
from services.api.messages import routes as messages
from services.api.monitor import routes as monitor
from services.api.ports import Ports
from services.api.problems import register_problems
from services.api.requests import routes as requests
from services.api.rules import routes as rules
from services.api.security import Asgi, LimitedRequest, TokenRequired
from services.api.sends import routes as sends
from services.api.templates import routes as templates

BASE = "/api/email"
DOCS = f"{BASE}/docs"
OPENAPI = f"{BASE}/openapi.json"
DESCRIPTION = "Mailboxes in, threads, customers and rules, effects once."
ROUTERS = (
    sends.router,
    messages.router,
    accounts.router,
    requests.router,
    rules.router,
    templates.router,
    monitor.router,
)


def make_application(ports: Ports, *, token: SecretStr, max_request_bytes: int) -> Asgi:
    """Everything under /api/email/; only the documentation needs no token."""
    api = FastAPI(
        title="Mailweave",
        version=version("mailweave"),
        description=DESCRIPTION,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
    )
    api.state.ports = ports
    register_problems(api)
    for router in ROUTERS:
        # The bearer scheme stands here for the documentation; TokenRequired is what asks for the token.
        api.include_router(router, prefix=BASE, dependencies=[Depends(HTTPBearer(auto_error=False))])

    @api.get(DOCS, include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(api.openapi()))

    return TokenRequired(LimitedRequest(api, max_request_bytes), token, frozenset({DOCS, OPENAPI}))
