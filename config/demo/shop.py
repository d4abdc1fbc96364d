"""The demo's glossary, advice, sample queries, lists and visitors: what makes the shop look lived in. Done twice it changes nothing."""

from datetime import datetime, timedelta

from django.db import transaction

from catalog import audit
from catalog.actions.describe import advise_on_asset
from catalog.actions.lists import create_list, list_asset
from catalog.actions.sample_queries import add_sample_query
from catalog.actions.terms import Wanted, define_term, link_term, map_terms
from catalog.actions.viewing import note_view, sum_views
from catalog.models import Asset, AssetList, Term, ViewCount
from config.demo.landscape import KETTLE
from config.demo.landscape.meaning import ADVICE, LIKENESSES, LISTS, LOOKED_AT, WORDS, Word
from config.demo.people import Staff, assets_of
from lineage.actions.importance import weigh_assets

DAYS = 28
WORKING_DAYS = 5


@transaction.atomic
def furnish_shop(staff: Staff, as_of: datetime) -> None:
    """Write the glossary and advice, fill lists, let people look around."""
    rows = assets_of(KETTLE)
    _define(staff, rows)
    _advise(staff, rows)
    _list(staff, rows)
    _look_around(staff, rows, as_of)
    sum_views(now=as_of)
    weigh_assets()


def _define(staff: Staff, rows: dict[str, Asset]) -> None:
    terms: dict[tuple[str, str], Term] = {}
    for word in WORDS:
        with audit.acting(audit.Actor(person=staff.people[word.owner])):
            terms[word.domain, word.name] = _term(staff, word)
            for place in word.on:
                key, _, path = place.partition(".")
                column = rows[key].columns.get(path=path) if path else None
                link_term(term=terms[word.domain, word.name], asset=rows[key], column=column, person=staff.people[word.owner])
    for likeness in LIKENESSES:
        one, other = terms[likeness.one], terms[likeness.other]
        if not one.mappings.filter(other=other).exists():
            with audit.acting(audit.Actor(person=one.owner)):
                map_terms(term=one, other=other, kind=likeness.kind, note=likeness.note)


def _term(staff: Staff, word: Word) -> Term:
    domain, owner = staff.domains[word.domain], staff.people[word.owner]
    known = Term.objects.filter(domain=domain, name=word.name).first()
    return known or define_term(domain=domain, wanted=Wanted(word.name, word.definition, word.synonyms, word.state, owner))


def _advise(staff: Staff, rows: dict[str, Asset]) -> None:
    for advice in ADVICE:
        asset = rows[advice.key]
        steward = asset.steward or staff.administrator
        with audit.acting(audit.Actor(person=steward)):
            advise_on_asset(
                asset=asset,
                best_for=advice.best_for,
                not_for=advice.not_for,
                conditions=advice.conditions,
                sensitivity=advice.sensitivity,
            )
            known = set(asset.sample_queries.values_list("title", flat=True))
            for title, text in advice.queries:
                if title not in known:
                    add_sample_query(asset=asset, title=title, text=text, person=steward)


def _list(staff: Staff, rows: dict[str, Asset]) -> None:
    for handle, name, description, crew, keys in LISTS:
        person = staff.people[handle]
        with audit.acting(audit.Actor(person=person)):
            team = staff.teams[crew] if crew else None
            held = AssetList.objects.filter(owner=person, name=name).first()
            held = held or create_list(person=person, name=name, description=description, team=team)
            for key in keys:
                list_asset(asset_list=held, asset=rows[key], person=person)


def _look_around(staff: Staff, rows: dict[str, Asset], as_of: datetime) -> None:
    """Let everybody open what is on their lists lately, and write the counts of four weeks, weekends off."""
    for back, (handle, _, _, _, keys) in enumerate(LISTS):
        for step, key in enumerate(keys):
            note_view(asset=rows[key], person=staff.people[handle], at=as_of - timedelta(hours=1 + 3 * back, minutes=7 * step))
    days = [day for day in (as_of.date() - timedelta(days=back) for back in range(1, DAYS + 1)) if day.weekday() < WORKING_DAYS]
    ViewCount.objects.bulk_create(
        [ViewCount(asset=rows[key], day=day, people=people) for key, people in LOOKED_AT.items() for day in days], ignore_conflicts=True
    )
