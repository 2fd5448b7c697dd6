"""`/accounts/…/signature`: what an account's mail ends with, as a document for the sandboxed frame."""

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Response

from services.api.accounts.routes import existing_account
from services.api.fields import RowIdInPath
from services.api.problems import Problem
from services.api.screen.ports import ScreenPortsOf
from services.api.screen.threads.frame import mail_frame

router = APIRouter(prefix="/accounts")


@router.get("/{account_id}/signature")
async def show_signature(account_id: RowIdInPath, ports: ScreenPortsOf) -> Response:
    """Signature and footer, made harmless as a stranger's mail is: whoever has a token may have written them."""
    account = await existing_account(ports.rest, account_id)
    html = "<br>".join(part for part in (account.html_signature, account.html_footer) if part)
    if not html:
        raise Problem(HTTPStatus.NOT_FOUND, f"account {account_id} has neither a signature nor a footer as HTML")
    return await asyncio.to_thread(mail_frame, html)
