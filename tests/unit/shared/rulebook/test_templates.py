"""What a template says, and what is wrong with it."""

from dataclasses import replace

import pytest

from shared.rulebook.defect import Defect
from shared.rulebook.templates import LONGEST_BODY, Rendered, render
from tests.unit.rules.letters import TEMPLATE

VALUES = {"customer_name": "Ada <b>", "account_name": "Support", "subject": "S"}


@pytest.mark.parametrize(
    ("plain", "html", "expected"),
    [
        pytest.param("Hi {{ customer_name }}", "", Rendered("Thank you", "Hi Ada <b>", ""), id="plain"),
        pytest.param(
            "",
            "<p>Hi {{customer_name}}</p><p>Bye</p>",
            Rendered("Thank you", "Hi Ada <b>\n\nBye", "<p>Hi Ada &lt;b&gt;</p><p>Bye</p>"),
            id="HTML is escaped, its text derived",
        ),
        pytest.param("{{ subject|lower }}", "", Rendered("Thank you", "s", ""), id="a filter"),
        pytest.param(
            "{% if subject == 'S' %}yes{% else %}no{% endif %}", "", Rendered("Thank you", "yes", ""), id="a condition"
        ),
    ],
)
def test_render(plain: str, html: str, expected: Rendered) -> None:
    assert render(replace(TEMPLATE, plain_content=plain, html_content=html), VALUES) == expected


OFFER = "it has account_name, customer_name, subject"
ONLY = "line 1: only variables, filters and conditions may be used, not "


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        pytest.param("{{ phone }}", f"it uses {{{{phone}}}}, which no auto-reply has ({OFFER})", id="unknown variable"),
        pytest.param("{{ subject", "line 1: unexpected end of template, expected 'end of print statement'.", id="open"),
        pytest.param("", "it has no content", id="empty"),
        pytest.param("{% for a in subject %}x{% endfor %}", ONLY + "for", id="a loop"),
        pytest.param("{{ 'a' * 1000000000 }}", ONLY + "mul", id="a computation"),
        pytest.param("{{ subject.__class__.mro() }}", ONLY + "call", id="an escape"),
        pytest.param("{% set a = subject ~ subject %}{{ a }}", ONLY + "assign", id="an assignment"),
        pytest.param(
            "{{ subject|center(1000000000) }}", "line 1: No filter named 'center'.", id="a filter that makes text"
        ),
        pytest.param(
            "{% if subject > 1 %}x{% endif %}", "'>' not supported between instances of 'str' and 'int'", id="types"
        ),
        pytest.param("x" * (LONGEST_BODY + 1), f"its text is longer than {LONGEST_BODY} characters", id="too long"),
    ],
)
def test_a_defective_template_says_what_to_correct(plain: str, reason: str) -> None:
    assert render(replace(TEMPLATE, plain_content=plain), VALUES) == Defect(reason)


def test_a_declared_variable_must_exist() -> None:
    template = replace(TEMPLATE, variables=("customer_name", "order"))
    assert render(template, VALUES) == Defect(f"`variables` names order, which no auto-reply has ({OFFER})")
