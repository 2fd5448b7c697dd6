"""Postfix on the quiet machine; the figure that counts is taken by turns with Mailweave's own, see sending.py."""

from tests.bench.corpus.store import Corpus
from tests.bench.ground import Ground
from tests.bench.results import Figures
from tests.bench.sending import BODY_BYTES, how_many


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `postfix`."""
    return {"postfix_alone_msg_s": ground.relay.pass_on(how_many(corpus), BODY_BYTES)}
