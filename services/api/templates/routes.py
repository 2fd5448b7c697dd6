"""`/api/email/templates/`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.api.fields import LARGEST_INTEGER, Line, Page, RowIdInPath
from services.api.lists import Part, page, part_of
from services.api.ports import PortsOf
from services.api.preconditions import ExpectedOf, tag
from services.api.templates.resources import NewTemplate, Template, TemplateChange
from services.api.templates.store import TEMPLATES, VERSIONS

router = APIRouter(prefix="/templates", tags=["templates"])


@router.post("/", status_code=HTTPStatus.CREATED)
async def create_template(new: NewTemplate, ports: PortsOf, response: Response) -> Template:
    """Create a template."""
    template = await ports.templates.create(new)
    response.headers["Location"] = f"/api/email/templates/{template.id}/"
    tag(response, template.version)
    return template


@router.get("/")
async def list_templates(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(TEMPLATES))],
    account_id: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER, description="those that it may use")] = None,
    template_type: Line | None = None,
) -> Page[Template]:
    """All templates in their current versions."""
    found = await ports.templates.list(part, account_id=account_id, template_type=template_type)
    return page(request, part, found)


@router.get("/{template_id}/")
async def show_template(template_id: RowIdInPath, ports: PortsOf, response: Response) -> Template:
    """One template in its current version."""
    template = await ports.templates.get(template_id)
    tag(response, template.version)
    return template


@router.get("/{template_id}/versions/")
async def list_template_versions(
    template_id: RowIdInPath, ports: PortsOf, request: Request, part: Annotated[Part, Depends(part_of(VERSIONS))]
) -> Page[Template]:
    """Every version that a template had, the latest first; those of a removed template too."""
    return page(request, part, await ports.templates.versions(template_id, part))


@router.patch("/{template_id}/")
async def change_template(
    template_id: RowIdInPath, change: TemplateChange, ports: PortsOf, expected: ExpectedOf, response: Response
) -> Template:
    """Make a new version, with which rules answer from now on; what is absent stays."""
    template = await ports.templates.change(template_id, change, expected)
    tag(response, template.version)
    return template


@router.delete("/{template_id}/", status_code=HTTPStatus.NO_CONTENT)
async def remove_template(template_id: RowIdInPath, ports: PortsOf, expected: ExpectedOf) -> None:
    """Remove a template that no rule answers with; what was answered with it is kept."""
    await ports.templates.remove(template_id, expected)
