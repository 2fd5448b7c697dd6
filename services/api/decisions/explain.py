"""Why a rule did what it did, from what was stored of its run. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from services.api.decisions.resources import ConditionPart, Outcome, RuleDecision
from shared.events import MessageEvent
from shared.rulebook.condition_form import read_stored_condition
from shared.rulebook.conditions import AllOf, AnyOf, Condition, Leaf, Not, described, matches
from shared.rulebook.defect import Defect


@dataclass(frozen=True, slots=True)
class RuleThen:
    """A rule as it was when a message was ruled."""

    rule_id: int
    version: int
    name: str
    condition: Mapping[str, object]
    is_active: bool
    priority: int


@dataclass(frozen=True, slots=True)
class Run:
    """What is stored of a message's rule run."""

    matches: Sequence[Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]]


def explained(
    run: Run, rules: Sequence[RuleThen], message: MessageEvent, send_states: Mapping[UUID, str]
) -> list[RuleDecision]:
    """One line a rule: those that matched as they decided, then why each other one did not."""
    then = {rule.rule_id: rule for rule in rules}
    matched = [_matched(match, run, then.get(match["rule_id"]), message, send_states) for match in run.matches]
    silent = [rule for rule in rules if rule.rule_id not in {each.rule_id for each in matched}]
    return matched + [_silent(rule, message) for rule in sorted(silent, key=lambda rule: (rule.priority, rule.rule_id))]


def _matched(
    match: Mapping[str, Any],
    run: Run,
    rule: RuleThen | None,
    message: MessageEvent,
    send_states: Mapping[UUID, str],
) -> RuleDecision:
    decision = next((each for each in run.decisions if each["rule_id"] == match["rule_id"]), {})
    withheld = str(decision.get("withheld") or "")
    send_id = UUID(str(decision["send_id"])) if decision.get("send_id") else None
    is_same = rule is not None and rule.version == match["rule_version"]
    return RuleDecision(
        rule_id=match["rule_id"],
        rule_version=match["rule_version"],
        name=match["name"],
        outcome="withheld" if withheld else "fired",
        reason=f"it matched; withheld because {withheld}" if withheld else "it matched, and its action was asked for",
        condition=match["condition"],
        parts=_parts(rule, message) if rule is not None and is_same else [],
        action=decision.get("action"),
        send_id=send_id,
        send_state=send_states.get(send_id) if send_id else None,
    )


def _silent(rule: RuleThen, message: MessageEvent) -> RuleDecision:
    condition = read_stored_condition(rule.condition)
    outcome, reason = _why_silent(rule, condition, message)
    return RuleDecision(
        rule_id=rule.rule_id,
        rule_version=rule.version,
        name=rule.name,
        outcome=outcome,
        reason=reason,
        condition="" if isinstance(condition, Defect) else described(condition),
        parts=_parts(rule, message),
    )


def _why_silent(rule: RuleThen, condition: Condition | Defect, message: MessageEvent) -> tuple[Outcome, str]:
    if not rule.is_active:
        return "inactive", "it was switched off"
    if isinstance(condition, Defect):
        return "unknown", f"its condition {condition}"
    if matches(condition, message):
        return "unknown", "it would match, but was not there yet when the message was ruled"
    wrong = ", ".join(_contrary(part) for part in _asked(condition) if not matches(part, message))
    return "not_matched", f"its condition does not hold: {wrong}"


def _parts(rule: RuleThen | None, message: MessageEvent) -> list[ConditionPart]:
    condition = read_stored_condition(rule.condition) if rule else Defect("")
    if isinstance(condition, Defect):
        return []
    return [ConditionPart(condition=described(part), holds=matches(part, message)) for part in _asked(condition)]


def _asked(condition: Condition) -> Iterator[Leaf | Not]:
    """What is asked of a message, each with its "not"."""
    match condition:
        case Leaf() | Not():
            yield condition
        case AllOf() | AnyOf():
            for part in condition.parts:
                yield from _asked(part)
        case _:
            assert_never(condition)


def _contrary(part: Leaf | Not) -> str:
    return described(part.part) if isinstance(part, Not) else f"not {described(part)}"
