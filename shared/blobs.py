"""The blob store: sealed bytes by account_key/sha256, on a local folder or any object store that obstore knows."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from shared import metrics
from shared.errors import ConfigurationError, DefectiveRecord, TransientError
from shared.ids import AccountKey
from shared.seal import ContentKey

SPACE_EVERY_S = 60.0
LARGE_BYTES = 4 * 1024 * 1024
WRITES = 2
"""Parts of one blob, five megabytes each, that are on their way at the same time."""


def blob_key(account: AccountKey, key: ContentKey, plain: bytes) -> str:
    """account_key/sha256. The hash covers the mail_id too: two mails with the same attachment have two keys."""
    digest = sha256(key.mail_id.bytes)
    digest.update(plain)
    return f"{account}/{digest.hexdigest()}"


class BlobStore:
    """Puts and gets sealed blobs."""

    def __init__(self, url: str) -> None:
        """`url`: file:///folder (made when missing), s3://…, gs://…, az://…."""
        self._store = _open(url)

    async def put(self, account: AccountKey, key: ContentKey, plain: bytes) -> str:
        """Writes, always, and returns the blob's key; raises TransientError when the store is away."""
        name = blob_key(account, key, plain)
        try:
            sealed = key.seal(plain) if len(plain) <= LARGE_BYTES else _without_haste(key.seal_in_pieces(plain))
            await obstore.put_async(self._store, name, sealed, max_concurrency=WRITES)
        except (BaseError, OSError) as error:
            raise TransientError(f"the blob store did not take {name} ({_why(error)}): see EMAIL_BLOB_URL") from error
        return name

    async def get(self, key: ContentKey, name: str) -> bytes:
        """The plain bytes; raises DefectiveRecord when the blob is gone, TransientError when the store is away."""
        try:
            sealed = await (await obstore.get_async(self._store, name)).bytes_async()
        except FileNotFoundError:
            raise DefectiveRecord(f"the blob {name} is gone: was EMAIL_BLOB_URL changed?") from None
        except (BaseError, OSError) as error:
            raise TransientError(f"the blob store did not give {name} ({_why(error)}): see EMAIL_BLOB_URL") from error
        return key.open(bytes(sealed))

    async def try_out(self) -> None:
        """Puts some bytes, gets and deletes them; raises TransientError with which of these the store refuses."""
        name, content = f"doctor/{uuid4()}", b"mailweave doctor"
        doing = "put"
        try:
            await obstore.put_async(self._store, name, content)
            doing = "get"
            found = bytes(await (await obstore.get_async(self._store, name)).bytes_async())
            doing = "delete"
            await obstore.delete_async(self._store, name)
        except (BaseError, OSError) as error:
            raise TransientError(f"the blob store refuses to {doing} ({_why(error)})") from error
        if found != content:
            raise TransientError(f"the blob store gives other bytes than it was given ({len(found)} of {len(content)})")


def _why(error: BaseException) -> str:
    """The system's or the server's own words out of obstore's, which show addresses and repeat themselves."""
    text = str(error)
    if found := re.search(r"\(os error (\d+)\)", text):
        return os.strerror(int(found[1]))
    if found := re.search(r"status code: (\d{3} [\w ]+)", text):
        return found[1].strip()
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


async def look_at_space(url: str) -> None:
    """Shows how much is free where blobs lie in a local folder; of any other store nobody can say."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return
    try:
        usage = await asyncio.to_thread(shutil.disk_usage, parts.netloc + parts.path)
    except OSError as error:
        metrics.BLOB_FREE_BYTES.forget()
        raise TransientError(f"the blob store's folder cannot be looked at ({type(error).__name__})") from error
    metrics.BLOB_FREE_BYTES.set({(): usage.free})


async def _without_haste(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Sealing is work: between two pieces others have their turn."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)


def _open(url: str) -> ObjectStore:
    parts = urlsplit(url)
    try:
        if parts.scheme == "file":
            folder = Path(parts.netloc + parts.path).absolute()
            folder.mkdir(parents=True, exist_ok=True)
            return from_url(f"file://{folder}")
        return from_url(url)
    except (BaseError, OSError, ValueError) as error:
        raise ConfigurationError(
            f"EMAIL_BLOB_URL cannot be used ({_why(error)}): give file:///folder or s3://bucket"
        ) from error
