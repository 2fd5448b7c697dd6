"""What is filled in for an account at a well-known provider. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Preset:
    """Servers as the provider publishes them, and what to know before the password is typed."""

    key: str
    name: str
    hint: str
    values: Mapping[str, str] = field(default_factory=dict)


PRESETS: tuple[Preset, ...] = (
    Preset(
        "gmail",
        "Gmail",
        "Gmail takes an app password, not the one you log in with: switch on 2-step verification for the Google "
        "account, then make an app password under Security. The user name is the whole address.",
        {
            "incoming_protocol": "imap",
            "incoming_server": "imap.gmail.com",
            "incoming_port": "993",
            "incoming_use_ssl": "on",
            "smtp_server": "smtp.gmail.com",
            "smtp_port": "587",
            "smtp_use_tls": "on",
        },
    ),
    Preset(
        "microsoft",
        "Microsoft 365",
        "Microsoft 365 takes passwords for SMTP only where an administrator allows it (Authenticated SMTP), and "
        "for IMAP no longer: without OAuth2 such a mailbox is not read. “Test connection” shows the server's answer.",
        {
            "incoming_protocol": "imap",
            "incoming_server": "outlook.office365.com",
            "incoming_port": "993",
            "incoming_use_ssl": "on",
            "smtp_server": "smtp.office365.com",
            "smtp_port": "587",
            "smtp_use_tls": "on",
        },
    ),
    Preset(
        "custom",
        "Another provider",
        "Look for “IMAP” and “SMTP” in your provider's help. With TLS the ports are mostly 993 and 587.",
        {
            "incoming_protocol": "imap",
            "incoming_port": "993",
            "incoming_use_ssl": "on",
            "smtp_port": "587",
            "smtp_use_tls": "on",
        },
    ),
)


def preset(key: str) -> Preset:
    """The preset of this name; that of any other provider for a name that is none."""
    return next((each for each in PRESETS if each.key == key), PRESETS[-1])
