"""What rules work with: the configuration as it is when a batch is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.ids import AccountId
from shared.rulebook.actions import Action
from shared.rulebook.conditions import Condition
from shared.rulebook.templates import Template


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's current version; without an account it is for all."""

    id: int
    version: int
    account_id: AccountId | None
    name: str
    condition: Condition
    action: Action
    position: int

    def is_for(self, account_id: AccountId) -> bool:
        return self.account_id is None or self.account_id == account_id


@dataclass(frozen=True, slots=True)
class AccountNames:
    """What a template may say about an account, and whether it only observes."""

    name: str
    email_address: str
    only_observes: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Active rules in any order, templates, accounts, and the own addresses of all accounts, casefolded."""

    rules: tuple[Rule, ...] = ()
    templates: Mapping[int, Template] = field(default_factory=dict)
    accounts: Mapping[AccountId, AccountNames] = field(default_factory=dict)
    own_addresses: frozenset[str] = frozenset()

    def only_observes(self, account_id: AccountId) -> bool:
        """Whether nothing may be sent or changed for this account now."""
        account = self.accounts.get(account_id)
        return account is not None and account.only_observes

    def rules_for(self, account_id: AccountId) -> list[Rule]:
        """The rules of an account, lower positions first."""
        mine = (rule for rule in self.rules if rule.is_for(account_id))
        return sorted(mine, key=lambda rule: (rule.position, rule.id))
