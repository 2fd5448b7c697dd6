"""Whether a template can be rendered with the variables that it declares."""

from collections.abc import Collection

from jinja2 import TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

_ENVIRONMENT = SandboxedEnvironment()


def template_defect(text: str, variables: Collection[str]) -> str:
    """What is wrong with this text; empty when nothing is."""
    try:
        used = meta.find_undeclared_variables(_ENVIRONMENT.parse(text))
    except TemplateSyntaxError as error:
        return f"line {error.lineno}: {error.message}"
    missing = sorted(used - set(variables))
    if missing:
        return f"uses {{{{{missing[0]}}}}}, which `variables` does not name"
    return ""
