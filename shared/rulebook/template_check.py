"""What is refused of a template when it is saved: all that could make it fail later, for whatever message.

Every variable is a text. So a template that puts together texts and compares texts only, in ways that are listed here,
cannot fail when it is rendered; what depends on the message (a text that is too long, or none) is told then.
"""

from collections.abc import Collection, Iterator

from jinja2 import TemplateSyntaxError, nodes

from shared.rulebook.defect import Defect
from shared.rulebook.templates import FILTERS, Template, parsed

MOST_ARGUMENTS = {"default": 1, "trim": 1}
TESTS = {"defined": 0, "undefined": 0, "none": 0, "string": 0, "lower": 0, "upper": 0, "eq": 1, "equalto": 1, "ne": 1}


def template_defect(template: Template, offered: Collection[str]) -> Defect | None:
    """The first thing that a person must correct, with its field and line; `offered` is what actions can fill in."""
    for field in ("subject", "html_content", "plain_content"):
        reason = _text_defect(getattr(template, field), template.variables, is_html=field == "html_content")
        if reason:
            return Defect(reason, field)
    unknown = sorted(set(template.variables) - set(offered))
    if unknown:
        return Defect(f"no action fills in {unknown[0]}: there are {', '.join(sorted(offered))}", "variables")
    if not template.html_content and not template.plain_content:
        return Defect("give html_content, plain_content or both")
    return None


def _text_defect(text: str, variables: Collection[str], *, is_html: bool) -> str:
    try:
        tree = parsed(text, is_html=is_html)
    except TemplateSyntaxError as error:
        return f"line {error.lineno}: {error.message}"
    for node in tree.find_all(nodes.Name):
        if node.name not in variables:
            return f"line {node.lineno}: uses {{{{{node.name}}}}}, which `variables` does not name"
    return next((f"line {line}: {reason}" for line, reason in _faults(tree)), "")


def _faults(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for node in tree.find_all(nodes.Node):
        reason = _fault(node)
        if reason:
            yield node.lineno, reason


def _fault(node: nodes.Node) -> str:
    match node:
        case nodes.Const() if not isinstance(node.value, str):
            return f"{node.value!r} is no text: put it into quotes"
        case nodes.Filter():
            return _filter_fault(node)
        case nodes.Test():
            return _test_fault(node)
        case nodes.CondExpr() if node.expr2 is None:
            return "an inline `if` needs an `else`"
        case nodes.Compare() if not _are_texts(node.expr, *(operand.expr for operand in node.ops)):
            return "only texts can be compared"
        case _:
            return ""


def _filter_fault(node: nodes.Filter) -> str:
    if node.name not in FILTERS:
        return f"there is no filter {node.name}: there are {', '.join(FILTERS)}"
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > MOST_ARGUMENTS.get(node.name, 0):
        return f"the filter {node.name} has too many arguments"
    return "" if _are_texts(node.node, *node.args) else f"the filter {node.name} is for texts only"


def _test_fault(node: nodes.Test) -> str:
    if node.name not in TESTS:
        return f"there is no test {node.name}: there are {', '.join(TESTS)}"
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != TESTS[node.name]:
        return f"the test {node.name} takes {TESTS[node.name]} arguments"
    return "" if _are_texts(node.node, *node.args) else f"the test {node.name} is for texts only"


def _are_texts(*expressions: nodes.Node | None) -> bool:
    return all(map(_is_text, expressions))


def _is_text(node: nodes.Node | None) -> bool:
    match node:
        case nodes.Name() | nodes.Const() | nodes.Filter():
            return True
        case nodes.CondExpr():
            return _are_texts(node.expr1, node.expr2)
        case nodes.And() | nodes.Or():
            return _are_texts(node.left, node.right)
        case _:
            return False
