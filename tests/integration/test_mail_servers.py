"""The private Dovecot and smtp-sink do what the tests of poller and sender rely on."""

import contextlib
import imaplib
import poplib
import smtplib
import ssl
from collections.abc import Callable

import pytest

from tests.harness.dovecot import Dovecot
from tests.harness.smtp_sink import ReceivedMessage, SmtpSink
from tests.harness.wait import eventually_sync

MESSAGE = b"Subject: a message\r\n\r\nIts body.\r\n.\r\nFrom here on, too.\r\n"
Connect = Callable[[Dovecot, ssl.SSLContext], contextlib.AbstractContextManager[object]]


def imaps(dovecot: Dovecot, context: ssl.SSLContext) -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL("localhost", dovecot.server.imaps, ssl_context=context)


def imap_starttls(dovecot: Dovecot, context: ssl.SSLContext) -> imaplib.IMAP4:
    imap = imaplib.IMAP4("localhost", dovecot.server.imap)
    try:
        imap.starttls(context)
    except ssl.SSLError:
        imap.file.close()
        raise
    return imap


def pop3s(dovecot: Dovecot, context: ssl.SSLContext) -> contextlib.closing[poplib.POP3_SSL]:
    return contextlib.closing(poplib.POP3_SSL("localhost", dovecot.server.pop3s, context=context))


@pytest.mark.parametrize("connect", [imaps, imap_starttls, pop3s])
def test_dovecot_s_certificate_verifies_with_its_ca_file_only(dovecot: Dovecot, connect: Connect) -> None:
    with connect(dovecot, ssl.create_default_context(cafile=dovecot.server.ca_file)):
        pass
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(dovecot, ssl.create_default_context())


def test_dovecot_serves_what_is_delivered_byte_for_byte(dovecot: Dovecot) -> None:
    dovecot.add_user("bytes@dovecot.example", "right")
    dovecot.deliver("bytes@dovecot.example", MESSAGE)
    with imaplib.IMAP4("localhost", dovecot.server.imap) as imap:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            imap.login("bytes@dovecot.example", "wrong")
        imap.login("bytes@dovecot.example", "right")
        imap.select()
        _, fetched = imap.uid("FETCH", "1", "(BODY.PEEK[])")
        assert fetched[0][1] == MESSAGE
        dovecot.deliver("bytes@dovecot.example", MESSAGE, folder="Projects")
        assert imap.select("Projects") == ("OK", [b"1"])


def send(sink: SmtpSink) -> None:
    with smtplib.SMTP(sink.host, sink.port) as smtp:
        smtp.sendmail("a@b.example", ["c@d.example", "e@f.example"], MESSAGE, mail_options=["BODY=8BITMIME"])


def test_smtp_sink_keeps_envelope_and_message(smtp_sink: SmtpSink) -> None:
    send(smtp_sink)
    raw = MESSAGE.replace(b"\r\n", b"\n")
    expected = ReceivedMessage("a@b.example", ("c@d.example", "e@f.example"), raw)
    assert eventually_sync(smtp_sink.messages, what="a message in the sink") == [expected]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        pytest.param(("-r", "RCPT"), smtplib.SMTPRecipientsRefused, "450", id="4yz to RCPT"),
        pytest.param(("-f", "."), smtplib.SMTPDataError, "500", id="5yz after the final dot"),
        pytest.param(("-q", "."), smtplib.SMTPServerDisconnected, "closed", id="hangs up after the final dot"),
    ],
)
def test_smtp_sink_errs_on_demand(
    smtp_sink: SmtpSink, options: tuple[str, ...], error: type[Exception], message: str
) -> None:
    smtp_sink.stop()
    smtp_sink.start(*options)
    with pytest.raises(error, match=message):
        send(smtp_sink)
