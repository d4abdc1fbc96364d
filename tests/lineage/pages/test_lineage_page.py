import html
import re

import pytest

from tests.lineage.queries.makers import chain, feed, link, make_job, make_run
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(make_cast().ada)
    return lambda asset, query="": client.get(f"/assets/{asset.pk}/lineage/{query}").content.decode()


def cards(text):
    return set(re.findall(r'data-card="([^"]+)"', text))


def test_one_step_each_way_is_drawn_with_handles_for_the_rest(page):
    _, b, c, d, _ = chain("a", "b", "c", "d", "e")
    text = page(c)
    assert cards(text) == {str(b.pk), str(c.pk), str(d.pk)}
    assert "Show 1 asset upstream of b" in text
    assert f"?open={b.pk}u" in text
    assert "1 of 2 assets upstream" in text


def test_a_handle_opens_one_card(page):
    a, b, c = chain("a", "b", "c")
    assert cards(page(c, f"?open={b.pk}u")) == {str(asset.pk) for asset in (a, b, c)}


def test_only_columns_with_lineage_are_drawn_and_the_rest_is_counted(page):
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    text = page(b)
    assert text.count('class="lg-column"') == 2
    assert text.count("+ 1 more column") == 2
    assert page(b, f"?cols={b.pk}").count('class="lg-column"') == 3


def test_the_chosen_columns_path_is_said_in_words(page):
    a, b, c = chain("a", "b", "c")
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    feed(b.columns.get(path="id"), c.columns.get(path="amount"))
    text = page(b, f"?col={b.columns.get(path='id').pk}")
    assert "from 1 column in 1 asset" in text
    assert "impacts 1 column in 1 asset" in text
    assert len(re.findall(r'class="lg-line is-up"', text)) == 2  # one in the picture, one in the legend


def test_a_filter_is_marked_as_part_of_the_path(page):
    a, b, c = chain("a", "b", "c")
    feed(a.columns.get(path="id"), None, into=b, kind="indirect", subtype="FILTER")
    feed(b.columns.get(path="id"), c.columns.get(path="id"))
    below = page(b, f"?indirect=1&col={b.columns.get(path='id').pk}")
    assert 'class="lg-line is-up is-indirect"' in below
    above = page(b, f"?indirect=1&col={a.columns.get(path='id').pk}")
    assert 'class="lg-line is-down is-indirect"' in above
    assert 'class="lg-line is-down" data-line' in above


def test_path_focus_says_what_it_hides(page):
    a, b = chain("a", "b")
    link(make_asset("bystander"), b)
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    text = page(b, f"?col={b.columns.get(path='id').pk}&path=1")
    assert "hides 1 asset" in text
    assert "bystander" not in text


def test_indirect_edges_are_dashed(page):
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), None, into=b, kind="indirect", subtype="FILTER")
    assert 'class="lg-line is-indirect" data-line' in page(b, "?view=tables")


def test_status_has_a_shape_and_a_word(page):
    source = make_asset("source")
    target = make_asset("target")
    job = make_job()
    make_run(job, state="failed")
    link(source, target, job)
    text = page(target)
    assert "Last run failed" in text
    assert 'href="#lg-s-bad"' in text


def test_more_than_three_hundred_assets_are_grouped(page):
    hub = make_asset("hub")
    for number in range(301):
        link(hub, make_asset(f"t{number}"))
    text = page(hub)
    assert "lg-group" in text
    assert "301" in text
    assert "Full map of 302 assets" in page(hub, "?view=map")


def test_a_column_too_long_to_be_read_is_grouped_until_its_cards_are_asked_for(page, client):
    hub = make_asset("hub")
    for number in range(41):
        link(make_asset(f"t{number}"), hub)
    text = page(hub)
    assert len(cards(text)) == 2
    [behind] = re.findall(r'href="(/assets/\d+/lineage/impact/\?direction=up[^"]+)"', text)
    assert "41 assets" in text and client.get(html.unescape(behind)).content.decode().count("<tr><td") == 41
    assert len(cards(page(hub, "?view=tables"))) == 42


def test_hidden_assets_are_masked_on_picture_and_table(client):
    cast = make_cast(is_restricted=True)
    secret, b = chain("secret.salaries", "b")
    secret.domain = cast.domain
    secret.save()
    client.force_login(cast.charlie)
    text = client.get(f"/assets/{b.pk}/lineage/").content.decode()
    assert "Hidden asset" in text
    assert f'href="/assets/{secret.pk}/' not in text
    # The job's name is not the asset's: it stays.
    assert "secret.salaries" not in text
    assert client.get(f"/assets/{secret.pk}/lineage/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?up=x&down=-1&open=a,b,1u,999999999999999999999&col=9&view=odd&at=nonsense&cols=,,",
        "?up=all&down=all&wide=1&indirect=1",
        "?at=2026-03-02",
    ],
)
def test_odd_addresses_are_answered(page, query):
    _, b = chain("a", "b")
    assert 'id="lineage"' in page(b, query)


def test_no_inline_style_or_script_is_used(page):
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    text = page(b)
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


def test_names_with_markup_stay_text(page):
    _, b = chain("<script>alert(1)</script>", "b")
    assert "<script>alert(1)" not in page(b)
