"""What people call the things that other rows name by number."""

from services.api.accounts.store import ACCOUNTS, AccountFilter
from services.api.lists import whole
from services.api.rules.store import RULES, RuleFilter
from services.api.screen.ports import ScreenPorts
from services.api.templates.store import TEMPLATES

MOST = 500


async def account_names(ports: ScreenPorts) -> dict[int, str]:
    """By id; of removed ones too, whose mail is still shown."""
    found = await ports.rest.accounts.list(AccountFilter(has_deleted=True), whole(ACCOUNTS, MOST))
    return {account.id: account.name for account in found}


async def encrypting_accounts(ports: ScreenPorts) -> dict[int, str]:
    """Those whose texts search does not find, by id."""
    found = await ports.rest.accounts.list(AccountFilter(has_deleted=True), whole(ACCOUNTS, MOST))
    return {account.id: account.name for account in found if account.encrypt_content}


async def rule_names(ports: ScreenPorts) -> dict[int, str]:
    """By id."""
    return {rule.id: rule.name for rule in await ports.rest.rules.list(RuleFilter(), whole(RULES, MOST))}


async def template_names(ports: ScreenPorts) -> dict[int, str]:
    """By id."""
    return {each.id: each.name for each in await ports.rest.templates.list(whole(TEMPLATES, MOST))}
