"""Sets up the demo through REST: two accounts, two templates, two rules."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from deploy.local.mail_server import MailServer
from services.cli.demo.mail import BILLING, IMAP_ACCOUNT, POP3_ACCOUNT, WELCOME
from services.cli.demo.mailboxes import PASSWORD
from services.cli.rest import CommandError
from services.cli.settings import CliSettings
from shared.waiting import looked_for

LIVE_WITHIN_S = 45.0
LOOK_EACH_S = 0.2
OWN = (IMAP_ACCOUNT, POP3_ACCOUNT)
"""The demo's accounts; there may be a person's beside them."""
THANKS = (
    "Hello {{customer_name}},\n\nthank you for writing to {{account_name}} about “{{subject}}”. We answer within a day."
)
INVOICE = "Hello {{customer_name}},\n\nour accountants look at “{{subject}}” today.\n\n{{account_name}}"


async def configure(settings: CliSettings, server: MailServer) -> None:
    """Creates what is not there yet; returns once both accounts are polled and live."""
    headers = {"Authorization": f"Bearer {settings.api_token.get_secret_value()}"}
    async with httpx.AsyncClient(base_url=f"{settings.api_url}/api/email", headers=headers, timeout=20) as rest:
        existing = {account["email_address"]: account for account in await _own(rest)}
        for account in (
            _account(server, "Customer support", IMAP_ACCOUNT, "imap", server.imaps or server.imap),
            _account(server, "Sales", POP3_ACCOUNT, "pop3", server.pop3),
        ):
            known = existing.get(account["email_address"])
            if known is None:
                await _post(rest, "/accounts/", account)
            elif known["status"] != "active":
                _checked(await rest.patch(f"/accounts/{known['id']}/", json={"status": "active"}))
        if not existing:
            await _rule(rest, 1, WELCOME, "from_contains", "@newcustomer.test", THANKS)
            await _rule(rest, 2, BILLING, "subject_contains", "invoice", INVOICE)
        await _until_live(rest)


async def login_link(settings: CliSettings) -> str:
    """A link that logs in to the screen once."""
    headers = {"Authorization": f"Bearer {settings.api_token.get_secret_value()}"}
    async with httpx.AsyncClient(base_url=f"{settings.api_url}/api/email", headers=headers, timeout=20) as rest:
        return f"{settings.api_url}{(await _post(rest, '/login-links/', {}))['url']}"


def _account(server: MailServer, name: str, address: str, protocol: str, incoming_port: int) -> dict[str, Any]:
    return {
        "name": name,
        "email_address": address,
        "smtp_server": server.host,
        "smtp_port": server.smtp,
        "smtp_use_tls": False,
        "incoming_protocol": protocol,
        "incoming_server": "localhost" if server.ca_file else server.host,  # as its certificate names it
        "incoming_port": incoming_port,
        "incoming_use_ssl": incoming_port == server.imaps,
        "incoming_username": address,
        "incoming_password": PASSWORD,
        "allow_plaintext": True,
        "poll_frequency": 1,
    }


async def _rule(rest: httpx.AsyncClient, priority: int, name: str, condition: str, value: str, text: str) -> None:
    template = {"name": name, "subject": "Re: {{subject}}", "plain_content": text}
    template["variables"] = ["customer_name", "account_name", "subject"]  # type: ignore[assignment]
    template_id = (await _post(rest, "/templates/", template))["id"]
    await _post(
        rest,
        "/rules/",
        {
            "name": name,
            "rule_type": "auto_reply",
            "condition_type": condition,
            "condition_value": value,
            "action_data": {"template_id": template_id},
            "priority": priority,
        },
    )


async def _until_live(rest: httpx.AsyncClient) -> None:
    """A new account's live poll begins at the end of its mailbox: mail delivered before that is history.

    What other accounts there are, broken or switched off, is nobody's concern here. So it is after GreenMail has
    started anew, with mailboxes that have another UIDVALIDITY: hence a poll of today.
    """
    now = datetime.now(UTC)

    async def waiting() -> list[dict[str, Any]]:
        return [each for each in await _own(rest) if not _is_live_since(each, now)]

    late = await looked_for(waiting, lambda found: not found, within_s=LIVE_WITHIN_S, each_s=LOOK_EACH_S)
    if late:
        reasons = "; ".join(f"{a['email_address']}: {a.get('last_error_message') or 'no poll yet'}" for a in late)
        raise CommandError(f"not polled after {LIVE_WITHIN_S:.0f} s: {reasons}")


async def _own(rest: httpx.AsyncClient) -> list[dict[str, Any]]:
    """As REST has them now; a list of all accounts would come in pages."""
    return [account for address in OWN for account in await _get(rest, f"/accounts/?email_address={address}")]


def _is_live_since(account: Mapping[str, Any], moment: datetime) -> bool:
    polled_at = account["last_good_poll_at"]
    return bool(account["is_live"] and polled_at and datetime.fromisoformat(polled_at) > moment)


async def _get(rest: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = _checked(await rest.get(path)).json()
    found: list[dict[str, Any]] = answer["results"] if isinstance(answer, dict) else answer
    return found


async def _post(rest: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    created: dict[str, Any] = _checked(await rest.post(path, json=body)).json()
    return created


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise CommandError(f"REST refused {answer.request.method} {answer.request.url.path}: {answer.text}")
    return answer
