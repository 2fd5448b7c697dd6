"""Rules of a message's style sheets whose selector is one name, class or id: what clients keep of them at most."""

import re
from collections.abc import Iterable, Iterator

from shared.html.styles import Declarations, read_declarations, without

MOST_CHARS = 200_000
MOST_RULES = 3000
MOST_CLASSES = 12
_SELECTOR = re.compile(r"(\*|[a-z][a-z0-9]*)?(?:([.#])(-?[_a-z][\w-]*))?", re.IGNORECASE)
_SHOWN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*", re.IGNORECASE)
_BRACE = re.compile("[{}]")
_Key = tuple[str, str]


class StyleRules:
    """Declarations by element and by class or id, in the order of their specificity (CSS Selectors 4 §17)."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[_Key, Declarations] = {}
        for count, (selectors, body) in enumerate(_rules("\n".join(sheets)[:MOST_CHARS])):
            if count >= MOST_RULES:
                break
            self._add(selectors, read_declarations(body))

    def of(self, name: str, classes: str, id_: str) -> list[Declarations]:
        """What the sheets say of an element, the strongest last."""
        if not self._rules:
            return []
        named = [f".{each}" for each in classes.split()[:MOST_CLASSES]]
        keys = [("", ""), (name, "")]
        keys += [(element, each) for element in ("", name) for each in named]
        keys += [(element, f"#{id_}") for element in ("", name) if id_]
        return [self._rules[key] for key in keys if key in self._rules]

    def _add(self, selectors: str, found: Declarations) -> None:
        if not found.plain and not found.important:
            return
        for selector in selectors.split(",")[:50]:
            match = _SELECTOR.fullmatch(selector.strip())
            if match is None or not match[0]:
                continue
            element = "" if match[1] in (None, "*") else match[1].lower()
            key = (element, f"{match[2]}{match[3]}" if match[2] else "")
            before = self._rules.get(key, Declarations())
            plain, important = {**before.plain, **found.plain}, {**before.important, **found.important}
            self._rules[key] = Declarations(plain, important)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule; of rules with conditions those for every screen."""
    text, _ = without(text.replace("<!--", " ").replace("-->", " "), "/*", "*/")
    position = 0
    while (at := text.find("{", position)) >= 0:
        before = text[position:at].rpartition(";")[2].strip(" \t\n\r}")
        if _SHOWN.fullmatch(before):
            position = at + 1
        elif before.startswith("@"):
            position = _after_block(text, at)
        else:
            end = text.find("}", at)
            end = len(text) if end < 0 else end
            yield before, text[at + 1 : end]
            position = end + 1


def _after_block(text: str, at: int) -> int:
    """Where a block ends that may hold others."""
    depth = 0
    for brace in _BRACE.finditer(text, at):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(text)
