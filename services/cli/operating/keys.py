"""`mailweave keys list` and `mailweave keys rotate`."""

from services.cli.options import Output, OutputFormat


def list_keys(*, output: Output = OutputFormat.TABLE) -> None:
    """The keys of EMAIL_SECRET_KEY by their ids, and how much each has wrapped. Needs no REST."""
    from services.cli.operating.key_work import show_keys

    show_keys(output)


def rotate_keys() -> None:
    """Wrap every mail's key and every login anew by the first key of EMAIL_SECRET_KEY. Needs no REST.

    Put the new key first and keep the old one behind it, separated by a comma; restart the services; run this. It may
    be broken off and run again. When `mailweave keys list` shows nothing under the old key, remove it.
    """
    from services.cli.operating.key_work import wrap_anew

    wrap_anew()
