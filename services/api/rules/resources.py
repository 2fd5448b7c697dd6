"""Rules, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from services.api.fields import NO_TEXT, ONE_LINE, Flag, Line, Name, Request, Resource, RowId, without_defaults
from shared.rulebook.actions import AutoReply, action_defect
from shared.rulebook.condition_form import read_condition, stored_condition
from shared.rulebook.defect import Defect
from shared.rulebook.leaves import LEAVES

Document = dict[str, object]
CONDITION = {"condition", "condition_type", "condition_value"}
TREE = 'a tree: {"all": […]}, {"any": […]}, {"not": …}, and leaves {"type": …, "value": …}'


def _known_condition_type(condition_type: str) -> str:
    if condition_type not in LEAVES:
        raise ValueError(f"{condition_type!r} cannot be asked of a message: there are {', '.join(LEAVES)}")
    return condition_type


def _readable(document: Document) -> Document:
    if isinstance(condition := read_condition(document), Defect):
        raise ValueError(str(condition))  # noqa: TRY004 - pydantic's word for a refused value
    return document


def _known_rule_type(rule_type: str) -> str:
    defect = action_defect(rule_type)
    if defect is not None:
        raise ValueError(defect.reason)
    return rule_type


LEAF_SCHEMA = {
    "type": "object",
    "required": ["type", "value"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": list(LEAVES)},
        "value": {"type": "string", "minLength": 1, "maxLength": 998, **ONE_LINE},
    },
}
TREE_SCHEMA = {
    "description": TREE,
    "anyOf": [
        LEAF_SCHEMA,
        *(
            {
                "type": "object",
                "required": [group],
                "additionalProperties": False,
                "properties": {group: {"type": "array", "minItems": 1, "maxItems": 20, "items": LEAF_SCHEMA}},
            }
            for group in ("all", "any")
        ),
        {"type": "object", "required": ["not"], "additionalProperties": False, "properties": {"not": LEAF_SCHEMA}},
    ],
}
"""A tree as deep as most are; what is read goes ten deep."""
# What `_has_one_condition` says, for callers that read the schema.
ONE_CONDITION: dict[str, Any] = {
    "oneOf": [
        {
            "required": ["condition_type", "condition_value"],
            "properties": {
                "condition_type": {"type": "string"},
                "condition_value": {"type": "string"},
                "condition": {"type": "null"},
            },
        },
        {
            "required": ["condition"],
            "properties": {
                "condition": {"type": "object"},
                "condition_type": {"type": "null"},
                "condition_value": {"type": "null"},
            },
        },
    ]
}


class ActionData(Request):
    """What an auto_reply answers with."""

    template_id: RowId


RuleType = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_known_rule_type),
    Field(json_schema_extra={"enum": [AutoReply.type]}),
]
ConditionType = Annotated[Line, AfterValidator(_known_condition_type), Field(json_schema_extra={"enum": list(LEAVES)})]
ConditionValue = Annotated[Line, StringConstraints(min_length=1)]
Priority = Annotated[int, Field(ge=-1_000_000, le=1_000_000), NO_TEXT]


class ConditionFields(BaseModel):
    """The condition of a rule: either condition_type with condition_value, or a tree of such leaves."""

    condition_type: ConditionType | None = Field(None, description=" | ".join(LEAVES))
    condition_value: ConditionValue | None = Field(None, description="what must be found there, in any letter case")
    condition: Annotated[Document, AfterValidator(_readable), WithJsonSchema(TREE_SCHEMA)] | None = None

    @property
    def stored_condition(self) -> Document:
        """The condition as the database keeps it, in whichever form it was given."""
        leaf: Document = {"type": self.condition_type, "value": self.condition_value}
        condition = read_condition(self.condition or leaf)
        if isinstance(condition, Defect):
            raise TypeError(f"a rule was accepted whose condition cannot be read: {condition}")
        return stored_condition(condition)

    def _refuse_two_conditions(self) -> None:
        simple = [each for each in (self.condition_type, self.condition_value) if each is not None]
        if len(simple) != (2 if self.condition is None else 0):
            raise ValueError("give either condition_type and condition_value, or condition")


class NewRule(ConditionFields, Request):
    """A rule, as it is created: when the condition holds, the action is done."""

    account_id: RowId | None = Field(None, description="null = for every account")
    name: Name
    rule_type: RuleType
    action_data: ActionData
    priority: Priority = Field(100, description="lower first")
    is_active: Flag = True

    model_config = ConfigDict(json_schema_extra=ONE_CONDITION)

    @model_validator(mode="after")
    def _has_one_condition(self) -> Self:
        self._refuse_two_conditions()
        return self


def _schema_of_change(schema: dict[str, Any]) -> None:
    without_defaults(schema)
    schema["dependentRequired"] = {
        "condition_type": ["condition_value"],
        "condition_value": ["condition_type"],
    }
    schema["not"] = {"required": ["condition", "condition_type"]}
    for name in ("condition", "condition_type", "condition_value"):
        field = schema["properties"][name]
        schema["properties"][name] = next(each for each in field["anyOf"] if each.get("type") != "null")


class RuleChange(ConditionFields, Request):
    """What is to be changed of a rule; a field that is absent stays, whatever default stands here."""

    account_id: RowId | None = Field(None, description="null = for every account")
    name: Name = ""
    action_data: ActionData = ActionData(template_id=1)
    priority: Priority = 100
    is_active: Flag = True

    model_config = ConfigDict(json_schema_extra=_schema_of_change)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        if self.model_fields_set & CONDITION:
            self._refuse_two_conditions()
        return self


class Rule(Resource):
    """A rule in its current version."""

    id: int
    version: int
    account_id: int | None
    name: str
    rule_type: str
    condition_type: str | None = Field(description="null where the condition is more than one leaf")
    condition_value: str | None = Field(description="null where the condition is more than one leaf")
    condition: Document
    action_data: Document
    priority: int
    is_active: bool
    created_at: datetime
