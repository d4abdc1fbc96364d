"""Words with signs that HTML knows are shown as they were written."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["asset", "asset-columns", "assets"])
def test_an_apostrophe_is_escaped_once(client: Client, page: str) -> None:
    client.force_login(make_cast().ada)
    asset = make_asset(description="The bank's <own> rates", columns=["rate numeric"])
    asset.columns.update(description="The bank's <own> rates")
    text = client.get(reverse(page, args=[] if page == "assets" else [asset.pk])).content.decode()
    assert any(f"bank{sign}s &lt;own&gt;" in text for sign in ("'", "&#x27;", "&#39;"))
    assert "&amp;#x27;" not in text
    assert "&amp;lt;" not in text
