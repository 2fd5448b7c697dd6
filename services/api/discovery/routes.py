"""`/api/email/accounts/presets/` and `/api/email/accounts/discover/`."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException

from services.api.accounts.presets import PRESETS
from services.api.discovery.answer import answer_of
from services.api.discovery.resources import Discovery, DiscoveryRequest, Preset
from services.api.fields import Page
from services.api.ports import PortsOf

router = APIRouter(prefix="/accounts", tags=["accounts"])


@router.get("/presets/")
async def list_presets() -> Page[Preset]:
    """The servers of well-known providers; `custom` has the ports that most others use."""
    return Page(results=[Preset.of(each) for each in PRESETS])


@router.post("/discover/")
async def discover(wanted: DiscoveryRequest, ports: PortsOf) -> Discovery:
    """Find the servers of an address; takes up to 15 seconds, logs in nowhere and stores nothing."""
    address = wanted.email_address
    found = ports.discovery.chosen(wanted.preset) if wanted.preset else await ports.discovery.find(address)
    return answer_of(address, found)


@router.api_route("/presets/", methods=["PATCH", "DELETE"], include_in_schema=False)
@router.api_route("/discover/", methods=["GET", "PATCH", "DELETE"], include_in_schema=False)
async def is_no_account() -> None:
    """Neither word is an account's id, which the routes of accounts would take it for."""
    raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)
