"""Which variables a template's texts use."""


def variables_of(*texts: str) -> list[str]:
    """Their names, sorted; a text that is no template has none, and REST says what is wrong with it."""
    from jinja2 import TemplateSyntaxError
    from jinja2.meta import find_undeclared_variables

    from shared.rulebook.templates import parsed

    found: set[str] = set()
    for text in texts:
        try:
            found |= find_undeclared_variables(parsed(text, is_html=False))
        except TemplateSyntaxError:
            continue
    return sorted(found)
