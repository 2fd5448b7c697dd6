"""Two parsers, one truth: on how many of the mails that fast-mail-parser answers the standard library sees the same."""

import json
from pathlib import Path

from services.parser.domain.fields.header import read_header
from services.parser.domain.parts.fast_tree import fast_tree
from services.parser.domain.parts.stdlib_tree import stdlib_tree
from services.parser.domain.parts.tree import restated
from tests.conformance.floors import Figure
from tests.unit.parser.parts.trees import told

SETS = ("mime-*", "raw-*", "bounces-*", "spam-ham-*")


def parsers_figure(corpus: Path) -> Figure:
    """Of every set with messages; what only one of them answers is left out."""
    manifests = sorted(path for name in SETS for path in corpus.glob(f"{name}/manifest.jsonl"))
    same = []
    for manifest in manifests:
        for line in manifest.read_text().splitlines():
            message = restated(read_header((manifest.parent / json.loads(line)["file"]).read_bytes()))
            fast = fast_tree(message)
            if fast is not None:
                same.append(told(fast.root) == told(stdlib_tree(message).root))
    return Figure("parse", "both parsers the same", same.count(True), len(same))
