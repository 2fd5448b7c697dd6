"""Well-known providers: their servers as they publish them, and what to know before the password is typed. Pure.

Sources are named in docs/accounts.md. A provider is a line here; REST, the command line and the screen follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.api.accounts.servers import LOCAL_PART, Protocol, Security, Server, account_fields
from shared.provider_limits import ProviderLimits, provider_limits


@dataclass(frozen=True, slots=True)
class Home:
    """Where the mailboxes of these domains are; `mx`: hosts, or ends of them, that take mail for other domains."""

    imap: str
    smtp: str
    domains: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """`incoming` and `smtp` are those of the first home."""

    key: str
    name: str
    hint: str
    incoming: Server
    smtp: Server
    homes: tuple[Home, ...] = ()

    @property
    def limits(self) -> ProviderLimits:
        """What it is known to allow an account."""
        return provider_limits(self.incoming.host)

    def at(self, home: Home) -> "Preset":
        """The same provider with the servers of this home."""
        return replace(self, incoming=replace(self.incoming, host=home.imap), smtp=replace(self.smtp, host=home.smtp))

    def fields(self, address: str = "") -> Mapping[str, object]:
        """What is filled in for an account; without an address its user names are left open."""
        fields = account_fields(address, self.incoming, self.smtp)
        return fields if address else {name: "" if "username" in name else value for name, value in fields.items()}


def _preset(key: str, name: str, hint: str, *homes: Home, smtp_port: int = 587) -> Preset:
    first = homes[0] if homes else Home("", "")
    return Preset(
        key,
        name,
        hint,
        Server(Protocol.IMAP, first.imap, 993, Security.TLS),
        Server(Protocol.SMTP, first.smtp, smtp_port, Security.TLS if smtp_port == 465 else Security.STARTTLS),
        homes,
    )


def _zoho(region: str) -> tuple[Home, Home]:
    """Personal addresses, and domains of one's own, in a data centre of Zoho's."""
    zoho = f"zoho.{region}"
    return (
        Home(f"imappro.{zoho}", f"smtppro.{zoho}", mx=(zoho,)),
        Home(f"imap.{zoho}", f"smtp.{zoho}", domains=(zoho, f"zohomail.{region}")),
    )


ICLOUD = _preset(
    "icloud",
    "iCloud Mail",
    "iCloud takes an app-specific password only: account.apple.com, Sign-In and Security, App-Specific Passwords. "
    "For receiving, the user name is what stands before the @; for sending it is the whole address.",
    Home("imap.mail.me.com", "smtp.mail.me.com", ("icloud.com", "me.com", "mac.com"), ("mail.icloud.com",)),
)
PRESETS: tuple[Preset, ...] = (
    _preset(
        "gmail",
        "Gmail",
        "Gmail takes an app password, not the one you log in with: switch on 2-Step Verification for the Google "
        "account, then make an app password at myaccount.google.com/apppasswords. The user name is the whole address.",
        Home(
            "imap.gmail.com",
            "smtp.gmail.com",
            ("gmail.com", "googlemail.com"),
            ("google.com", "googlemail.com"),
        ),
    ),
    _preset(
        "outlook",
        "Outlook.com",
        "Outlook.com, Hotmail and Live take no password from other programs any more, app passwords included, only "
        "OAuth2. “Test connection” shows the server's answer.",
        Home(
            "outlook.office365.com",
            "smtp-mail.outlook.com",
            (
                "outlook.com",
                "hotmail.com",
                "live.com",
                "msn.com",
                "outlook.de",
                "hotmail.de",
                "hotmail.fr",
                "hotmail.co.uk",
            ),
            ("olc.protection.outlook.com",),
        ),
    ),
    _preset(
        "microsoft365",
        "Microsoft 365",
        "Microsoft 365 is logged in to by OAuth2: `mailweave accounts authorize`, see docs/oauth.md. It takes "
        "passwords for SMTP only where an administrator allows it (Authenticated SMTP), and for IMAP no longer.",
        Home("outlook.office365.com", "smtp.office365.com", mx=("mail.protection.outlook.com", "mx.microsoft")),
    ),
    _preset(
        "yahoo",
        "Yahoo Mail",
        "Yahoo takes an app password only: Account info, Security, Generate app password. The user name is the "
        "whole address.",
        Home(
            "imap.mail.yahoo.com",
            "smtp.mail.yahoo.com",
            ("yahoo.com", "ymail.com", "rocketmail.com", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.co.uk"),
            ("yahoodns.net",),
        ),
        smtp_port=465,
    ),
    replace(ICLOUD, incoming=replace(ICLOUD.incoming, username=LOCAL_PART)),
    _preset(
        "fastmail",
        "Fastmail",
        "Fastmail takes an app password only: Settings, Privacy & Security, Manage app passwords; its access must "
        "include mail. The Basic plan has no IMAP. The user name is the whole address.",
        Home("imap.fastmail.com", "smtp.fastmail.com", ("fastmail.com", "fastmail.fm"), ("messagingengine.com",)),
        smtp_port=465,
    ),
    _preset(
        "gmx",
        "GMX, WEB.DE",
        "Switch IMAP on first: in the webmail under E-Mail, Settings, POP3/IMAP. With two-factor authentication the "
        "password is an application-specific one. The user name is the whole address.",
        Home(
            "imap.gmx.net",
            "mail.gmx.net",
            ("gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu", "gmx.org", "gmx.info"),
            ("gmx.net",),
        ),
        Home("imap.gmx.com", "mail.gmx.com", ("gmx.com", "gmx.us", "gmx.co.uk")),
        Home("imap.web.de", "smtp.web.de", ("web.de",)),
    ),
    _preset(
        "zoho",
        "Zoho Mail",
        "Switch IMAP on first: Settings, Mail Accounts, the address, IMAP. With two-factor authentication the "
        "password is an application-specific one. The servers are those of your data centre: .com, .eu, .in, .com.au, "
        ".jp; personal addresses have imap.zoho and smtp.zoho instead of imappro.zoho and smtppro.zoho.",
        *(home for region in ("com", "eu", "in", "com.au", "jp") for home in _zoho(region)),
        smtp_port=465,
    ),
    _preset(
        "custom",
        "Another provider",
        "Look for “IMAP” and “SMTP” in your provider's help, or let the servers be found from the address. With TLS "
        "the ports are mostly 993 and 587.",
    ),
)


def preset(key: str) -> Preset:
    """The preset of this name; that of any other provider for a name that is none."""
    return next((each for each in PRESETS if each.key == key), PRESETS[-1])


def preset_of_domain(domain: str) -> Preset | None:
    """The provider whose own domain this is."""
    return next((each.at(home) for each in PRESETS for home in each.homes if domain in home.domains), None)


def preset_of_mail_exchanger(host: str) -> Preset | None:
    """The provider that takes mail at this host."""
    name = host.rstrip(".").lower()
    return next(
        (each.at(home) for each in PRESETS for home in each.homes if any(_ends_with(name, mx) for mx in home.mx)), None
    )


def _ends_with(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")
