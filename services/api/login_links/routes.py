"""`/api/email/login-links/`."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter

from services.api.caller import CallerOf
from services.api.login_links.resources import LoginLink
from services.api.ports import PortsOf
from services.api.screen.login.store import LINK_S, Kind

router = APIRouter(prefix="/login-links", tags=["screen"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_login_link(ports: PortsOf, caller: CallerOf) -> LoginLink:
    """A link that logs in to the screen once, within ten minutes, with the scopes of this token."""
    secret = await ports.logins.begin(Kind.LINK, caller)
    return LoginLink(url=f"/login?once={secret}", expires_at=ports.now() + timedelta(seconds=LINK_S))
