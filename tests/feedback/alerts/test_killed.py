"""A worker that is killed in the middle of a call: the message is sent again, and the delivery says so."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from config import settings as configured
from feedback.actions.alerts.delivering import deliver_due
from feedback.actions.alerts.spreading import spread
from feedback.models import Delivery
from tests.feedback.alerts.making import channel, make_deviation
from tests.make import make_asset
from tests.people import make_cast

WORKER = """
import os, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
from feedback.actions.alerts.delivering import deliver_due
deliver_due()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_is_sent_again(receiver, settings):
    cast = make_cast()
    channel(cast.alice, "slack", receiver.url)
    make_deviation(make_asset(domain=cast.domain, steward=cast.alice))
    spread(timezone.now())
    receiver.hold.clear()
    environment = {
        **os.environ, "PROVENDER_OUTGOING_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "config.settings",
        "TEST_DATABASE": settings.DATABASES["default"]["NAME"],
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=configured.ROOT)
    deadline = time.monotonic() + 30
    while not receiver.calls and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    receiver.hold.set()
    delivery = Delivery.objects.get()
    assert (delivery.state, len(receiver.calls)) == ("sending", 1)
    assert deliver_due(timezone.now()) == 0
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(seconds=91))
    assert deliver_due(timezone.now()) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(receiver.calls)) == ("sent", 2, 2)
