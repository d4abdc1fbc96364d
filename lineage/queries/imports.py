"""What an import said, for whoever may see it: names of assets that they may not see are left out and counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import Asset, AssetName, Namespace, Person
from lineage.models import Import, ImportState, Job

STATES = ("changed", "new", "gone")
MOST_NAMESPACES = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a proposal. `changes` have sign, kind, path and words; `pk` leads to what the catalog has of it, if anything."""

    kind: str
    state: str
    namespace: str
    name: str
    changes: Sequence[dict[str, str]]
    more: int
    columns: int
    pk: int | None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import with what it said. `tiles` are (label, number, note)."""

    found: Import
    entries: list[Entry]
    hidden: int
    tiles: list[tuple[str, int, str]]
    facts: list[tuple[str, str]]

    @property
    def percent(self) -> int:
        """How far its worker is."""
        return min(100, round(100 * self.found.done / self.found.total)) if self.found.total else 0


def import_page(found: Import, person: Person) -> ImportPage:
    """Gather what the page of an import shows."""
    entries = found.proposal
    there = _there(entries)
    visible = set(Asset.objects.visible_to(person).filter(pk__in=there.values()).values_list("pk", flat=True))
    jobs = _jobs(entries, person)
    shown: list[Entry] = []
    for entry in entries:
        asset = there.get((entry["namespace"], entry["name"]))
        if entry["kind"] == "dataset" and asset is not None and asset not in visible:
            continue
        pk = asset if entry["kind"] == "dataset" else jobs.get((entry["namespace"], entry["name"]))
        shown.append(Entry(**entry, pk=pk))
    return ImportPage(found, shown, len(entries) - len(shown), _tiles(found.counts), _facts(found.counts))


def _there(entries: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    names = {entry["name"] for entry in entries if entry["kind"] == "dataset"}
    rows = AssetName.objects.filter(name__in=names).values_list("namespace__name", "name", "asset")
    return {(namespace, name): asset for namespace, name, asset in rows}


def _jobs(entries: Sequence[dict[str, Any]], person: Person) -> dict[tuple[str, str], int]:
    names = {entry["name"] for entry in entries if entry["kind"] == "job"}
    rows = Job.objects.visible_to(person).filter(name__in=names).values_list("namespace__name", "name", "pk")
    return {(namespace, name): pk for namespace, name, pk in rows}


def _tiles(counts: dict[str, int]) -> list[tuple[str, int, str]]:
    """Say the four numbers that decide: assets, columns, jobs, and what was reported of runs or counted of queries."""

    def of(word: str) -> str:
        told = ((state, counts.get(f"{word} {state}", 0)) for state in ("new", "changed", "unchanged", "gone"))
        return ", ".join(f"{number:,} {state}" for state, number in told if number) or "none"

    def total(word: str) -> int:
        return sum(counts.get(f"{word} {state}", 0) for state in ("new", "changed", "unchanged"))

    columns = ", ".join(f"{number:,} {word}" for word in ("added", "removed", "changed") if (number := counts.get(f"columns {word}", 0)))
    tiles = [
        ("Assets", total("assets"), of("assets")),
        ("Column changes", sum(counts.get(f"columns {word}", 0) for word in ("added", "removed", "changed")), columns or "none"),
        ("Jobs", total("jobs"), of("jobs")),
    ]
    if "log entries" in counts:
        return [*tiles, ("Log entries", counts["log entries"], f"{counts.get('statements', 0):,} different statements")]
    return [*tiles, ("Run reports", total("run reports"), of("run reports"))]


def _facts(counts: dict[str, int]) -> list[tuple[str, str]]:
    """List what else was counted: in the source's own words."""
    ours = ("assets ", "jobs ", "run reports ", "columns ")
    return [(word[:1].upper() + word[1:], f"{number:,}") for word, number in counts.items() if not word.startswith(ours)]


def namespaces_seen_by(person: Person) -> list[str]:
    """Suggest namespaces: those with tables that this person may see."""
    visible = Asset.objects.visible_to(person)
    found = Namespace.objects.filter(pk__in=visible.values("namespace")).order_by("name")
    return list(found.values_list("name", flat=True)[:MOST_NAMESPACES])


def can_be_saved(found: Import) -> bool:
    """Say whether an import can become a source that is read again and again."""
    return found.state == ImportState.DONE and found.source_id is None
