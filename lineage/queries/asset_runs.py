"""Runs that touched one asset."""

from catalog.models import Person
from lineage.models import Run, RunDataset
from lineage.queries.paging import PAGE_SIZE, Page, Place, after, decode, encode
from lineage.queries.runs import RunFilter


def asset_runs(asset: int, side: str, chosen: RunFilter, person: Person | None, cursor: str = "") -> Page[Run]:
    """List the runs that wrote (`output`) or read (`input`) an asset, from new to old, as far as somebody may see them; one query."""
    touched = RunDataset.objects.filter(asset_id=asset, direction=side).values("run_id")
    runs = chosen.apply(Run.objects.visible_to(person).for_listing().filter(pk__in=touched))
    start = decode(cursor)
    if start:
        runs = runs.filter(after(start, "first_event_at"))
    found = list(runs.order_by("-first_event_at", "pk")[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return Page(found[:PAGE_SIZE], encode(Place(last.first_event_at, last.pk)) if last else "", is_first=start is None)
