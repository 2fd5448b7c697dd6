"""A mail's key seals and opens its own bytes, in whatever thread."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aead import KEY_BYTES
from shared.errors import DefectiveRecord
from shared.ids import MailId
from shared.seal import PIECE_BYTES, ContentKey

MAIL = MailId(UUID(int=1))
KEY = ContentKey(MAIL, b"k" * KEY_BYTES)


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=5))
def test_bytes_come_back_whatever_was_sealed_before(plains: list[bytes]) -> None:
    sealed = [KEY.seal(plain) for plain in plains]
    assert [KEY.open(one) for one in sealed] == plains


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_is_sealed_in_pieces_by_turns_opens_as_one(size: int) -> None:
    plains = [Random(size).randbytes(size), bytes(size)]
    turns = list(zip_longest(*map(KEY.seal_in_pieces, plains), fillvalue=b""))
    assert [KEY.open(b"".join(pieces)) for pieces in zip(*turns, strict=True)] == plains


def test_many_threads_at_once() -> None:
    plains = [os.urandom(50_000) + bytes([number]) * 1_000_000 for number in range(16)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda plain: KEY.open(KEY.seal(plain)), plains * 4)) == plains * 4


@pytest.mark.parametrize("other", [ContentKey(MailId(UUID(int=2)), KEY.secret), ContentKey(MAIL, b"x" * KEY_BYTES)])
def test_another_mails_key_does_not_open(other: ContentKey) -> None:
    with pytest.raises(DefectiveRecord, match="do not open"):
        other.open(KEY.seal(b"secret"))


def test_after_damaged_bytes_the_next_open_as_ever() -> None:
    sealed = KEY.seal(b"as ever")
    with pytest.raises(DefectiveRecord):
        KEY.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert KEY.open(sealed) == b"as ever"


@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_sealed_alike_the_same_gives_the_same_and_another_another(plain: bytes, other: bytes) -> None:
    assert KEY.open(KEY.seal_alike(plain)) == plain
    assert (KEY.seal_alike(plain) == KEY.seal_alike(other)) is (plain == other)


@pytest.mark.parametrize("other", [ContentKey(MailId(UUID(int=2)), KEY.secret), ContentKey(MAIL, b"x" * KEY_BYTES)])
def test_another_mails_key_does_not_open_what_is_sealed_alike(other: ContentKey) -> None:
    sealed = KEY.seal_alike(b"secret")
    assert sealed != other.seal_alike(b"secret")
    with pytest.raises(DefectiveRecord, match="do not open"):
        other.open(sealed)


@pytest.mark.parametrize("at", [1, -1])
def test_damaged_bytes_that_were_sealed_alike_do_not_open(at: int) -> None:
    sealed = bytearray(KEY.seal_alike(b"secret"))
    sealed[at] ^= 1
    with pytest.raises(DefectiveRecord, match="do not open"):
        KEY.open(bytes(sealed))
