"""A steward joins two assets and separates a name again; no event overrules that."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Asset, AssetName, AuditEntry
from lineage.actions.identity import CannotIdentify, merge_assets, separate_name
from lineage.models import Edge
from tests.make import make_asset
from tests.people import make_cast
from tests.stories.log import fold_in_batches, keep, kept_entries

pytestmark = pytest.mark.django_db
HIVE, PATH = {"namespace": "hive://h:10000", "name": "shop.orders"}, {"namespace": "s3://lake", "name": "shop/orders"}
REPORT = {"namespace": "hive://h:10000", "name": "shop.report"}


def _event(job: str, *, inputs: list[dict], outputs: list[dict], hour: int = 1) -> dict:
    return {
        "eventType": "COMPLETE",
        "eventTime": f"2026-03-01T{hour:02}:00:00Z",
        "run": {"runId": f"01936894-494e-7b5c-938a-7b0fcc5f8e{hour:02}"},
        "job": {"namespace": "etl", "name": job},
        "inputs": inputs,
        "outputs": outputs,
    }


def _told(*events: dict) -> None:
    keep(events)
    fold_in_batches(kept_entries(), [500])


def _asset(name: dict) -> Asset:
    return AssetName.objects.get(namespace__name=name["namespace"], name=name["name"]).asset


def test_merging_moves_names_and_lineage_and_is_audited() -> None:
    _told(_event("load", inputs=[], outputs=[PATH]), _event("report", inputs=[HIVE], outputs=[REPORT], hour=2))
    merge_assets(keep=_asset(HIVE), gone=_asset(PATH))
    assert _asset(PATH) == _asset(HIVE)
    assert {job.job.name for job in _asset(PATH).job_datasets.all()} == {"load", "report"}
    assert AuditEntry.objects.filter(verb="asset.merged").count() == 1


def test_an_event_after_the_merge_reaches_the_merged_asset() -> None:
    _told(_event("load", inputs=[], outputs=[PATH]), _event("report", inputs=[HIVE], outputs=[REPORT], hour=2))
    merge_assets(keep=_asset(HIVE), gone=_asset(PATH))
    _told(_event("copy", inputs=[PATH], outputs=[REPORT], hour=3))
    assert Edge.objects.filter(source=_asset(HIVE), target=_asset(REPORT), job__name="copy").exists()


def test_a_separated_name_is_not_joined_again_by_its_symlink() -> None:
    linked = {**PATH, "facets": {"symlinks": {"identifiers": [{**HIVE, "type": "TABLE"}]}}}
    _told(_event("load", inputs=[], outputs=[linked]))
    assert _asset(HIVE) == _asset(PATH)
    separate_name(name=AssetName.objects.get(name=HIVE["name"]))
    _told(_event("load", inputs=[], outputs=[linked], hour=4))
    assert _asset(HIVE) != _asset(PATH)


def test_the_only_name_stays() -> None:
    asset = make_asset()
    with pytest.raises(CannotIdentify, match="only name"):
        separate_name(name=asset.names.get())


def test_only_stewards_decide(client: Client) -> None:
    cast = make_cast()
    one, other = make_asset("a", domain=cast.domain), make_asset("b", domain=cast.domain)
    client.force_login(cast.bob)
    assert client.post(reverse("asset-names", args=[one.pk]), {"merge": str(other.pk)}).status_code == 403
    client.force_login(cast.alice)
    assert client.post(reverse("asset-names", args=[one.pk]), {"merge": f"http://localhost/assets/{other.pk}/"}).status_code == 302
    assert not Asset.objects.filter(pk=other.pk).exists()
