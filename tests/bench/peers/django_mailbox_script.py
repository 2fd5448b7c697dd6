"""Run by the benchmark's own interpreter, with nothing of Mailweave: one mailbox by django-mailbox, timed."""

import json
import logging
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Prints what was stored, and in how many seconds."""
    url = urlsplit(os.environ["BENCH_DATABASE"])
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.hostname,
        "PORT": url.port,
        "CONN_MAX_AGE": None,
    }
    settings.configure(
        INSTALLED_APPS=["django_mailbox"],
        DATABASES={"default": database},
        MEDIA_ROOT=str(Path(os.environ["BENCH_FOLDER"]) / "django-media"),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SECRET_KEY="only for the benchmark",
    )
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    print(json.dumps(_polled()))


def _polled() -> dict[str, float]:
    from django_mailbox.models import Mailbox, Message

    mailbox = Mailbox.objects.create(name="bench", uri=os.environ["BENCH_URI"])
    began = time.monotonic()
    for _ in mailbox.get_new_mail():
        pass
    return {"stored": Message.objects.count(), "seconds": time.monotonic() - began}


main()
