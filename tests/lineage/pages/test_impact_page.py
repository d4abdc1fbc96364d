import pytest

from tests.lineage.queries.makers import chain, link
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    client.force_login(make_cast().ada)
    return lambda asset, rest="impact/": client.get(f"/assets/{asset.pk}/lineage/{rest}")


def test_the_list_counts_and_names_what_depends_on_it(get):
    a, *_ = chain("a", "b", "c")
    text = get(a).content.decode()
    assert "2 assets, up to 2 steps away" in text
    assert "build_<wbr>c" in text


def test_the_csv_holds_every_row(get):
    a, *_ = chain("a", "b", "c")
    answer = get(a, "impact.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Disposition"].startswith("attachment")
    assert [line.split(",")[:2] for line in lines] == [["distance", "asset"], ["1", "b"], ["2", "c"]]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum", "\tx"])
def test_no_name_becomes_a_formula(get, name):
    a = make_asset("a")
    link(a, make_asset(name))
    body = b"".join(get(a, "impact.csv").streaming_content).decode()
    assert f"'{name}" in body


def test_filters_and_direction_come_from_the_address(get):
    *_, c = chain("a", "b", "c")
    text = get(c, "impact/?direction=up&q=a").content.decode()
    assert "What it is made from" in text
    assert "1 match" in text
