"""Deciding by hand what is one asset and what is two: a steward's word that no event overrules."""

from celery import current_app
from django.db import transaction

from catalog import audit, bulk
from catalog.actions.index_assets import index_assets
from catalog.actions.name_assets import settle_primary_names
from catalog.models import Asset, AssetName
from lineage.actions.projecting.deriving import derive, jobs_touching
from lineage.actions.projecting.describing import derive_again
from lineage.actions.projecting.merging import merge
from lineage.actions.projecting.projector import alone
from lineage.actions.projecting.showing import decide_shown, decide_sides
from lineage.models import JobDataset

REBUILD = "lineage.tasks.rebuild"


class CannotIdentify(Exception):
    """The assets can't be joined or separated so; the message says why."""


def merge_assets(*, keep: Asset, gone: Asset) -> None:
    """Make two assets one: `gone`'s names, lineage, runs and people's words move to `keep`, whose own words win."""
    if keep.pk == gone.pk:
        raise CannotIdentify("An asset can't be merged with itself.")
    with alone(), transaction.atomic():
        before = {"names": [str(name) for name in gone.names.all()], "title": gone.title}
        AssetName.objects.filter(asset__in=[keep.pk, gone.pk]).update(is_pinned=True)
        merge({gone.pk: keep.pk})
        settle_primary_names([keep.pk])
        derive_again([keep.pk])
        stating = set(JobDataset.objects.filter(asset=keep).values_list("job_id", flat=True))
        speaking = jobs_touching([keep.pk]) | decide_sides(stating)
        derive(speaking)
        decide_shown(stating | speaking)
        index_assets([keep.pk])
        _drop_memories()
        audit.record(verb="asset.merged", target=keep, before=before, after={"merged": gone.name})


def separate_name(*, name: AssetName) -> Asset:
    """Give a name an asset of its own again; what events told of it moves there with the rebuild that this starts."""
    asset = name.asset
    if asset.names.count() == 1:
        raise CannotIdentify("This is the asset's only name; there is nothing to separate.")
    with alone(), transaction.atomic():
        AssetName.objects.filter(asset=asset).update(is_pinned=True)
        # The asset may be called by the very name that leaves it: it takes its next best first.
        AssetName.objects.filter(pk=name.pk).delete()
        settle_primary_names([asset.pk])
        separate = Asset.objects.create(namespace=name.namespace, name=name.name)
        AssetName.objects.create(asset=separate, namespace=name.namespace, name=name.name, kind=AssetName.Kind.REPORTED, is_pinned=True)
        index_assets([asset.pk, separate.pk])
        _drop_memories()
        audit.record(verb="asset.separated", target=asset, before={"name": name.name}, after={"asset": separate.pk})
        transaction.on_commit(lambda: current_app.send_task(REBUILD))
    return separate


def _drop_memories() -> None:
    """Make every projector forget what it remembers of assets."""
    bulk.run("UPDATE lineage_projectioncursor SET generation = generation + 1 WHERE name = 'projector'")
