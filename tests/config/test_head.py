"""What Lighthouse asks of a page's frame and what can be told without it: language, description, width, names of links, types of answers."""

import re

import pytest
from django.test import Client

from tests.lineage.queries.makers import chain
from tests.people import make_cast

LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
VAGUE = {"more", "here", "click here", "read more", "learn more", "this", "go", "start", "right here"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/search/?q=board", "/assets/{}/", "/assets/{}/lineage/", "/inbox/", "/report/"])
def test_a_page_says_what_it_is_and_where_its_links_lead(address):
    cast = make_cast()
    *_, board = chain("rates", "board", domain=cast.domain, owner_team=cast.team)
    client = Client()
    client.force_login(cast.alice)
    answer = client.get(address.format(board.pk))
    page = answer.content.decode()
    assert page.lstrip().startswith("<!doctype html>")
    assert '<html lang="en"' in page and '<meta charset="utf-8">' in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert re.search(r'<meta name="description" content=".{30,}">', page)
    assert re.search(r"<title>\S.* · Provender</title>", page, re.DOTALL) and page.count("<h1") == 1
    words = {re.sub(r"<[^>]+>|\s+", " ", link).strip().lower() for link in LINK.findall(page)}
    assert not words & VAGUE
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "text/html; charset=utf-8")


@pytest.mark.django_db
def test_pages_travel_compressed_to_whoever_takes_that(client):
    client.force_login(make_cast().alice)
    plain, packed = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    assert len(packed.content) < len(plain.content) / 2
