"""The graph is a projection: replaying the log gives the rows that live ingestion gave."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage.actions.projecting import Projector, project_all
from lineage.actions.rebuild import rebuild
from lineage.models import Event, EventProblem, ProjectionCursor
from lineage.openlineage import UnreadableEvent, open_envelope, parse
from tests.lineage.projecting.telling import DAILY, FILL, ORDERS, ran, table, told
from tests.stories.log import Json, keep
from tests.stories.posting import event
from tests.stories.rows import differences, projected_rows

pytestmark = pytest.mark.usefixtures("committed_log")


def recorded(corpus: Path) -> Iterator[Json]:
    """Yield the events of the corpus that the front door takes."""
    for path in sorted(path for path in corpus.rglob("*.json*") if path.name != "config.json"):
        body = path.read_bytes()
        for text in body.splitlines() if path.suffix == ".jsonl" else (body,):
            document = parse(text) if text.strip() else {}
            try:
                open_envelope(document)
            except UnreadableEvent:
                continue
            assert isinstance(document, dict)
            yield document


def test_a_rebuild_of_the_whole_corpus_gives_the_rows_of_live_ingestion(corpus: Path) -> None:
    projector = Projector()
    events = list(recorded(corpus))
    for start in range(0, len(events), 40):
        keep(events[start : start + 40])
        project_all(projector)
    live = projected_rows()
    assert len(live["lineage_run"]) > 100
    assert rebuild() == Event.objects.count()
    assert differences(live, projected_rows()) == []
    assert not EventProblem.objects.filter(severity=EventProblem.Severity.FAILURE).exists()


def test_the_projector_goes_on_where_a_rebuild_ended() -> None:
    keep([event(eventType="START")])
    rebuild()
    assert project_all() == 0
    keep([event(eventType="COMPLETE")])
    assert project_all() == 1
    assert ProjectionCursor.objects.get().event_id == Event.objects.latest("id").id


def test_a_rebuild_derives_from_sql_what_live_ingestion_did() -> None:
    projector = Projector()
    star = ran("INSERT INTO daily SELECT * FROM people", name="star", inputs=[table("people")], outputs=[DAILY])
    happened = [ran(FILL, inputs=[ORDERS], outputs=[DAILY]), star, *told(table("people", "day")), ran(FILL, at="12:00")]
    for event_ in happened:
        keep([event_])
        project_all(projector)
    live = projected_rows()
    assert len(live["lineage_statement"]) == 2
    assert any("|sql|" in row.replace(",", "|") for row in live["lineage_columnedge"])
    rebuild()
    assert differences(live, projected_rows()) == []
