"""The blob store: takes, gives and deletes; where it is a folder, how much room there is."""

import asyncio
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from services.cli.doctor.finding import Check, Finding
from services.cli.settings import CliSettings
from shared.blobs import BlobStore
from shared.errors import ConfigurationError, TransientError

BLOBS = Check("blob store")
DISK = Check("disk")
ANSWER_WITHIN_S = 10.0
SETTING = "EMAIL_BLOB_URL"
LITTLE_BYTES = 2 * 1024**3
LITTLE_SHARE = 0.05
TOO_LITTLE_BYTES = 100 * 1024**2
STEPS = {
    "No space left on device": "make room on the volume, or enlarge it",
    "Read-only file system": "mount the volume writable for the user that the services run as",
    "Permission denied": "let the user that the services run as write there",
    "403": "let its credentials put, get and delete in the bucket",
    "401": "correct its credentials",
    "404": f"make the bucket, or correct {SETTING}",
}


async def look(settings: CliSettings) -> list[Finding]:
    """A few bytes are put, read back and deleted."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await BlobStore(settings.blob_url).try_out()
    except TimeoutError:
        return [BLOBS.problem(f"{_place(settings)} does not answer within {ANSWER_WITHIN_S:.0f} s", f"see {SETTING}")]
    except (TransientError, ConfigurationError) as error:
        seen = str(error).partition(": ")[0]
        step = next((step for words, step in STEPS.items() if words in seen), f"see {SETTING}")
        return [BLOBS.problem(f"{_place(settings)}: {seen}", step)]
    return [BLOBS.ok(f"{_place(settings)} takes, gives and deletes")]


def room(settings: CliSettings) -> list[Finding]:
    """On the volume of the blob folder; other stores have no end that could be seen."""
    parts = urlsplit(settings.blob_url)
    if parts.scheme != "file":
        return [DISK.skipped("blobs lie in no folder of this machine")]
    folder = _nearest(Path(parts.netloc + parts.path).absolute())
    usage = shutil.disk_usage(folder)
    seen = f"{_size(usage.free)} of {_size(usage.total)} are free where {folder} lies"
    if usage.free < TOO_LITTLE_BYTES:
        return [DISK.problem(seen, "make room now: mail with attachments waits until there is some")]
    if usage.free < min(LITTLE_BYTES, usage.total * LITTLE_SHARE):
        return [DISK.warning(seen, "make room, or enlarge the volume")]
    return [DISK.ok(seen)]


def _nearest(folder: Path) -> Path:
    """It, or what there is above it."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _place(settings: CliSettings) -> str:
    """The URL without what could be a login in it."""
    parts = urlsplit(settings.blob_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _size(count: int) -> str:
    for unit, size in (("GiB", 1024**3), ("MiB", 1024**2)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1024:.0f} KiB"
