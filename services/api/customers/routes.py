"""`/api/email/customers/`."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.customers.resources import Customer
from services.api.customers.store import CUSTOMERS, CustomerFilter
from services.api.fields import Line, Page
from services.api.lists import Part, page, part_of
from services.api.ports import PortsOf
from services.api.problems import Problem

router = APIRouter(prefix="/customers", tags=["customers"])


@router.get("/")
async def list_customers(
    ports: PortsOf,
    request: Request,
    part: Annotated[Part, Depends(part_of(CUSTOMERS))],
    address: Annotated[Line | None, Query(description="who has this address")] = None,
    q: Annotated[Line | None, Query(description="what the name or an address contains")] = None,
) -> Page[Customer]:
    """Customers, the newest first."""
    return page(request, part, await ports.customers.list(CustomerFilter(address, q), part))


@router.get("/{customer_id}/")
async def show_customer(customer_id: UUID, ports: PortsOf) -> Customer:
    """One customer with all addresses."""
    customer = await ports.customers.get(customer_id)
    if customer is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no customer {customer_id}: GET /api/email/customers/ lists them")
    return customer
