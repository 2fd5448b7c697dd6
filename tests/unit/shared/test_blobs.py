"""Blobs on a local folder: what is large goes there in pieces."""

import tracemalloc
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from shared.aead import KEY_BYTES
from shared.blobs import LARGE_BYTES, BlobStore
from shared.ids import AccountKey, MailId
from shared.seal import ContentKey

ACCOUNT = AccountKey(UUID(int=7))
KEY = ContentKey(MailId(UUID(int=1)), b"k" * KEY_BYTES)


@pytest.mark.parametrize("size", [0, LARGE_BYTES, LARGE_BYTES + 1, 3 * LARGE_BYTES])
async def test_a_blob_is_what_was_put(size: int, tmp_path: Path) -> None:
    plain = Random(size).randbytes(size)
    blobs = BlobStore(f"file://{tmp_path}")
    name = await blobs.put(ACCOUNT, KEY, plain)
    assert await blobs.get(KEY, name) == plain
    assert [path.name for path in (tmp_path / str(ACCOUNT)).iterdir()] == [name.partition("/")[2]]


async def test_a_large_blob_is_put_without_a_copy_of_it(tmp_path: Path) -> None:
    plain = Random(1).randbytes(40 * 1024 * 1024)
    tracemalloc.start()
    try:
        await BlobStore(f"file://{tmp_path}").put(ACCOUNT, KEY, plain)
        assert tracemalloc.get_traced_memory()[1] < len(plain) / 2
    finally:
        tracemalloc.stop()
