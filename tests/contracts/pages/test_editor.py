"""The contract editor: form and text are one document, checked as one writes, started from what was observed."""

import html
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models import Asset
from contracts.models import Contract, ContractVersion
from contracts.odcs import read
from lineage.models import Observation
from tests.contracts.odcs.texts import ORDERS
from tests.contracts.store.making import draft, in_force, make_orders
from tests.lineage.queries.makers import make_job, make_run, touch
from tests.make import make_asset
from tests.people import as_, make_cast

pytestmark = pytest.mark.django_db


def seen_of(page: str) -> str:
    """Read the mark of the text off a page."""
    return page.partition('name="seen" value="')[2].partition('"')[0]


def text_of(page: str) -> str:
    """Read the text that is edited off a page."""
    area = page.partition('id="text" name="text"')[2].partition(">\n")[2]
    assert "</textarea>" in area
    return html.unescape(area.partition("</textarea>")[0])


def test_the_form_goes_into_the_text_and_leaves_the_rest_of_it_alone() -> None:
    cast = make_cast()
    version = draft(cast)
    client, address = as_(cast.bob), f"/contracts/{version.contract_id}/edit/"
    page = client.get(address).content.decode()
    assert 'name="c.0.0.name"' in page
    sent = {"text": ORDERS, "seen": seen_of(page), "name": "Orders, tidy", "do": "keep"}
    assert client.post(address, sent).status_code == 302
    version.refresh_from_db()
    kept = bytes(version.raw).decode()
    assert read(kept.encode()).value["name"] == "Orders, tidy"
    assert len(set(kept.splitlines()) - set(ORDERS.splitlines())) == 1


def test_the_text_counts_once_it_was_edited() -> None:
    cast = make_cast()
    version = draft(cast)
    client, address = as_(cast.bob), f"/contracts/{version.contract_id}/edit/"
    seen = seen_of(client.get(address).content.decode())
    text = ORDERS.replace("version: 1.0.0", "version: 1.5.0")
    client.post(address, {"text": text, "seen": seen, "version": "1.0.0", "do": "keep"})
    version.refresh_from_db()
    assert version.number == "1.5.0"


def test_what_is_wrong_is_said_with_its_line_and_nothing_is_kept() -> None:
    cast = make_cast()
    version = draft(cast)
    client, address = as_(cast.bob), f"/contracts/{version.contract_id}/edit/"
    for text, said in (
        (ORDERS.replace("kind: DataContract", "kind: Data"), "<strong>Line 2</strong>"),
        ("a: [", "The text can't be read as it stands"),
    ):
        answer = client.post(address, {"text": text, "do": "keep"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    version.refresh_from_db()
    assert bytes(version.raw).decode() == ORDERS


def test_as_one_types_each_side_follows_the_other() -> None:
    cast = make_cast()
    make_orders(cast)
    version = in_force(cast)
    client = as_(cast.bob)
    page = client.get(f"/contracts/{version.contract_id}/edit/").content.decode()
    text = ORDERS.replace("version: 1.0.0", "version: 1.0.1")
    form = {"text": text, "seen": seen_of(page), "base": version.pk, "name": "Sold"}
    answer = client.post("/contracts/check/?side=form", form).content.decode()
    assert "name: Sold" in answer
    assert 'id="fields"' not in answer
    answer = client.post("/contracts/check/?side=form", {**form, "c.0.new.name": "paid"}).content.decode()
    assert 'value="paid"' in answer
    assert "Call it 1.1.0" in answer
    answer = client.post("/contracts/check/?side=text", {**form, "text": text.replace("name: Orders", "name: Typed")}).content.decode()
    assert 'value="Typed"' in answer
    assert "<textarea" not in answer.partition('id="fields"')[0]


def test_the_number_that_follows_is_taken_by_a_button() -> None:
    cast = make_cast()
    make_orders(cast)
    version = in_force(cast)
    text = ORDERS.replace("version: 1.0.0", "version: 1.0.1").replace("physicalType: bigint", "physicalType: text")
    page = as_(cast.bob).post(f"/contracts/{version.contract_id}/edit/", {"text": text, "do": "number"}).content.decode()
    assert 'name="version" value="2.0.0"' in page


def test_who_may_not_write_it_is_told_so() -> None:
    cast = make_cast()
    version = draft(cast)
    assert as_(cast.charlie).get(f"/contracts/{version.contract_id}/edit/").status_code == 403
    assert as_(cast.charlie).post("/contracts/new/", {"text": ORDERS, "do": "keep"}).status_code == 403
    assert as_(cast.charlie).post("/contracts/new/", {"text": ORDERS.replace("id: orders", "id: mine"), "do": "keep"}).status_code == 403
    assert Contract.objects.count() == 1


def observed(asset: Asset, now: datetime, days: int = 30) -> None:
    """Let a job write the asset each morning at six, a thousand rows and no empty id."""
    job = make_job("load_orders")
    for day in range(days):
        ended = now.replace(hour=6, minute=0) - timedelta(days=day + 1)
        touch(make_run(job, f"run-{day}", state="completed", started_at=ended - timedelta(minutes=9), ended_at=ended), asset, "output")
        common = {"asset": asset, "subject": str(day), "observed_at": ended, "event_digest": b""}
        Observation.objects.create(metric="row_count", value=1000 + day, **common)
        Observation.objects.create(metric="null_count", column_path="id", value=0, **common)


def test_a_contract_is_proposed_from_what_was_observed_and_binds_its_asset() -> None:
    cast = make_cast()
    asset = make_asset(
        "lake/orders.parquet", columns=["id bigint", "net numeric(12,2)"], domain=cast.domain, steward=cast.alice, title="Orders"
    )
    observed(asset, timezone.now())
    client = as_(cast.alice)
    page = client.get(f"/contracts/new/?asset={asset.pk}").content.decode()
    assert "Every day by 06:30 (UTC): from 30 deliveries" in page
    assert "Never empty in all counts, so required: id." in page
    assert "mustBeGreaterOrEqualTo: 500" in page
    answer = client.post("/contracts/new/", {"asset": asset.pk, "text": text_of(page), "do": "keep"})
    version = ContractVersion.objects.get()
    assert answer["Location"] == f"/contracts/{version.contract_id}/?version=0.1.0"
    assert version.objects_bound.get().asset == asset
    assert (version.contract.domain, version.contract.steward) == (cast.domain, cast.alice)


def test_too_little_observed_promises_no_time_and_templates_are_examples() -> None:
    cast = make_cast()
    asset = make_asset("shop.public.carts", columns=["id bigint"], domain=cast.domain)
    client = as_(cast.bob)
    page = client.get(f"/contracts/new/?asset={asset.pk}").content.decode()
    assert "No time promised. 0 deliveries so far" in page
    assert f'href="/contracts/new/?asset={asset.pk}"' in as_(cast.alice).get(f"/assets/{asset.pk}/promises/").content.decode()
    assert "slaProperties" not in text_of(page)
    assert "08:00" in text_of(client.get(f"/contracts/new/?asset={asset.pk}&template=daily").content.decode())
    assert client.get("/contracts/new/?name=nothing.such").status_code == 200
    assert as_(cast.charlie).get(f"/contracts/new/?asset={asset.pk}").status_code == 403
