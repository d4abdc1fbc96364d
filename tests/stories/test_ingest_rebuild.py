"""The graph is a projection: replaying the log gives the rows that live ingestion gave."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import bulk
from lineage.actions.projecting import Projector, observing, project_all
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import Memory
from lineage.actions.rebuild import rebuild
from lineage.models import Event, EventProblem, ProjectionCursor
from lineage.openlineage import UnreadableEvent, open_envelope, parse
from tests.lineage.projecting.telling import DAILY, FACET, FILL, ORDERS, ran, table, told
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


def test_a_rebuild_of_the_whole_corpus_gives_the_rows_of_live_ingestion(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.actions.rebuild.BATCH", 100)
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


def fed(hour: int, name: str = "daily", job: str = "fill", **facets: Json) -> Json:
    """A run at that hour that says which column its column comes from."""
    source = {"namespace": ORDERS["namespace"], "name": ORDERS["name"], "field": "placed"}
    stated = FACET | {"fields": {"day": {"inputFields": [source]}}}
    return ran("", at=f"{hour:02}:00", name=job, inputs=[ORDERS], outputs=[table(name, "day", columnLineage=stated, **facets)])


@pytest.mark.parametrize("size", [1, 2, 3, 10_000])
@pytest.mark.parametrize("forgets", [False, True])
def test_edges_are_as_old_as_live_however_a_rebuild_cuts_the_log(size: int, forgets: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.actions.rebuild.BATCH", size)
    monkeypatch.setattr("lineage.actions.projecting.memory.MOST_ENTRIES", 3 if forgets else 1_500_000)
    link = {"namespace": ORDERS["namespace"], "name": "shop.public.day_totals", "type": "TABLE"}
    linked = table("daily", symlinks=FACET | {"identifiers": [link]})
    copied = [fed(hour, "day_totals", "copy") for hour in (12, 13)]
    happened = [fed(10), fed(11), fed(12), *copied, *told(linked), fed(9), fed(10)]
    for number, one in enumerate(happened):
        keep([one | {"run": {"runId": f"01936894-494e-7b5c-938a-{number:012}"}} if "run" in one else one])
        project_all()
    live = projected_rows()
    assert len(live["catalog_asset"]) == 2
    assert "13:00" in "".join(live["lineage_columnedge"])
    rebuild()
    assert differences(live, projected_rows()) == []


def refuse_poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the run called so can't be recorded."""
    folding = observing.observe

    def observe(batch: list[Told], memory: Memory) -> None:
        if any(one.event.run and one.event.run.run_id == "poisoned" for one in batch):
            raise ValueError("poison")
        folding(batch, memory)

    monkeypatch.setattr("lineage.actions.projecting.batch.observe", observe)


def test_a_poisoned_event_makes_a_rebuild_forget_no_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned = fed(13) | {"run": {"runId": "poisoned"}}
    for one in (fed(10, job="copy"), fed(11, job="copy"), fed(12), poisoned, fed(14)):
        keep([one])
        project_all()
    before = projected_rows()
    refuse_poisoned(monkeypatch)
    monkeypatch.setattr("lineage.actions.rebuild.BATCH", 1)
    rebuild()
    assert EventProblem.objects.filter(severity=EventProblem.Severity.FAILURE).count() == 1
    assert projected_rows()["lineage_columnedge"] == before["lineage_columnedge"]


def test_a_job_told_of_before_a_poisoned_event_of_its_batch_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = ran("", name="alone")  # it reads and writes nothing: only the events' word keeps it
    happened = [alone, fed(10), fed(11) | {"run": {"runId": "poisoned"}}, fed(12)]
    for one in happened:
        keep([one])
        project_all()
    before = projected_rows()["lineage_job"]
    refuse_poisoned(monkeypatch)
    rebuild()
    assert [row.split(",")[:2] for row in projected_rows()["lineage_job"]] == [row.split(",")[:2] for row in before]


def test_the_reader_has_its_turn_only_while_the_database_is_waited_for() -> None:
    turn, met = threading.Event(), threading.Event()
    reader = threading.Thread(target=lambda: turn.wait(10) and met.set())
    with bulk.giving_way(turn):
        reader.start()
        assert not turn.wait(0.05)
        bulk.ask("SELECT pg_sleep(0.05)")
        assert met.wait(10)
        assert not turn.is_set()
    assert turn.is_set()
    reader.join()


def test_a_rebuild_that_fails_leaves_everything_as_it_was_and_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.actions.rebuild.BATCH", 1)
    keep([fed(10), fed(11), fed(12)])
    project_all()
    live, cores = projected_rows(), getattr(os, "sched_getaffinity", int)(0)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("lineage.actions.rebuild.move_cursor", fail)
        with pytest.raises(OSError, match="the disk is full"):
            rebuild()
    assert differences(live, projected_rows()) == []
    assert getattr(os, "sched_getaffinity", int)(0) == cores
    assert [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")] == []
    assert rebuild() == 3


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
