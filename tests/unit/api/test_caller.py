"""Who asks and what they may do reaches every route."""

import re
from http import HTTPStatus
from typing import cast

import httpx
import pytest
from fastapi.routing import APIRoute

from services.api.application import BASE, ROUTERS, make_application
from services.api.caller import Caller, Scope
from services.api.ports import Ports
from services.api.security import Asgi

ROUTES = [
    (method, f"{BASE}{route.path}", Scope.READ if method == "GET" else scope)
    for router, scope in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
UUID = "00000000-0000-0000-0000-000000000001"


def application(*scopes: Scope) -> Asgi:
    caller = Caller("the tester", frozenset(scopes))
    return make_application(cast("Ports", None), find_caller=lambda _: caller, max_request_bytes=1000)


async def ask(app: Asgi, method: str, path: str) -> httpx.Response:
    for name in ("account_id", "rule_id", "template_id", "position"):
        path = path.replace(f"{{{name}}}", "1")
    path = re.sub(r"\{\w+\}", UUID, path)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": "Bearer any"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        return await client.request(method, path)


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
async def test_a_route_is_closed_to_who_lacks_its_scope(method: str, path: str, scope: Scope) -> None:
    lacking = await ask(application(*(set(Scope) - {scope})), method, path)
    assert lacking.status_code == HTTPStatus.FORBIDDEN
    assert lacking.json()["detail"] == f"the tester lacks the scope `{scope}`: use a token that has it"
    assert (await ask(application(scope), method, path)).status_code != HTTPStatus.FORBIDDEN
