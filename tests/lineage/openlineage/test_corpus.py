"""The public corpus: every event is read, or refused for a reason that is written down here."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lineage.openlineage import UnreadableEvent, open_envelope, read_event

Documents = Callable[[Path], Iterator[Any]]

# Folder, then why some of its events are refused, and how many are.
REFUSALS: dict[str, dict[str, int]] = {
    "compat-consumer": {},
    "data-rentgen": {},
    # Partial expectations of Spark's tests: an input of which only the namespace is told.
    "rendered": {"inputs[n].name is missing": 4},
    # Worked examples of one facet: all but one leave out the time, one is a bare facet.
    "ol-explicit-lineage": {"eventTime is missing": 10, "no run, job, dataset": 1},
    # Templates: a placeholder stands where the time is, or the run, or a name.
    "ol-hive-container": {"eventTime is unsound": 32, "run.runId is missing": 22, "eventTime is missing": 2},
}


def why(refused: UnreadableEvent) -> str:
    """Return a refusal in few words, without what was sent."""
    if refused.path == "$":
        return "no run, job, dataset"
    return f"{re.sub(r'[0-9]+', 'n', refused.path)} {'is missing' if 'is missing' in refused.message else 'is unsound'}"


def refusals_of(folder: Path, documents: Documents) -> tuple[int, Counter[str]]:
    """Return how many events were read, and how many refused for which reason; both readers must agree."""
    read, refused = 0, Counter[str]()
    for path in sorted(folder.rglob("*.json*")):
        for document in () if path.name == "config.json" else documents(path):
            try:
                envelope = open_envelope(document)
            except UnreadableEvent as error:
                refused[why(error)] += 1
                with pytest.raises(UnreadableEvent):
                    read_event(document)
            else:
                event = read_event(document)
                assert (event.kind, event.event_time) == (envelope.kind, envelope.event_time)
                read += 1
    return read, refused


@pytest.mark.parametrize("folder", REFUSALS)
def test_public_events_are_read_or_refused_for_a_known_reason(folder: str, corpus: Path, documents: Documents) -> None:
    _, refused = refusals_of(corpus / folder, documents)
    assert dict(refused) == REFUSALS[folder]


def test_every_column_edge_of_the_corpus_has_a_known_kind_and_names(corpus: Path, documents: Documents) -> None:
    edges = 0
    for path in sorted((corpus / "rendered").rglob("*.jsonl")):
        sound = (document for document in documents(path) if "name" in (document.get("inputs") or [{"name": ""}])[0])
        for event in map(read_event, sound):
            for edge in (edge for dataset in event.outputs for edge in dataset.column_edges or ()):
                assert edge.kind in {"direct", "indirect"}
                assert edge.target in {dataset.ref for dataset in event.outputs}
                edges += 1
    assert edges > 100
