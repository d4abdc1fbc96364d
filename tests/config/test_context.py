"""The frame says where data is invented."""

import pytest
from django.core.cache import caches
from django.test import Client

from config.context import DEMO_KEY
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_there", [True, False])
def test_a_real_administrator_beside_the_demo_sees_its_mark(client: Client, is_there: bool) -> None:
    client.force_login(make_person("ada", is_administrator=True))
    if is_there:
        demo = make_person("dana")
        demo.is_demo = True
        demo.save()
    caches["local"].delete(DEMO_KEY)
    assert ("Demo data." in client.get("/assets/").content.decode()) is is_there
