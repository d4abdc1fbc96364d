"""Judged searches: the demo's landscape beside ten thousand generated assets, what people type, and at which place they find it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.demo.landscape.words import Asset as Told

FILE = Path(__file__).with_name("judged_queries.txt")
NOUNS = (
    "invoice ledger warranty subsidy tariff payroll pension mortgage premium deductible claim policy reinsurer broker vessel "
    "container berth cargo freight waybill turbine generator substation meter outage patient admission ward prescription dosage "
    "lecture enrolment syllabus exam grade harvest orchard irrigation silo tractor"
)
ASPECTS = (
    "daily weekly monthly yearly summary detail history snapshot audit forecast budget actual regional national raw clean draft "
    "final open closed top bottom mean median total"
)
NUMBERS = 10
SEEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
INSERT = (
    "INSERT INTO catalog_asset (namespace_id, name, title, purpose, description, usage, first_seen_at, last_seen_at) VALUES %s RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with what is meant (kind and name) and the last place at which it counts as found."""

    q: str
    kind: str
    name: str
    place: int


def read() -> list[Judged]:
    """Read the judged queries."""
    return list(_read())


def _read() -> Iterator[Judged]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        q, is_judged, meant = line.partition(" => ")
        if not is_judged or line.startswith("#"):
            continue
        kind, _, rest = meant.partition(" ")
        name, _, place = rest.rpartition(" @")
        yield Judged(q, kind, name, int(place))


def generated() -> list[str]:
    """Name ten thousand assets, spelt in three ways."""
    return [_spelt(noun, aspect, number) for noun in NOUNS.split() for aspect in ASPECTS.split() for number in range(NUMBERS)]


def _spelt(noun: str, aspect: str, number: int) -> str:
    ways = (f"mart.{noun}_{aspect}_{number}", f"mart.{noun}{aspect.capitalize()}{number}", f"lake/{noun}-{aspect}-{number}.parquet")
    return ways[number % 3]


def shelve() -> None:
    """Put the demo's assets, people and glossary and the generated assets into the database, and learn the vocabulary."""
    from catalog import bulk
    from catalog.actions.index_assets import index_assets
    from catalog.models import Namespace
    from catalog.search import learn_words
    from config.demo.landscape import KETTLE
    from config.demo.people import Staff, govern
    from config.demo.shop import furnish_shop

    for told in KETTLE.assets:
        _write(told)
    staff = Staff()
    staff.hire()
    govern(staff, KETTLE)
    furnish_shop(staff, SEEN)
    place = Namespace.objects.create(name="generated://mart", platform="duckdb")
    pick = random.Random(1)
    rows = [(place.pk, name, "", "", "", pick.randrange(40), SEEN, SEEN) for name in generated()]
    index_assets(row[0] for row in bulk.write(INSERT, rows))
    learn_words()
    bulk.run("ANALYZE catalog_searchentry")


def _write(told: "Told") -> None:
    """Write one of the demo's assets as its events would have told it."""
    from catalog.models import Asset, AssetName, AssetTag, Column, Namespace

    place, _ = Namespace.objects.get_or_create(name=told.space.name, defaults={"platform": told.space.name.partition(":")[0]})
    asset = Asset.objects.create(namespace=place, name=told.name, kind=told.kind, first_seen_at=SEEN, last_seen_at=SEEN)
    AssetName.objects.create(asset=asset, namespace=place, name=told.name)
    Column.objects.bulk_create(
        Column(
            asset=asset, path=column.name, data_type=column.data_type, ordinal=at, reported_description=column.description, is_current=True
        )
        for at, column in enumerate(told.columns)
    )
    AssetTag.objects.bulk_create(
        AssetTag(asset=asset, key=key.strip(), value=value.strip(), source="reported")
        for key, _, value in (tag.partition(":") for tag in told.tags)
    )


def place_of(judged: Judged, person: object) -> int:
    """Give the place at which a query finds what is meant, from 1; 0: not on the first page."""
    from catalog.models import Person
    from catalog.search import Filters, find

    assert isinstance(person, Person)
    hits = find(judged.q, Filters(), person=person).hits
    return next((at for at, hit in enumerate(hits, 1) if (hit.kind, hit.name) == (judged.kind, judged.name)), 0)
