"""The corpus has the shape that is asked for, and is the same for the same seed."""

from pathlib import Path

import pytest

from tests.bench.corpus.letters import write
from tests.bench.corpus.measure import Distribution, measure
from tests.bench.corpus.plan import CHARSETS, LONGEST_THREAD, MAX_BYTES, WHOLE_CORPUS, Malformation, plan
from tests.bench.corpus.spoil import is_malformed
from tests.bench.corpus.store import MANIFEST, corpus

COUNT = 1000


@pytest.fixture(scope="module")
def raws() -> list[bytes]:
    return [write(7, letter) for letter in plan(7, COUNT)]


@pytest.fixture(scope="module")
def measured(raws: list[bytes]) -> Distribution:
    return measure(raws)


@pytest.mark.parametrize(
    ("figure", "wanted", "within"),
    [
        ("median_bytes", 6 * 1024, 0.1),
        ("p95_bytes", 120 * 1024, 0.1),
        ("attachments", 0.15, 0.01),
        ("html", 0.60, 0.01),
        ("replies", 0.45, 0.01),
        ("automatic", 0.05, 0.01),
        ("reports", 0.03, 0.01),
        ("malformed", 0.02, 0.01),
        ("charsets", 12, 0.0),
        ("least_thread", 2, 0.0),
        ("longest_thread", 40, 0.0),
    ],
)
def test_the_bytes_have_the_distribution_that_is_asked_for(
    measured: Distribution, figure: str, wanted: float, within: float
) -> None:
    assert getattr(measured, figure) == pytest.approx(wanted, rel=within)


def test_a_whole_corpus_has_a_message_of_the_largest_size() -> None:
    sizes = [letter.size_bytes for letter in plan(7, WHOLE_CORPUS)]
    assert max(sizes) == MAX_BYTES
    assert len(CHARSETS) == 12


@pytest.mark.parametrize("count", [50, 300])
def test_a_small_corpus_has_some_of_everything(count: int) -> None:
    small = measure(write(3, letter) for letter in plan(3, count))
    shares = (small.attachments, small.html, small.replies, small.automatic, small.reports, small.malformed)
    assert min(shares) > 0
    assert small.longest_thread <= LONGEST_THREAD
    assert any(letter.is_to_be_answered for letter in plan(3, count))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = ([write(seed, letter) for letter in plan(seed, 100)] for seed in (1, 1, 2))
    assert first == again
    assert not set(first) & set(other)


def test_no_message_is_there_twice(raws: list[bytes]) -> None:
    assert len(set(raws)) == COUNT


@pytest.mark.parametrize("how", Malformation, ids=lambda how: how.name)
def test_each_malformation_is_found_in_the_bytes(how: Malformation) -> None:
    letters = plan(5, COUNT)
    spoilt = [letter for letter in letters if letter.malformation is how]
    assert spoilt
    assert all(is_malformed(write(5, letter)) for letter in spoilt)


def test_what_is_not_spoilt_is_not_called_malformed() -> None:
    assert not [letter for letter in plan(5, 300) if letter.malformation is None and is_malformed(write(5, letter))]


def test_a_corpus_is_written_once_and_found_again(tmp_path: Path) -> None:
    first = corpus(tmp_path, 1, 50)
    path = first.paths()[0]
    path.write_bytes(b"kept")
    again = corpus(tmp_path, 1, 50)
    assert again == first
    assert path.read_bytes() == b"kept"
    assert len(again.paths()) == len(again) == 50


def test_a_corpus_of_other_code_is_written_anew(tmp_path: Path) -> None:
    first = corpus(tmp_path, 1, 50)
    (first.folder / MANIFEST).write_text('{"written_by": "other code"}')
    first.paths()[0].write_bytes(b"old")
    assert corpus(tmp_path, 1, 50).paths()[0].read_bytes() != b"old"
