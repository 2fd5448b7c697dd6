"""The form of an account: what was typed as REST would be asked it, and what was wrong. Pure."""

from collections.abc import Mapping, Sequence

from services.api.screen.accounts.form_fields import BY_PORT, FIELDS, TLS, Kind

WHOLE_FORM = ""
LONGEST_NUMBER = 19
PLACE_WORDS = {
    "incoming_password_ref": "for receiving at",
    "smtp_password_ref": "for sending at",
    "oauth_client_secret_ref": "client secret at",
    "oauth_service_key_ref": "key file at",
}
SECRETS = frozenset(name for name, field in FIELDS.items() if field.kind == "password")
NULL_WHEN_EMPTY = frozenset({"poll_frequency", "max_emails_per_poll", "max_connections", "daily_download_mb"})
EMPTY_LISTS = frozenset({"own_addresses", "members"})
START = {
    "after_fetch_folder": "Archive",
    "auto_polling_enabled": "on",
    "initial_history_days": "7",
    "folders": "INBOX",
    "account_type": "shared",
    "auth": "password",
}


def document(typed: Mapping[str, str], names: Sequence[str] = tuple(FIELDS)) -> dict[str, object]:
    """What was typed, as REST takes it; what was left empty is left out, but for a box that is not ticked."""
    found: dict[str, object] = {}
    for name in names:
        text = typed.get(name, "")
        if FIELDS[name].kind == "check":
            found[name] = text == "on"
        elif FIELDS[name].options == TLS:
            found |= {name: None} if text in ("", BY_PORT) else {name: text}
        elif FIELDS[name].kind == "list" and text:
            found[name] = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        elif text:
            found[name] = _typed(FIELDS[name].kind, text)
    return found


def _typed(kind: Kind, text: str) -> int | str:
    """Browsers end the lines of an area by CR and LF (HTML, form submission)."""
    if kind == "area":
        return text.replace("\r\n", "\n")
    return _number(text) if kind == "number" else text


def _number(text: str) -> int | str:
    """What is no whole number stays as it was typed: REST says what is wrong with it."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER else text


def change_document(typed: Mapping[str, str]) -> dict[str, object]:
    """The whole form as a change: what was emptied is emptied, where it can be; an empty password stays as it is."""
    emptied: dict[str, object] = {}
    for name, field in FIELDS.items():
        if name in typed and not typed[name]:
            if name in NULL_WHEN_EMPTY:
                emptied[name] = None
            elif name in EMPTY_LISTS:
                emptied[name] = []
            elif field.kind in {"text", "email", "area"}:
                emptied[name] = ""
    return emptied | document(typed)


def errors_of(found: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """pydantic's errors by the name of the field; what concerns several is under no name."""
    said: dict[str, str] = {}
    for error in found:
        place = error["loc"]
        name = str(place[0]) if isinstance(place, tuple) and place else WHOLE_FORM
        message = str(error["msg"]).removeprefix("Value error, ")
        said.setdefault(name if name in FIELDS else WHOLE_FORM, message)
    return said


def shown(account: Mapping[str, object]) -> dict[str, str]:
    """A stored account's values as the form shows them; passwords are not among these."""
    values = {name: _text(account[name]) for name in FIELDS if name in account}
    return values | _modes(account)


def _modes(account: Mapping[str, object]) -> dict[str, str]:
    """Of an account that names none, whether there is any TLS."""
    flags = {"incoming_tls": "incoming_use_ssl", "smtp_tls": "smtp_use_tls"}
    return {
        mode: str(account.get(mode) or (BY_PORT if account[flag] else "none"))
        for mode, flag in flags.items()
        if flag in account
    }


def places_of(account: Mapping[str, object]) -> list[str]:
    """Where its secrets lie, in words; nothing for those that are stored."""
    names = ("oauth_client_secret_ref", "oauth_service_key_ref")
    if account["auth"] == "password":
        names = ("incoming_password_ref", "smtp_password_ref")
    said = {name: f"{PLACE_WORDS[name]} {account[name]}" for name in names if account[name]}
    return list(said.values())


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
