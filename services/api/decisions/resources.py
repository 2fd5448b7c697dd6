"""What the rules made of a message, in a person's words."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import Resource

Outcome = Literal["fired", "withheld", "not_matched", "inactive", "unknown"]


class ConditionPart(Resource):
    """One thing that a rule asks of a message."""

    condition: str
    holds: bool = Field(description="whether it holds of this message")


class RuleDecision(Resource):
    """What one rule came to."""

    rule_id: int
    rule_version: int = Field(description="as it was when it decided")
    name: str
    outcome: Outcome
    reason: str = Field(description="why, as a sentence")
    condition: str
    parts: list[ConditionPart] = Field(description="each leaf of the condition")
    action: str | None = Field(None, description="what was asked for or withheld")
    send_id: UUID | None = Field(None, description="GET /api/email/sends/… tells what became of it")
    send_state: str | None = None


class Decisions(Resource):
    """What all rules came to about one message."""

    message_id: UUID = Field(description="`id` of the message")
    is_ruled: bool = Field(description="false until the rules have seen it")
    rules: list[RuleDecision] = Field(description="those for its account as they were then, in their order")
