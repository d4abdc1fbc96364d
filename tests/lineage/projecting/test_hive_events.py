"""Hive's events through the projector: what we derive from their SQL beside the edges of their own columnLineage facet."""

import json
from uuid import UUID

import pytest

from lineage.actions.projecting import Projector
from lineage.models import ColumnEdge
from tests.lineage.sql.corpus import ROOT
from tests.stories.log import Json, keep, kept_entries

pytestmark = pytest.mark.django_db

# Told and explained in docs/reference/sql.md: Hive names joins filters besides (5), conditions identities besides (2), and omits two columns.
ONLY_THEIRS, ONLY_OURS = 7, 2


@pytest.fixture
def events() -> list[Json]:
    """Each query in a world of its own: the recordings give one name to tables of different columns."""
    folder = ROOT / "openlineage" / "ol-hive-container"
    if not folder.exists():
        pytest.skip("Hive's events aren't here; PROVENDER_CORPUS names the folder that has openlineage/ol-hive-container.")
    found = []
    for number, path in enumerate(sorted(folder.glob("cll*Complete.json"))):
        text = (
            path.read_text().replace("hive://localhost:9083", f"hive://metastore{number}:9083").replace("/opt/hive", f"/opt/hive{number}")
        )
        event = json.loads(text)
        event["run"]["runId"] = str(UUID(int=number + 1))
        event["job"] |= {"namespace": "hive", "name": f"query {number}"}
        found.append(event | {"eventTime": "2026-03-01T10:00:00Z", "producer": "https://example.org"})
    return found


def edges(evidence: str) -> set[tuple[object, ...]]:
    ends = ("source__name", "source_column__path", "target__name", "target_column__path")
    return set(ColumnEdge.objects.filter(evidence=evidence).values_list("job__name", *ends, "kind", "subtype", "masking"))


def test_edges_from_hives_sql_are_those_of_hives_facets_but_for_what_is_explained(events: list[Json]) -> None:
    keep(events)
    Projector().fold(kept_entries())
    ours, theirs = edges("sql"), edges("column_lineage")
    assert len(ours & theirs) >= 80
    assert (len(theirs - ours), len(ours - theirs)) == (ONLY_THEIRS, ONLY_OURS)
    assert not ColumnEdge.objects.filter(evidence="sql", is_shown=True).exclude(pk__in=_in_columns_of_no_facet()).exists()


def _in_columns_of_no_facet() -> list[int]:
    """SQL's edges into columns that no facet speaks of: only those may be shown."""
    spoken = set(ColumnEdge.objects.filter(evidence="column_lineage").values_list("job_id", "target_id", "target_column_id"))
    rows = ColumnEdge.objects.filter(evidence="sql").values_list("pk", "job_id", "target_id", "target_column_id")
    return [pk for pk, *end in rows if tuple(end) not in spoken]
