"""The asset page as a shop item: what one may do, what to know before, sample queries, what is like it; wordings put back."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.actions.describe import describe_asset
from catalog.actions.govern import govern_asset
from catalog.actions.index_assets import index_assets
from catalog.actions.sample_queries import add_sample_query
from catalog.actions.terms import Wanted, define_term, link_term
from catalog.models import Asset, AuditEntry, SampleQuery
from catalog.models.asset import Standing
from catalog.queries.similar import similar
from tests.make import make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


def page_of(client: Client, asset: Asset) -> str:
    return client.get(reverse("asset", args=[asset.pk])).content.decode()


def test_advice_is_given_by_contributors_and_shown_to_all(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    advice = {
        "part": "advise",
        "best_for": "Counting\n- Baskets",
        "not_for": "Money",
        "conditions": "Name **us**",
        "sensitivity": "internal",
    }
    client.force_login(cast.charlie)
    assert client.post(f"/assets/{asset.pk}/edit/", advice).status_code == 403
    client.force_login(cast.bob)
    assert client.post(f"/assets/{asset.pk}/edit/", advice).status_code == 302
    assert AuditEntry.objects.get(verb="asset.advised").actor == cast.bob
    client.force_login(cast.charlie)
    page = page_of(client, asset)
    assert all(words in page for words in ("<span>Baskets</span>", "<span>Money</span>", "<strong>us</strong>", "Internal"))


def test_descriptions_are_markdown_that_can_not_run(client: Client) -> None:
    cast = make_cast()
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) **bold** <img src=x onerror=alert(1)>"
    asset = make_asset(domain=cast.domain, description=attack, conditions=attack, columns=["id int"])
    asset.columns.update(description=attack)
    client.force_login(cast.bob)
    for tab in ("", "columns/"):
        body = client.get(f"/assets/{asset.pk}/{tab}").content.decode().split("<main")[1]
        assert "<script" not in body and "<img" not in body and 'href="javascript' not in body
        assert "bold" in body


def test_who_certified_and_when_stands_on_the_badge_and_goes_with_the_certificate(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.alice)
    form = {"part": "govern", "domain": cast.domain.pk, "lifecycle": "certified"}
    client.post(f"/assets/{asset.pk}/edit/", form)
    assert "by Alice" in page_of(client, asset)
    govern_asset(asset=asset, domain=cast.domain, owner_team=None, steward=None, lifecycle="shared", successor=None)
    asset.refresh_from_db()
    assert (asset.certified_by, asset.certified_at) == (None, None)


def test_a_sample_query_is_kept_copied_and_removed_by_contributors(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.bob)
    for _ in range(2):  # the second has a title in use
        client.post(f"/assets/{asset.pk}/queries/", {"title": "How many", "text": "SELECT count(*) < 3"})
    query = SampleQuery.objects.get()
    assert "SELECT count(*) &lt; 3" in page_of(client, asset)
    client.force_login(cast.charlie)
    assert client.post(f"/sample-queries/{query.pk}/remove/").status_code == 403
    client.force_login(cast.bob)
    client.post(f"/sample-queries/{query.pk}/remove/")
    assert not SampleQuery.objects.exists()


def test_a_broken_promise_is_news_and_a_kept_one_is_not(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    asset = make_asset(standing=Standing.BROKEN, standing_note="Late since six")
    assert "A promise is broken now." in page_of(client, asset)
    assert "Late since six" in page_of(client, asset)
    assert "banner" not in page_of(client, make_asset("db.fine", standing=Standing.KEPT))


def test_an_earlier_description_is_compared_and_put_back(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    for words in ("One row for each order since the shop opened", "One row for each order since March"):
        describe_asset(asset=asset, title="", purpose="", description=words)
    client.force_login(cast.bob)
    first = AuditEntry.objects.filter(verb="asset.described").earliest("pk")
    page = client.get(f"/assets/{asset.pk}/history/").content.decode()
    assert "<del>the shop opened</del><ins>March</ins>" in page
    client.post(f"/restore/{first.pk}/")
    asset.refresh_from_db()
    assert asset.description == "One row for each order since the shop opened"


def shelf(cast: Cast) -> tuple[Asset, ...]:
    columns = ["order_id int", "placed_at timestamp", "amount numeric"]
    assets = (
        make_asset("db.fct_orders", columns=columns),
        make_asset("db.orders_daily", columns=["day date", "amount numeric"]),
        make_asset("db.stg_orders", columns=columns),
        make_asset("db.salaries", columns=["person text"]),
        make_asset("db.orders_secret", columns=columns, domain=cast.domain),
    )
    index_assets(asset.pk for asset in assets)
    return assets


def test_similar_assets_share_columns_and_words_and_are_visible() -> None:
    cast = make_cast(is_restricted=True)
    fact, daily, staged, _, secret = shelf(cast)
    assert [(like.asset, like.shared) for like in similar(fact, cast.charlie)] == [(staged, 3), (daily, 1)]
    assert {like.asset for like in similar(fact, cast.ada)[:2]} == {staged, secret}


def test_the_deeds_of_rooms_that_are_mounted_are_shown(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.charlie)
    asset = make_asset()
    page = page_of(client, asset)
    assert reverse("asset-report", args=[asset.pk]) in page
    assert reverse("asset-save", args=[asset.pk]) in page
    assert reverse("compare") in page


def test_somebodys_page_shows_what_they_answer_for_as_far_as_one_may_see_it(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    make_asset("db.secret", domain=cast.domain, steward=cast.alice)
    make_asset("db.open", steward=cast.alice)
    client.force_login(cast.charlie)
    page = client.get(reverse("person", args=[cast.alice.pk])).content.decode()
    assert "db.<wbr>open" in page and "secret" not in page and "Sales</a>" not in page


GETS = ("assets/{asset}/save/", "assets/{asset}/together/", "assets/{asset}/column-hints/", "terms/{term}/", "terms/{term}/edit/")
POSTS = (
    "assets/{asset}/terms/",
    "assets/{asset}/queries/",
    "assets/{asset}/save/",
    "assets/{asset}/column-hints/accept/",
    "sample-queries/{query}/remove/",
    "term-links/{link}/remove/",
    "terms/{term}/delete/",
    "terms/{term}/map/",
    "restore/{entry}/",
)


def test_what_is_hidden_answers_404_to_outsiders_whatever_they_ask_for(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    asset = make_asset(domain=cast.domain, columns=["customer_id int"])
    term = define_term(domain=cast.domain, wanted=Wanted("Customer", "Buys.", [], "draft", None))
    link = link_term(term=term, asset=asset, person=cast.bob)
    query = add_sample_query(asset=asset, title="How many", text="SELECT 1", person=cast.bob)
    keys = {"asset": asset.pk, "term": term.pk, "link": link.pk, "query": query.pk, "entry": AuditEntry.objects.get(verb="term.defined").pk}
    client.force_login(cast.charlie)
    for address in GETS:
        assert client.get("/" + address.format(**keys)).status_code == 404, address
    for address in POSTS:
        assert client.post("/" + address.format(**keys), {"term": term.pk}).status_code == 404, address
    assert client.get(f"/api/v1/assets/{asset.pk}/terms").status_code == 404
    client.logout()
    assert all(client.get("/" + address.format(**keys)).status_code == 302 for address in (*GETS, "lists/", "compare/", "terms/"))
