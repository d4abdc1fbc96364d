"""A cast, an asset of theirs, and receivers that may be called although they are on this machine."""

import pytest

from tests.feedback.alerts.receivers import http_receiver, mail_server
from tests.make import make_asset
from tests.people import make_cast


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def orders(cast):
    return make_asset("orders", domain=cast.domain, steward=cast.alice, owner_team=cast.team, columns=["id", "net"])


@pytest.fixture
def receiver(settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with http_receiver() as found:
        yield found


@pytest.fixture
def post(settings):
    with mail_server() as found:
        settings.SMTP_URL = f"smtp://127.0.0.1:{found.port}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found
