"""The strip of an asset's last runs."""

import pytest

from tests.lineage.queries.makers import make_job, make_run, touch
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_the_strip_counts_outcomes_in_words_and_draws_the_oldest_left(client):
    client.force_login(make_cast().charlie)
    asset, job = make_asset(), make_job()
    for number, state in enumerate(("failed", "completed", "completed")):
        touch(make_run(job, str(number), state=state, first_event_at=NOON.replace(hour=number)), asset)
    text = client.get(f"/assets/{asset.pk}/strip/").content.decode()
    assert "last 3 runs: 2 completed, 1 failed" in text
    assert text.index("tone-bad") < text.index("tone-good")


def test_an_asset_that_nothing_wrote_has_no_strip(client):
    client.force_login(make_cast().charlie)
    assert "<svg" not in client.get(f"/assets/{make_asset().pk}/strip/").content.decode()


def test_a_hidden_asset_has_no_strip_to_be_found(client):
    cast = make_cast(is_restricted=True)
    client.force_login(cast.charlie)
    assert client.get(f"/assets/{make_asset(domain=cast.domain).pk}/strip/").status_code == 404
