"""The fields that the form of an account has, in groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "email", "number", "password", "check", "select", "list", "area"]
BY_PORT = "by the port"
"""The mode of an account that names none."""
TLS = (BY_PORT, "implicit", "starttls", "none")
TLS_HINT = "implicit: from the first byte, as on 993, 995, 465; starttls: as on 143, 110, 587"
PIN_HINT = "SHA-256 fingerprint of the only one to be taken, as the connection test shows it; empty: any that verifies"
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
