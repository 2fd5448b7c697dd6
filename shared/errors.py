"""The tree of errors: what went wrong decides what happens to the record.

MailweaveError
├── TransientError       the same attempt may work later: retried, nothing is set aside
├── PermanentError       this message or command can never work: it is set aside with the reason
│   └── DefectiveRecord  the record itself is unusable: it is set aside with the reason
├── HigherSchemaError    written by a newer release: the consumer stops, nothing is set aside
├── LeaseLostError       another process works on this account now: what was not committed is dropped
└── ConfigurationError   a person must change a setting: the process ends with this one line

An error's text is shown to people: it names the thing and the next step, and never holds a secret.
"""


class MailweaveError(Exception):
    """The root of all errors that Mailweave raises on purpose."""


class TransientError(MailweaveError):
    """The same attempt may work later."""


class PermanentError(MailweaveError):
    """This message or command can never work."""


class DefectiveRecord(PermanentError):
    """The record itself is unusable."""


class HigherSchemaError(MailweaveError):
    """The record was written by a newer release of Mailweave."""


class LeaseLostError(MailweaveError):
    """The lease that allowed this work has passed to another process."""


class ConfigurationError(MailweaveError):
    """A person must change a setting first."""
