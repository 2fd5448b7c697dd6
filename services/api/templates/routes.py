"""`/api/email/templates/`."""

from http import HTTPStatus

from fastapi import APIRouter

from services.api.fields import Limit, Page
from services.api.pages import AfterId, id_page
from services.api.ports import PortsOf
from services.api.templates.resources import NewTemplate, Template

router = APIRouter(prefix="/templates", tags=["templates"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_template(new: NewTemplate, ports: PortsOf) -> Template:
    """Create a template."""
    return await ports.templates.create(new)


@router.get("/")
async def list_templates(ports: PortsOf, cursor: AfterId = 0, limit: Limit = 100) -> Page[Template]:
    """All templates in their current versions."""
    found = await ports.templates.list(after=cursor, limit=limit + 1)
    return id_page("/api/email/templates/", found, limit, lambda template: template.id)
