"""Header fields of a download, from what a stranger called a file. Pure.

Nothing of the name can end a header field, leave the folder that it is saved in, or look like another name.
"""

import re
import unicodedata
from urllib.parse import quote

NAMELESS = "attachment"
LONGEST_NAME = 150
OCTETS = "application/octet-stream"
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_FOLDERS = re.compile(r"[\\/:]+")
_UNSAFE = re.compile(r'[<>"|?*%]')
# Names of devices on Windows, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def attachment_disposition(filename: str) -> str:
    """`Content-Disposition: attachment` with the name in both forms of RFC 6266 §4.3 (RFC 5987 for `filename*`)."""
    name = safe_name(filename)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "_").strip()
    plain = plain if plain.strip("._ ") else NAMELESS
    encoded = quote(name, safe="!#$&+-.^_`|~")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def safe_name(filename: str) -> str:
    """The last part of a path, without what cannot be seen or what a shell or file system takes for something else."""
    seen = "".join(each for each in filename if each == " " or unicodedata.category(each)[0] not in "CZ")
    last = _FOLDERS.split(seen)[-1] or _FOLDERS.sub("", seen)
    name = _UNSAFE.sub("_", last).strip(" .")
    if not name:
        return NAMELESS
    return _shortened(f"_{name}" if _DEVICE.match(name) else name)


def media_type(declared: str) -> str:
    """The declared type, where it is one (RFC 6838 §4.2); else plain bytes."""
    return declared.lower() if _TYPE.fullmatch(declared) else OCTETS


def _shortened(name: str) -> str:
    """Its extension stays: it says what the file is."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 20:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"
