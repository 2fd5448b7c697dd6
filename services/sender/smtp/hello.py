"""EHLO under a name that the server accepts, or HELO (RFC 5321 §3.2); the first refusal is the one that is told."""

from collections.abc import Sequence

from aiosmtplib import SMTP, SMTPHeloError, SMTPServerDisconnected

from services.sender.domain.reply import reply_of

ANY_NAME = "[127.0.0.1]"
"""What the library is given to say: each EHLO has its own, and without one it asks the resolver."""
NAME_REFUSED = frozenset({501, 504, 550, 553})
UNKNOWN = frozenset({500, 502})


async def hello(client: SMTP, names: Sequence[str]) -> None:
    """Greets by each of the names until one is taken, then by HELO. Raises SMTPException, OSError."""
    refusal: SMTPHeloError | None = None
    for name in names:
        try:
            await client.ehlo(hostname=name)
        except SMTPHeloError as error:
            refusal = refusal or error
            if not client.is_connected or error.code not in NAME_REFUSED:
                break
        except (SMTPServerDisconnected, ConnectionError):
            if refusal is None:
                raise
            break
        else:
            return
    if refusal is not None:
        await _old_hello(client, names[0], refusal)


async def _old_hello(client: SMTP, name: str, refusal: SMTPHeloError) -> None:
    """HELO is for servers that do not know EHLO; one that says "later" means both."""
    if not client.is_connected or not reply_of(refusal.code, refusal.message).is_permanent:
        raise refusal
    try:
        await client.helo(hostname=name)
    except SMTPHeloError as error:
        if refusal.code in UNKNOWN:
            raise
        raise refusal from error
    except (SMTPServerDisconnected, ConnectionError) as error:
        raise refusal from error
