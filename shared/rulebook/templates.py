"""Templates: `{{variable}}` in a sandbox, HTML escaped, plain text derived where there is none (DESIGN §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.html_text import html_text
from shared.rulebook.defect import Defect

LONGEST_BODY = 200_000
FILTERS = ("capitalize", "default", "e", "escape", "lower", "title", "trim", "upper")
# Nothing in these repeats or grows what it is given, so that rendering ends soon whatever a template holds.
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.If, nodes.Test),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template's current version."""

    name: str
    subject: str
    html_content: str
    plain_content: str
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template says."""

    subject: str
    plain_body: str
    html_body: str


def _environment(*, is_html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=is_html)
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


_PLAIN = _environment(is_html=False)
_HTML = _environment(is_html=True)


def render(template: Template, values: Mapping[str, str]) -> Rendered | Defect:
    """The template with these values in it, or what a person must correct in it."""
    unknown = sorted(set(template.variables) - values.keys())
    if unknown:
        return Defect(f"`variables` names {unknown[0]}, which no auto-reply has ({_offer(values)})")
    try:
        html = _rendered(template.html_content, values, is_html=True)
        plain = _rendered(template.plain_content, values, is_html=False) or html_text(html)
        subject = _rendered(template.subject, values, is_html=False)
    except TemplateSyntaxError as error:
        return Defect(f"line {error.lineno}: {error.message}")
    except (TemplateError, TypeError, ValueError) as error:
        return Defect(str(error))
    if not plain.strip():
        return Defect("it has no content")
    if max(len(plain), len(html)) > LONGEST_BODY:
        return Defect(f"its text is longer than {LONGEST_BODY} characters")
    return Rendered(subject, plain, html)


def _rendered(text: str, values: Mapping[str, str], *, is_html: bool) -> str:
    compiled, used = _compiled(text, is_html)
    unknown = sorted(used - values.keys())
    if unknown:
        raise ValueError(f"it uses {{{{{unknown[0]}}}}}, which no auto-reply has ({_offer(values)})")
    return compiled.render(values)


@lru_cache(maxsize=500)
def _compiled(text: str, is_html: bool) -> tuple[Compiled, frozenset[str]]:
    environment = _HTML if is_html else _PLAIN
    used = frozenset(meta.find_undeclared_variables(parsed(text, is_html=is_html)))
    return environment.from_string(text), used


def parsed(text: str, *, is_html: bool) -> nodes.Template:
    """The text's tree, of permitted parts only; raises TemplateSyntaxError, which has the line."""
    tree = (_HTML if is_html else _PLAIN).parse(text)
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            message = f"only variables, filters and conditions may be used, not {type(node).__name__.lower()}"
            raise TemplateSyntaxError(message, node.lineno)
    return tree


def _offer(values: Mapping[str, str]) -> str:
    return f"it has {', '.join(sorted(values))}"
