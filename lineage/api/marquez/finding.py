"""Finds what Marquez's names mean here, and the rows its shapes are made of; never more queries for more rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from rest_framework.exceptions import NotFound

from catalog.models import Asset, AssetName, AssetTag, Column, Person
from lineage.api.marquez.nodeid import NodeId
from lineage.api.marquez.shapes import dataset_shape, job_shape
from lineage.models import Job, JobDataset
from lineage.models.run import Direction
from lineage.queries.labels import HIDDEN_NAME, hidden_domains

HIDDEN_NAMESPACE = "hidden"


def asset_named(namespace: str, name: str, person: Person | None) -> Asset:
    """Find an asset by any of its names."""
    found = AssetName.objects.filter(namespace__name=namespace, name=name, asset__in=Asset.objects.visible_to(person))
    one = found.select_related("asset__namespace", "asset__domain").first()
    if one is None:
        raise NotFound(f"Dataset '{name}' not found in namespace '{namespace}'.")
    return one.asset


def job_named(namespace: str, name: str, person: Person | None) -> Job:
    """Find a job that this person may see."""
    job = (
        Job.objects.visible_to(person)
        .filter(namespace__name=namespace, name=name)
        .select_related("namespace", "parent", "latest_run")
        .first()
    )
    if job is None:
        raise NotFound(f"Job '{name}' not found in namespace '{namespace}'.")
    return job


def asset_of(node: NodeId, person: Person | None) -> tuple[Asset, tuple[str, ...]]:
    """Find the asset a node id means, and the parts of the id after its name (a field's)."""
    for reading in node.readings:
        try:
            return asset_named(reading[0], reading[1], person), reading[2:]
        except NotFound:
            continue
    raise NotFound("Node not found: no dataset has that namespace and name.")


def job_of(node: NodeId, person: Person | None) -> Job:
    """Find the job a node id means."""
    for namespace, name in node.readings:
        try:
            return job_named(namespace, name, person)
        except NotFound:
            continue
    raise NotFound("Node not found: no job has that namespace and name.")


def datasets_shaped(assets: Sequence[Asset]) -> list[dict[str, Any]]:
    """Shape datasets with their columns and tags; two queries."""
    ids = [asset.pk for asset in assets]
    columns: dict[int, list[Column]] = {}
    for column in Column.objects.filter(asset_id__in=ids, is_current=True).order_by("asset_id", "ordinal", "path"):
        columns.setdefault(column.asset_id, []).append(column)
    tags: dict[int, list[str]] = {}
    for tag in AssetTag.objects.filter(asset_id__in=ids, column=None).order_by("key"):
        tags.setdefault(tag.asset_id, []).append(str(tag))
    return [dataset_shape(asset, columns.get(asset.pk, []), tags.get(asset.pk, [])) for asset in assets]


def sides_of(jobs: Collection[int], person: Person | None) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """Name what jobs read and write: `{(job, direction): [(namespace, name)]}`, hidden assets masked."""
    hidden = hidden_domains(person)
    sides = JobDataset.objects.filter(job_id__in=jobs, is_shown=True).values_list(
        "job_id", "direction", "asset__namespace__name", "asset__name", "asset__domain_id", "asset_id"
    )
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for job, direction, space, name, domain, asset in sides.order_by("asset__name"):
        named = (HIDDEN_NAMESPACE, f"{HIDDEN_NAME} {asset}") if domain in hidden else (space, name)
        if named not in (known := found.setdefault((job, direction), [])):
            known.append(named)
    return found


def jobs_shaped(jobs: Iterable[Job], person: Person | None) -> list[dict[str, Any]]:
    """Shape jobs with what they read and write; two queries."""
    rows = list(jobs)
    sides = sides_of([job.pk for job in rows], person)
    return [job_shape(job, sides.get((job.pk, Direction.INPUT), []), sides.get((job.pk, Direction.OUTPUT), [])) for job in rows]
