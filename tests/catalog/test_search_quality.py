"""Search is judged: a hundred queries over the demo and ten thousand generated assets, each with the place it must be found at."""

import random

import pytest

from catalog.models import Asset, Person
from catalog.search import Filters, find
from catalog.wording import short_name
from tests.benchmarks.judged import generated, place_of, read, shelve

ADMINISTRATOR = Person(handle="judge", is_administrator=True)


@pytest.mark.django_db
def test_what_is_meant_is_found_where_it_should_be_and_exact_names_come_first() -> None:
    judged = read()
    assert len(judged) >= 100
    shelve()
    places = [(wanted, place_of(wanted, ADMINISTRATOR)) for wanted in judged]
    missed = [f"{wanted.q} => {wanted.name} @{wanted.place}, found at {at}" for wanted, at in places if not 0 < at <= wanted.place]
    assert not missed, "\n".join(missed)
    exact = [short_name(name) for name in random.Random(3).sample(generated(), 20)]
    exact += random.Random(3).sample(sorted(Asset.objects.exclude(title="").values_list("title", flat=True)), 20)
    first = {name: find(name, Filters(), person=ADMINISTRATOR).hits[0].name for name in exact}
    assert {name: found for name, found in first.items() if found.lower() != name.lower()} == {}
