"""The form of a rule: as it was typed, as it is stored, and as REST is asked for it. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.api.rules.resources import Rule
from services.api.screen.forms import number
from services.api.screen.rules.conditions import MOST_ROWS, Joined, Row, Rows, document_of, rows_of
from shared.rulebook.actions import AutoReply
from shared.rulebook.defect import Defect

ROW_NAME = re.compile(r"kind-(\d{1,3})")
PLACE_OF_ROW = re.compile(r"(?:(?:all|any)\[(\d+)\])?[\w.]*: ")
NAMES = ("name", "account_id", "priority", "condition", "written", "template_id")
MISSING = {"name": "give it a name", "template_id": "choose the template that it answers with"}
EMPTY_ROW = "write what to look for, or remove this row"


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What stands in the form; `written` is the condition as JSON, None while it is rows."""

    name: str = ""
    account_id: str = ""
    priority: str = "100"
    template_id: str = ""
    is_active: bool = True
    joined: Joined = "all"
    rows: tuple[Row, ...] = (Row(),)
    written: str | None = None


def typed(form: Mapping[str, str]) -> RuleForm:
    """What a browser sent."""
    numbers = sorted(int(found[1]) for name in form if (found := ROW_NAME.fullmatch(name)))[:MOST_ROWS]
    rows = tuple(Row(form[f"kind-{each}"], form.get(f"value-{each}", "")) for each in numbers if f"kind-{each}" in form)
    return RuleForm(
        name=form.get("name", ""),
        account_id=form.get("account_id", ""),
        priority=form.get("priority", ""),
        template_id=form.get("template_id", ""),
        is_active=form.get("is_active") == "on",
        joined="any" if form.get("joined") == "any" else "all",
        rows=rows or (Row(),),
        written=form.get("written"),
    )


def shown(rule: Rule) -> RuleForm:
    """A stored rule; its condition as JSON where rows cannot say it."""
    rows = rows_of(rule.condition)
    plain = RuleForm(
        name=rule.name.strip(),
        account_id=str(rule.account_id or ""),
        priority=str(rule.priority),
        template_id=str(rule.action_data.get("template_id") or ""),
        is_active=rule.is_active,
    )
    if rows is None:
        return replace(plain, written=_json(rule.condition))
    return replace(plain, joined=rows.joined, rows=rows.rows)


def pressed(form: RuleForm, button: str) -> RuleForm | Defect | None:
    """The form after one of its small buttons; None for "Save", a Defect where it cannot be done."""
    if button == "add-row":
        return replace(form, rows=(*form.rows, Row()))
    if button.startswith("remove-row-"):
        left = tuple(row for place, row in enumerate(form.rows) if button != f"remove-row-{place}")
        return replace(form, rows=left or (Row(),))
    if button == "as-json":
        return replace(form, written=_json(document_of(Rows(form.joined, form.rows))))
    if button == "as-rows":
        return _as_rows(form)
    return None


def condition_of(form: RuleForm) -> dict[str, object] | Defect:
    """The condition as REST takes it; only whether a written one is an object of JSON is looked at here."""
    if form.written is None:
        return document_of(Rows(form.joined, form.rows))
    try:
        found = json.loads(form.written)
    except RecursionError:
        return Defect("it is nested too deeply")
    except ValueError as error:
        return Defect(f"this is not JSON: {error}")
    return found if isinstance(found, dict) else Defect('write an object, as in {"all": […]}')


def new_document(form: RuleForm, condition: Mapping[str, object]) -> dict[str, object]:
    """A new rule, as REST takes it; what was left empty is left out."""
    fields = {"name": form.name, "priority": number(form.priority), "account_id": number(form.account_id)}
    action: dict[str, object] = {"template_id": number(form.template_id)} if form.template_id else {}
    return {
        **{name: value for name, value in fields.items() if value != ""},
        "rule_type": AutoReply.type,
        "condition": dict(condition),
        "action_data": action,
        "is_active": form.is_active,
    }


def change_document(form: RuleForm, condition: Mapping[str, object], rule: Rule) -> dict[str, object]:
    """What the form would change of the stored rule; empty when nothing."""
    stored = shown(rule)
    change: dict[str, object] = {}
    if form.name != stored.name:
        change["name"] = form.name
    if form.account_id != stored.account_id:
        change["account_id"] = number(form.account_id) if form.account_id else None
    if form.priority != stored.priority:
        change["priority"] = number(form.priority)
    if form.is_active != stored.is_active:
        change["is_active"] = form.is_active
    if form.template_id != stored.template_id and rule.rule_type == AutoReply.type:
        change["action_data"] = {"template_id": number(form.template_id)} if form.template_id else {}
    if condition != rule.condition and condition != condition_of(stored):
        change["condition"] = dict(condition)
    return change


def errors_of(form: RuleForm, refused: Sequence[tuple[str, str]]) -> dict[str, str]:
    """REST's sentences by the form's fields: `row-1` for the second row, empty for what concerns no field."""
    errors: dict[str, str] = {}
    for place, sentence in refused:
        name, said = _placed(form, place, sentence)
        errors.setdefault(name if name in NAMES or name.startswith("row-") else "", said)
    if form.written is None and any(name.startswith("row-") for name in errors):
        errors |= {f"row-{place}": EMPTY_ROW for place, row in enumerate(form.rows) if not row.value}
    rows = [f"row-{place}" for place in range(len(form.rows))]
    return {name: errors[name] for name in ("", *NAMES[:3], *rows, *NAMES[3:]) if name in errors}


def _placed(form: RuleForm, place: str, sentence: str) -> tuple[str, str]:
    name = "template_id" if place.startswith("action_data") else place.partition(".")[0]
    if name == "condition":
        return _of_row(sentence) if form.written is None else ("written", sentence)
    return name, MISSING[name] if name in MISSING and not getattr(form, name) else sentence


def _of_row(sentence: str) -> tuple[str, str]:
    found = PLACE_OF_ROW.match(sentence)
    return (f"row-{found[1] or 0}", sentence[found.end() :]) if found else ("condition", sentence)


def _as_rows(form: RuleForm) -> RuleForm | Defect:
    document = condition_of(form)
    if isinstance(document, Defect):
        return document
    rows = rows_of(document)
    if rows is None:
        return Defect("rows cannot say this: they hold no groups in groups, and no blanks around a value")
    return replace(form, joined=rows.joined, rows=rows.rows, written=None)


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
