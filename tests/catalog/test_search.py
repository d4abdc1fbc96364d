"""Searching: stages, filters, counts, visibility, spelling."""

import pytest
from django.test import Client

from catalog.actions.describe import tag_asset
from catalog.actions.index_assets import index_assets
from catalog.actions.judge_assets import set_standing
from catalog.actions.people import add_person, change_standing
from catalog.actions.teams import add_member
from catalog.actions.terms import Wanted, define_term
from catalog.models import Asset, SearchEntry
from catalog.models.asset import Lifecycle, Standing
from catalog.search import Filters, find, finding, learn_words, suggest
from tests.make import make_asset, make_namespace
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db


def shelve(*assets: Asset) -> None:
    index_assets([asset.pk for asset in assets])


def names(q: str, **filters: str) -> list[str]:
    found = find(q, Filters(**filters), person=make_person(f"reader-{abs(hash((q, *filters.items())))}"))
    return [hit.name for hit in found.hits]


def test_the_exact_name_comes_before_longer_and_more_used_ones() -> None:
    shelve(make_asset("db.orders_daily", usage=900), make_asset("db.orders"), make_asset("db.stg_orders", usage=500))
    assert names("orders") == ["orders", "orders_daily", "stg_orders"]


def test_usage_breaks_ties() -> None:
    shelve(make_asset("db.orders_a", usage=1), make_asset("db.orders_b", usage=7))
    assert names("orders") == ["orders_b", "orders_a"]


def test_a_deprecated_asset_comes_last_in_its_stage() -> None:
    shelve(make_asset("db.orders_a", usage=50, lifecycle=Lifecycle.DEPRECATED), make_asset("db.orders_b"))
    assert names("orders") == ["orders_b", "orders_a"]


def test_an_asset_is_found_by_its_title_and_by_its_technical_name() -> None:
    shelve(make_asset("db.fct_orders", title="All sales"))
    assert names("all sales") == ["All sales"]
    assert names("fct_orders") == ["All sales"]


def test_words_of_the_description_are_found_in_their_other_forms() -> None:
    shelve(make_asset("db.t1", description="Every returned parcel"))
    page = find("returning parcels", Filters(), person=make_person("dan"))
    assert [hit.why for hit in page.hits] == ["description"]
    assert "returned parcel" in page.hits[0].snippet


def test_columns_are_found_and_lead_to_their_row() -> None:
    asset = make_asset("db.people", columns=["email_hash text"])
    shelve(asset)
    (hit,) = find("email", Filters(kind="column"), person=make_person("dan")).hits
    assert hit.href == f"/assets/{asset.pk}/columns/#c{asset.columns.get().pk}"


@pytest.mark.parametrize("cap", [10_000, 2])
def test_under_a_filter_names_that_begin_so_come_first_however_many_hold_the_words(cap: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CAP", cap)
    lake = make_namespace("s3://lake", platform="s3")
    others = [make_asset(f"lake/day_{number}/about_orders", namespace=lake, usage=number) for number in range(6)]
    shelve(*others, make_asset("lake/orders_by_day", namespace=lake), make_asset("db.orders"))
    page = find("orders", Filters(platform="s3"), person=make_person("dan"))
    assert page.hits[0].name == "orders_by_day"
    assert (page.total, page.is_capped) == ((7, False) if cap > 7 else (cap, True))


def test_a_full_page_under_a_filter_says_how_many_there_are() -> None:
    lake = make_namespace("s3://lake", platform="s3")
    shelve(*(make_asset(f"lake/orders_{number}", namespace=lake) for number in range(30)))
    first, second = (find("orders", Filters(platform="s3"), person=make_person(f"dan-{page}"), page=page) for page in (1, 2))
    assert (first.total, len(first.hits), second.total, len(second.hits)) == (30, 25, 30, 5)


def test_a_filter_narrows_and_its_facet_still_counts_the_others() -> None:
    lake = make_namespace("s3://lake", "s3")
    shelve(make_asset("db.orders"), make_asset("orders.csv", namespace=lake))
    page = find("orders", Filters(platform="s3"), person=make_person("dan"))
    assert page.total == 1
    platforms = next(facet for facet in page.facets if facet.name == "platform")
    assert {value.value: (value.count, value.is_chosen) for value in platforms.values} == {"s3": (1, True), "postgres": (1, False)}


def test_assets_of_a_restricted_domain_are_neither_found_nor_counted_nor_suggested() -> None:
    cast = make_cast(is_restricted=True)
    shelve(make_asset("db.salaries", domain=cast.domain))
    hidden = find("salaries", Filters(), person=cast.charlie)
    assert (hidden.hits, hidden.total, suggest("sal", person=cast.charlie)) == ((), 0, [])
    assert find("salaries", Filters(), person=cast.bob).total == 1
    assert suggest("sal", person=cast.bob) == ["salaries"]


def test_a_typing_error_is_searched_for_as_it_was_meant() -> None:
    shelve(make_asset("db.customers"))
    page = find("custmoers", Filters(), person=make_person("dan"))
    assert (page.instead, [hit.name for hit in page.hits]) == ("customers", ["customers"])


def test_little_found_offers_another_spelling_and_keeps_what_was_found() -> None:
    shelve(make_asset("db.orders"), make_asset("db.ordrs_old"))
    page = find("ordrs", Filters(), person=make_person("dan"))
    assert (page.meant, page.instead, [hit.name for hit in page.hits]) == ("", "", ["ordrs_old"])
    page = find("ordrs odl", Filters(), person=make_person("eve"))
    assert (page.instead, [hit.name for hit in page.hits]) == ("ordrs old", ["ordrs_old"])


def test_words_that_are_gone_leave_the_vocabulary() -> None:
    asset = make_asset("db.customers")
    shelve(asset)
    learn_words()
    asset.names.all().delete()
    Asset.objects.filter(pk=asset.pk).update(name="db.buyers")
    index_assets([asset.pk])
    learn_words()
    page = find("custmoers", Filters(), person=make_person("dan"))
    assert (page.meant, page.instead) == ("", "")


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "a' OR 1=1 --", "<script>", "日本語", "& | !", "x" * 200])
def test_no_query_breaks_the_page(client: Client, q: str) -> None:
    client.force_login(make_person("dan"))
    response = client.get("/search/", {"q": q, "domain": "9" * 30, "page": "9" * 30})
    assert response.status_code == 200
    assert b"<script>" not in response.content.split(b"</head>")[1]


def test_htmx_gets_the_results_alone(client: Client) -> None:
    client.force_login(make_person("dan"))
    response = client.get("/search/?q=x", headers={"HX-Request": "true"})
    assert b'id="results"' in response.content
    assert b"<html" not in response.content


def test_an_empty_search_browses_the_most_used_first() -> None:
    shelve(make_asset("db.a", usage=1), make_asset("db.b", usage=2))
    assert names("") == ["b", "a"]


def test_a_synonym_finds_what_is_called_otherwise_and_says_so() -> None:
    cast = make_cast()
    define_term(domain=cast.domain, wanted=Wanted("Customer", "Who buys.", ["client"], "approved", None))
    shelve(make_asset("db.dim_customer"), make_asset("db.products"))
    hits = find("clients", Filters(), person=cast.bob).hits
    assert [(hit.kind, hit.name, hit.why) for hit in hits] == [
        ("term", "Customer", "words in the name"),
        ("asset", "dim_customer", "another word for it: customer"),
    ]


def test_synonyms_of_a_term_one_may_not_see_find_nothing() -> None:
    cast = make_cast(is_restricted=True)
    define_term(domain=cast.domain, wanted=Wanted("Customer", "", ["client"], "approved", None))
    shelve(make_asset("db.dim_customer"))
    assert find("client", Filters(), person=cast.charlie).total == 0
    assert find("client", Filters(), person=cast.bob).total == 2


def test_a_deprecated_term_lends_no_synonyms() -> None:
    cast = make_cast()
    define_term(domain=cast.domain, wanted=Wanted("Customer", "", ["client"], "deprecated", None))
    shelve(make_asset("db.dim_customer"))
    assert "dim_customer" not in [hit.name for hit in find("client", Filters(), person=cast.bob).hits]


@pytest.mark.parametrize("q", ["customerid", "customerId", "customer id", "CUSTOMER_ID", "customer-id"])
def test_one_name_is_found_however_it_is_joined(q: str) -> None:
    shelve(make_asset("db.facts", columns=["customer_id int"]), make_asset("db.other", columns=["customerId int"]))
    assert sorted(hit.name for hit in find(q, Filters(kind="column"), person=make_person("dan")).hits) == ["customerId", "customer_id"]


def test_facets_count_lifecycle_standing_environment_and_tags() -> None:
    person = make_person("dan")
    lake = make_namespace("s3://prod-lake", "s3")
    lake.environment = "production"
    lake.save()
    one, other = make_asset("orders_a", namespace=lake, lifecycle=Lifecycle.SHARED), make_asset("db.orders_b", standing=Standing.BROKEN)
    tag_asset(asset=one, tag="pii", person=person)
    tag_asset(asset=other, tag="environment: Test", person=person)
    shelve(one, other)
    counts = {facet.name: {value.value: value.count for value in facet.values} for facet in find("orders", Filters(), person=person).facets}
    assert counts["lifecycle"] == {"shared": 1, "local": 1}
    assert counts["standing"] == {"unknown": 1, "broken": 1}
    assert counts["environment"] == {"production": 1, "test": 1}
    assert counts["tag"] == {"pii": 1, "environment: Test": 1}
    assert names("orders", tag="pii") == ["orders_a"]
    assert names("orders", standing="broken") == ["orders_b"]


def test_a_change_of_standing_is_found_at_once() -> None:
    asset = make_asset("db.orders")
    shelve(asset)
    set_standing({asset.pk: ("broken", "late since six")})
    assert names("orders", standing="broken") == ["orders"]


def test_people_are_found_by_name_handle_and_team_until_they_leave() -> None:
    cast = make_cast()
    somebody = add_person(handle="zoe", name="Zoe Quist", email="", title="Analyst", password="a long enough one")
    add_member(team=cast.team, person=somebody)
    for q in ("zoe", "quist", "sales data"):
        assert ("person", "Zoe Quist") in [(hit.kind, hit.name) for hit in find(q, Filters(), person=cast.bob).hits]
    change_standing(person=somebody, is_active=False, is_administrator=False)
    assert find("quist", Filters(), person=cast.bob).total == 0


def test_nothing_found_offers_to_ask_for_it(client: Client) -> None:
    client.force_login(make_person("dan"))
    page = client.get("/search/?q=unheard-of").content.decode()
    assert "Nothing found" in page
    assert 'href="/data-requests/new/?q=unheard-of"' in page


def fill(*names: str, body: str = "") -> None:
    first = SearchEntry.objects.count()
    SearchEntry.objects.bulk_create(
        SearchEntry(kind="job", ref=first + at, name=name, words=name.replace("_", " "), body=body) for at, name in enumerate(names)
    )


def test_the_most_used_comes_first_however_many_names_begin_so() -> None:
    fill(*(f"order_{at:03}" for at in range(520)))
    SearchEntry.objects.filter(name="order_519").update(popularity=7)
    assert names("ord")[0] == "order_519"
    assert suggest("ord", person=make_person("typist"))[0] == "order_519"


def test_pages_lead_through_all_stages_and_show_each_hit_once() -> None:
    fill(*(f"order_{at:03}" for at in range(30)))
    fill(*(f"fct_order_{at:03}" for at in range(30)))
    fill(*(f"sales_{at:03}" for at in range(30)), body="What every order brought.")
    person = make_person("reader")
    pages = [find("order", Filters(), person=person, page=number) for number in range(1, 5)]
    assert {page.total for page in pages} == {90}
    assert [len(page.hits) for page in pages] == [25, 25, 25, 15]
    assert len({hit.name for page in pages for hit in page.hits}) == 90
    assert [page.hits[0].why for page in pages] == ["start of the name", "start of the name", "words in the name", "description"]
