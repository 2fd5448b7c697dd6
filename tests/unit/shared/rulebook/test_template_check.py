"""What passes when it is saved never fails when it is rendered, but for what depends on the message."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rulebook.actions import AutoReply
from shared.rulebook.defect import Defect
from shared.rulebook.template_check import template_defect
from shared.rulebook.templates import LONGEST_BODY, Rendered, Template, render

TEMPLATE = Template("Thanks", "Thank you", "", "Hello {{ customer_name }}", AutoReply.variables)
OFFERED = AutoReply.variables
ONLY = "only variables, filters and conditions may be used, not"
DEPENDS_ON_THE_MESSAGE = {"it has no content", f"its text is longer than {LONGEST_BODY} characters"}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("a\n{% for a in subject %}x{% endfor %}", f"line 2: {ONLY} for", id="a loop"),
        pytest.param(
            "{{ subject|center(9) }}",
            "line 1: there is no filter center: there are capitalize, default, e, escape, lower, title, trim, upper",
            id="an unknown filter",
        ),
        pytest.param(
            "\n\n{% if subject %}{{ subject|nosuch }}{% endif %}",
            "line 3: there is no filter nosuch: there are capitalize, default, e, escape, lower, title, trim, upper",
            id="one that is seldom reached",
        ),
        pytest.param("\n{{ phone }}", "line 2: uses {{phone}}, which `variables` does not name", id="undeclared"),
        pytest.param("{{ range }}", "line 1: uses {{range}}, which `variables` does not name", id="a function"),
        pytest.param("{{ subject", "line 1: unexpected end of template, expected 'end of print statement'.", id="open"),
        pytest.param("{{ subject.__class__ }}", f"line 1: {ONLY} getattr", id="an escape"),
        pytest.param("{% if subject > 1 %}x{% endif %}", "line 1: 1 is no text: put it into quotes", id="a number"),
        pytest.param("{% if (subject == 'a') > 'b' %}x{% endif %}", "line 1: only texts can be compared", id="a truth"),
        pytest.param("{{ 'x' if subject == 'S' }}", "line 1: an inline `if` needs an `else`", id="nothing else"),
        pytest.param("{{ subject|upper('x') }}", "line 1: the filter upper has too many arguments", id="arguments"),
        pytest.param(
            "{% if subject is divisibleby 3 %}x{% endif %}",
            "line 1: there is no test divisibleby: there are "
            "defined, undefined, none, string, lower, upper, eq, equalto, ne",
            id="a test",
        ),
        pytest.param(
            "{{ subject|default('none')|trim }}{% if 'a' in subject and not subject == 'b' %}!{% endif %}",
            "",
            id="what may be used",
        ),
    ],
)
def test_a_text_is_refused_with_its_line(text: str, refusal: str) -> None:
    defect = template_defect(replace(TEMPLATE, plain_content=text), OFFERED)
    assert (str(defect) if defect else "") == (f"plain_content: {refusal}" if refusal else "")


def test_a_variable_that_no_action_fills_in_is_refused() -> None:
    defect = template_defect(replace(TEMPLATE, variables=(*OFFERED, "order")), OFFERED)
    assert str(defect) == f"variables: no action fills in order: there are {', '.join(OFFERED)}"


def test_a_template_needs_a_text() -> None:
    assert (
        str(template_defect(replace(TEMPLATE, plain_content=""), OFFERED)) == "give html_content, plain_content or both"
    )


FILTERED = st.sampled_from(["upper", "trim", "default('x')", "title", "upper(1)", "length", "escape"])
TESTED = st.sampled_from(["lower", "defined", "none", "eq('a')", "divisibleby(2)", "number"])
NAMES = st.sampled_from(OFFERED)
TEXTS = st.recursive(
    NAMES | st.sampled_from(["'a'", "''", "1", "true", "none"]),
    lambda inner: st.one_of(
        st.tuples(inner, FILTERED).map("|".join),
        st.tuples(inner, st.sampled_from(["==", ">", "in", "<="]), inner).map(lambda found: f"({' '.join(found)})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda found: f"({' '.join(found)})"),
        st.tuples(inner, inner, inner).map(lambda found: "({} if {} else {})".format(*found)),
        st.tuples(inner, inner).map(lambda found: "({} if {})".format(*found)),
        st.tuples(inner, TESTED).map(" is ".join),
        inner.map(lambda found: f"(not {found})"),
    ),
    max_leaves=5,
)
PIECES = st.one_of(
    st.sampled_from(["Hello ", "\n", "<b>"]),
    TEXTS.map(lambda text: f"{{{{ {text} }}}}"),
    st.tuples(TEXTS, TEXTS).map(lambda found: "{{% if {} %}}{{{{ {} }}}}{{% else %}}-{{% endif %}}".format(*found)),
)
VALUES = st.fixed_dictionaries({name: st.text(max_size=5) for name in OFFERED})


@given(st.lists(PIECES, max_size=4).map("".join), st.booleans(), VALUES)
def test_what_is_accepted_can_be_rendered(text: str, is_html: bool, values: dict[str, str]) -> None:
    template = replace(TEMPLATE, html_content=text if is_html else "", plain_content="" if is_html else text)
    if template_defect(template, OFFERED) is None:
        made = render(template, values)
        assert isinstance(made, Rendered) or made.reason in DEPENDS_ON_THE_MESSAGE


@given(st.text(alphabet="{}%'|() \nabcsubject.=<>notif", max_size=40))
def test_checking_is_total(text: str) -> None:
    assert isinstance(template_defect(replace(TEMPLATE, plain_content=text), OFFERED), Defect | None)
