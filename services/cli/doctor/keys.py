"""Keys: whether EMAIL_SECRET_KEY opens what the database holds."""

from services.cli.doctor.database import CLI, as_role
from services.cli.doctor.finding import Check, Finding
from services.cli.settings import CliSettings
from shared.aead import NotOpenedError
from shared.errors import ConfigurationError
from shared.key_ring import KeyRing, key_id_of
from shared.postgres.sessions import Connection
from shared.services import PROGRAMS

KEYS = Check("keys")
# Who logs in may read logins; all others may not even see them sealed.
POLLER = PROGRAMS["poller"].role
ONE_MAIL = "SELECT mail_id, wrapped FROM core.content_key LIMIT 1"
ONE_LOGIN = """
SELECT account.account_key || '/' || secret.place, secret.wrapped
FROM core.read_account AS account JOIN core.read_account_secret AS stored ON stored.account_id = account.id
CROSS JOIN LATERAL (VALUES ('incoming', incoming_password), ('smtp', smtp_password)) AS secret (place, wrapped)
WHERE secret.wrapped IS NOT NULL LIMIT 1
"""


async def look(settings: CliSettings, connection: Connection) -> Finding:
    """Opens one mail's key and one login, as far as there are any, and shows neither."""
    try:
        ring = KeyRing(settings.secret_key)
    except ConfigurationError as error:
        seen, _, step = str(error).partition(": ")
        return KEYS.problem(seen, step)
    sealed = await _sealed(connection)
    for what, place, wrapped in sealed:
        try:
            ring.unwrap(wrapped, place)
        except NotOpenedError:
            named = f" (key {key_id_of(wrapped)})" if key_id_of(wrapped) else ""
            return KEYS.problem(
                f"{what} does not open: EMAIL_SECRET_KEY has not the key that wrapped it{named}",
                "put that key back into EMAIL_SECRET_KEY, behind a comma; `mailweave keys list` shows all",
            )
    opened = " and ".join(what for what, _, _ in sealed) or "nothing is sealed yet; the key's form is right"
    return KEYS.ok(f"opened: {opened}" if sealed else opened)


async def _sealed(connection: Connection) -> list[tuple[str, bytes, bytes]]:
    """What, the place that it is bound to, and the bytes."""
    found = []
    await as_role(connection, CLI)
    mail = await (await connection.execute(ONE_MAIL)).fetchone()
    if mail is not None:
        found.append(("the key of a mail", mail[0].bytes, bytes(mail[1])))
    await as_role(connection, POLLER)
    login = await (await connection.execute(ONE_LOGIN)).fetchone()
    if login is not None:
        found.append(("a login", login[0].encode(), bytes(login[1])))
    await connection.execute("RESET ROLE")
    return found
