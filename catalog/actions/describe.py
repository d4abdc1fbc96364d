"""Saying what assets and columns are: names, purposes, descriptions, tags."""

from collections.abc import Mapping

from django.db import transaction

from catalog import audit
from catalog.actions.index_assets import index_assets
from catalog.models import Asset, AssetTag, Column, Person
from catalog.models.marks import Source

DESCRIBED = ("title", "purpose", "description")


class CannotTag(Exception):
    """The tag can't be set; the message says why."""


@transaction.atomic
def describe_asset(*, asset: Asset, title: str, purpose: str, description: str) -> None:
    """Give an asset its plain-language name, its one-sentence purpose and its description; unchanged words leave no trace."""
    if _reword(asset, "asset.described", {"title": title.strip(), "purpose": purpose.strip(), "description": description.strip()}):
        index_assets([asset.pk])


@transaction.atomic
def advise_on_asset(*, asset: Asset, best_for: str, not_for: str, conditions: str, sensitivity: str) -> None:
    """Tell whoever thinks of using an asset what it is good for, what not, on which conditions, and how carefully to handle it."""
    words = {"best_for": best_for.strip(), "not_for": not_for.strip(), "conditions": conditions.strip()}
    _reword(asset, "asset.advised", {**words, "sensitivity": sensitivity})


def _reword(asset: Asset, verb: str, said: Mapping[str, str]) -> bool:
    """Put words in an asset's fields; tells whether any of them changed."""
    # no_key: rows that name the asset (a deviation, a run) may come in meanwhile; locked harder, their writers and we deadlock.
    current = Asset.objects.select_for_update(of=("self",), no_key=True).get(pk=asset.pk)
    changed = {field: words for field, words in said.items() if getattr(current, field) != words}
    if not changed:
        return False
    before = {field: getattr(current, field) for field in changed}
    Asset.objects.filter(pk=asset.pk).update(**changed)
    audit.record(verb=verb, target=current, before=before, after=changed)
    return True


@transaction.atomic
def describe_column(*, column: Column, description: str) -> None:
    """Say what a column means."""
    words = description.strip()
    column = Column.objects.select_for_update(of=("self",), no_key=True).select_related("asset").get(pk=column.pk)
    if column.description == words:
        return
    before = {"path": column.path, "description": column.description}
    Column.objects.filter(pk=column.pk).update(description=words)
    audit.record(verb="column.described", target=column.asset, before=before, after={"path": column.path, "description": words})
    index_assets([column.asset_id])


@transaction.atomic
def tag_asset(*, asset: Asset, tag: str, person: Person, column: Column | None = None) -> AssetTag:
    """Put a tag (`key` or `key: value`) on an asset or one of its columns; setting it twice changes nothing."""
    key, _, value = (part.strip() for part in tag.partition(":"))
    if not key:
        raise CannotTag("A tag needs a word, for example `pii` or `source: crm`.")
    mark, is_new = AssetTag.objects.get_or_create(
        asset=asset, column=column, key=key[:200], value=value[:200], source=Source.PERSON, defaults={"added_by": person}
    )
    if is_new:
        audit.record(verb="asset.tagged", target=asset, after={"tag": str(mark), **({"path": column.path} if column else {})})
        index_assets([asset.pk])
    return mark


@transaction.atomic
def untag_asset(*, tag: AssetTag) -> None:
    """Take a tag off that a person had set; what events report comes back with the next event, so it stays."""
    if tag.source != Source.PERSON:
        raise CannotTag("This tag is reported by events; change it where they come from.")
    audit.record(verb="asset.untagged", target=tag.asset, before={"tag": str(tag)})
    tag.delete()
    index_assets([tag.asset_id])
