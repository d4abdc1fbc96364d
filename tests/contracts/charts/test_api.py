"""REST: observations in bulk, and charts."""

import pytest

from catalog.actions.keys import create_key
from contracts.models import ChartPoint
from lineage.models import Observation
from tests.contracts.charts.making import calm, charted
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast(is_restricted=True)


@pytest.fixture
def call(client, cast):
    def post(handle, body, scopes=("write", "read")):
        _, secret = create_key(name="k", scopes=list(scopes), person=getattr(cast, handle), team=None, expires_at=None)
        return client.post("/api/v1/observations", body, content_type="application/json", headers={"authorization": f"Bearer {secret}"})

    return post


def row(asset, **more):
    return {"asset": asset.pk, "metric": "row_count", "value": 41, "at": "2026-03-02T06:00:00Z", **more}


def test_observations_are_kept_once_and_charted(call, cast):
    asset = make_asset(domain=cast.domain)
    first = call("bob", [row(asset)])
    assert (first.status_code, first.json()) == (201, {"received": 1, "news": 1, "rejected": []})
    assert call("bob", [row(asset)]).json()["news"] == 0
    assert (Observation.objects.count(), ChartPoint.objects.count()) == (1, 1)


def test_an_asset_is_named_as_in_openlineage(call, cast):
    asset = make_asset(domain=cast.domain)
    body = {
        "namespace": asset.namespace.name,
        "name": asset.name,
        "metric": "null_count",
        "value": 2,
        "size": 400,
        "at": "2026-03-02T06:00:00Z",
    }
    assert call("bob", {**body, "column": "email"}).status_code == 201
    assert ChartPoint.objects.get().charted == pytest.approx(0.005)


def test_good_ones_are_kept_beside_bad_ones(call, cast):
    asset = make_asset(domain=cast.domain)
    answer = call("bob", [row(asset), row(asset, value=None), row(asset, at="today"), {"value": 1}])
    assert answer.status_code == 207
    assert [one["index"] for one in answer.json()["rejected"]] == [1, 2, 3]
    assert Observation.objects.count() == 1


def test_what_one_may_not_see_or_change_is_refused(call, cast):
    hidden, open_ = make_asset("hidden", domain=cast.domain), make_asset("open")
    answer = call("charlie", [row(hidden), row(open_)])
    assert answer.status_code == 422
    assert ["no such asset" in str(one) for one in answer.json()["rejected"]] == [True, False]
    assert call("bob", [row(hidden)], scopes=["read"]).status_code == 403


def test_a_body_that_is_no_list_of_observations_is_refused(call):
    assert call("bob", []).status_code == 400
    assert call("bob", [7, "x"]).status_code == 422


def test_a_chart_is_read_with_its_points(client, cast):
    chart = charted([*calm(24), 90.0], domain=cast.domain)
    client.force_login(cast.bob)
    listed = client.get(f"/api/v1/charts?asset={chart.asset_id}").json()
    told = client.get(f"/api/v1/charts/{chart.pk}").json()
    assert [one["state"] for one in listed["results"]] == ["alarming"]
    assert (told["points"][0]["is_alarm"], len(told["points"])) == (True, 25)
    client.force_login(cast.charlie)
    assert client.get(f"/api/v1/charts/{chart.pk}").status_code == 404
