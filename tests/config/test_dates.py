"""Days and times as whoever looks likes to read them."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from catalog.models import AuditEntry
from config import dates
from tests.make import make_asset
from tests.people import make_person

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "words", "iso"),
    [
        ("j M Y", "21 Nov 2026", "2026-11-21"),
        ("D j M Y, H:i", "Sat 21 Nov 2026, 12:00", "2026-11-21, 12:00"),
        ("l j F Y", "Saturday 21 November 2026", "2026-11-21"),
        ("j M", "21 Nov", "11-21"),
        ("F Y", "November 2026", "November 2026"),
        ("c", "2026-11-21T12:00:00+00:00", "2026-11-21T12:00:00+00:00"),
    ],
)
def test_a_day_reads_as_its_reader_likes(wanted: str, words: str, iso: str) -> None:
    template = Template(f'{{{{ at|date:"{wanted}" }}}}')
    assert template.render(Context({"at": NOON})) == words
    token = dates.WRITTEN.set("iso")
    try:
        assert template.render(Context({"at": NOON})) == iso
    finally:
        dates.WRITTEN.reset(token)


@pytest.mark.django_db
def test_a_page_is_told_in_the_time_zone_and_dates_one_chose(client: Client) -> None:
    zoe = make_person("zoe")
    client.force_login(zoe)
    make_asset("shop.orders", fresh_at=NOON)
    assert "Sat 21 Nov 2026, 12:00:00 UTC" in client.get("/assets/").content.decode()
    assert client.post("/me/", {"name": "Zoe", "time_zone": "Mars/Olympus", "dates": "iso"}).status_code == 422
    client.post("/me/", {"name": "Zoë", "time_zone": "Asia/Tokyo", "dates": "iso"})
    assert "2026-11-21 21:00:00 JST" in client.get("/assets/").content.decode()
    assert AuditEntry.objects.get(verb="profile.changed").after == {"name": "Zoë", "time_zone": "Asia/Tokyo", "dates": "iso"}
    assert dates.WRITTEN.get() == "words"


def test_days_and_times_in_words_are_told_in_the_viewers_zone_and_keep_the_exact_one():
    with timezone.override("Asia/Tokyo"):
        told = dates.dated("<b>Nothing</b> for 2026-11-21, open since 2026-11-21T20:05+01:00 (v2026-11-21, 2026-06-31, 10.2026-01-01)")
    assert told == (
        '&lt;b&gt;Nothing&lt;/b&gt; for <time datetime="2026-11-21">21 Nov 2026</time>, open since '
        '<time datetime="2026-11-21T20:05+01:00" title="Sun 22 Nov 2026, 04:05:00 JST">22 Nov 2026, 04:05</time>'
        " (v2026-11-21, 2026-06-31, 10.2026-01-01)"
    )
