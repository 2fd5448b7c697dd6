"""The form of an account: its fields, what was typed as REST would be asked it, and what was wrong. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "email", "number", "password", "check", "select", "list", "area"]
WHOLE_FORM = ""
BY_PORT = "by the port"
"""The mode of an account that names none."""
TLS = (BY_PORT, "implicit", "starttls", "none")
TLS_HINT = "implicit: from the first byte, as on 993, 995, 465; starttls: as on 143, 110, 587"
PIN_HINT = "SHA-256 fingerprint of the only one to be taken, as the connection test shows it; empty: any that verifies"
LONGEST_NUMBER = 19
PLACE = "In place of the secret itself: env:NAME, file:PATH or vault:MOUNT/PATH#FIELD, read anew at each login"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the name REST knows it by, what people call it, and how it is asked for."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    options: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


ACCOUNT_FORM: tuple[Group, ...] = (
    Group(
        "Who it is",
        (
            Field("name", "Name", hint="As people here call it: Customer support", is_required=True),
            Field("email_address", "Address", "email", is_required=True),
            Field("own_addresses", "Further addresses", "list", "Aliases, with commas between them"),
            Field("account_type", "Used by", "select", options=("shared", "individual", "department")),
            Field("department", "Department"),
            Field("members", "Members", "list", "Addresses of who works with it, with commas between them"),
            Field(
                "mode",
                "Mode",
                "select",
                "With “observe” everything is read and put into threads, and nothing is ever sent or changed",
                options=("live", "observe"),
            ),
            Field(
                "encrypt_content",
                "Store content encrypted",
                "check",
                "Texts and attachments of mail from now on; search then finds it by subject and people alone",
            ),
        ),
    ),
    Group(
        "What its mail ends with",
        (
            Field("plain_signature", "Signature", "area"),
            Field("html_signature", "Signature as HTML", "area", "Where it is shown, what runs or loads is taken out"),
            Field("plain_footer", "Footer", "area", "Below the signature: who you are by law, what mail is for"),
            Field("html_footer", "Footer as HTML", "area"),
        ),
    ),
    Group(
        "Receiving",
        (
            Field("incoming_protocol", "Protocol", "select", options=("imap", "pop3")),
            Field("incoming_server", "Server", hint="Leave it empty for an account that only sends"),
            Field("incoming_port", "Port", "number", "Empty: the usual one"),
            Field("incoming_tls", "Encryption", "select", TLS_HINT, TLS),
            Field("incoming_fingerprint", "Pinned certificate", hint=PIN_HINT),
            Field("incoming_username", "User name", hint="Empty: the address"),
            Field("incoming_password", "Password", "password"),
            Field("incoming_password_ref", "Place of the password", hint=PLACE),
            Field("folders", "Folders", "list", "INBOX, and others with commas between them"),
            Field("sent_folder", "Sent folder", hint="Answers written elsewhere join their threads; empty: not read"),
        ),
    ),
    Group(
        "Sending",
        (
            Field("smtp_server", "Server", hint="Leave it empty for an account that only receives"),
            Field("smtp_port", "Port", "number"),
            Field("smtp_tls", "Encryption", "select", TLS_HINT, TLS),
            Field("smtp_fingerprint", "Pinned certificate", hint=PIN_HINT),
            Field("smtp_username", "User name", hint="Empty: the address"),
            Field("smtp_password", "Password", "password"),
            Field("smtp_password_ref", "Place of the password", hint=PLACE),
        ),
    ),
    Group(
        "Both servers",
        (
            Field("ca_certificates", "Certificate authorities of your own", "area", "PEM; beside those of the machine"),
            Field("allow_plaintext", "Allow connections without TLS", "check", "Others can read passwords and mail"),
        ),
    ),
    Group(
        "Logging in",
        (
            Field("auth", "By", "select", "oauth2: by access tokens, no passwords", ("password", "oauth2")),
            Field("oauth_provider", "OAuth2 provider", "select", options=("custom", "google", "microsoft")),
            Field(
                "oauth_grant",
                "By what right",
                "select",
                "refresh_token: a person logs in, by the command that the account's page then shows",
                ("refresh_token", "client_credentials", "service_account"),
            ),
            Field("oauth_client_id", "Application (client) id"),
            Field("oauth_client_secret", "Client secret", "password", "Where the application has one"),
            Field("oauth_client_secret_ref", "Place of the client secret", hint=PLACE),
            Field("oauth_service_key", "Key file of a service account", "password", "The whole JSON"),
            Field("oauth_service_key_ref", "Place of the key file", hint=PLACE),
            Field("oauth_tenant", "Directory (tenant)", hint="Microsoft's; empty: common"),
            Field("oauth_scopes", "Scopes", hint="Empty: what the provider needs for mail"),
            Field("oauth_token_url", "Address of the token server", hint="Empty: the provider's"),
            Field("oauth_authorization_url", "Address of the login", hint="Empty: the provider's"),
            Field("oauth_device_url", "Address of the login by device", hint="Empty: the provider's"),
        ),
    ),
    Group(
        "Polling",
        (
            Field("auto_polling_enabled", "Poll by itself", "check"),
            Field("poll_frequency", "Seconds between polls", "number", "Empty: the installation's"),
            Field("max_emails_per_poll", "Messages a poll, at most", "number", "Empty: the installation's"),
            Field("max_connections", "Connections at most", "number", "To the incoming server; empty: its provider's"),
            Field("daily_download_mb", "MB to fetch a day, at most", "number", "Empty: its provider's"),
            Field(
                "after_fetch",
                "Once a message is stored, on the server",
                "select",
                "Nothing, mark as seen, flag, move, delete; over POP3 nothing or delete",
                options=("nothing", "seen", "flag", "move", "delete"),
            ),
            Field("after_fetch_folder", "Move it to", hint="A folder that the server has"),
            Field("after_fetch_days", "Days until then", "number", "0: at once"),
            Field(
                "canary_every_s",
                "Seconds between canaries",
                "number",
                "Mails to itself that show that mail comes; 0: none",
            ),
            Field("initial_history_days", "Days of old mail to fetch", "number", "Older mail is left where it is"),
        ),
    ),
)
FIELDS: Mapping[str, Field] = {field.name: field for group in ACCOUNT_FORM for field in group.fields}
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
