"""An event read into words: one pass over the document, problems noted, nothing guessed silently."""

from dataclasses import replace
from typing import Any

from .cleaning import clean_document
from .core import Core, read_core
from .facets_dataset import read_dataset
from .facets_job import read_job
from .facets_run import read_run
from .notes import Notes
from .piece import Piece
from .words import Dataset, DatasetRef, Event, EventKind, Job, JobRef, Run


def read_event(document: Any, *, is_clean: bool = False) -> Event:
    """Return a parsed event (see `parse`) in our words, with a problem for everything that was odd.

    `is_clean` spares the search for NUL and overlong texts when the caller knows there are none.
    Raises UnreadableEvent exactly where `open_envelope` does: for the core. Odd facets are noted and left out.
    """
    notes = Notes()
    cleaned = document if is_clean else clean_document(document, notes)
    core = read_core(cleaned, notes)
    whole = Piece(cleaned, notes)
    run = _run(whole, core)
    inputs, outputs = _datasets(whole, "inputs"), _datasets(whole, "outputs")
    if run is not None and run.tests:
        run, inputs, outputs = _place_tests(run, inputs, outputs)
    return Event(
        kind=core.kind,
        event_time=core.event_time,
        event_type=core.event_type,
        producer=core.producer,
        schema_url=core.schema_url,
        run=run,
        job=_job(whole, core),
        dataset=_dataset(whole, core),
        inputs=inputs,
        outputs=outputs,
        problems=notes.problems(),
    )


def _run(whole: Piece, core: Core) -> Run | None:
    run = whole.piece("run") if core.kind is EventKind.RUN else None
    return None if run is None else read_run(run, core.run_id)


def _job(whole: Piece, core: Core) -> Job | None:
    job = None if core.kind is EventKind.DATASET else whole.piece("job")
    return None if job is None else read_job(job, JobRef(*core.job))


def _dataset(whole: Piece, core: Core) -> Dataset | None:
    dataset = whole.piece("dataset") if core.kind is EventKind.DATASET else None
    return None if dataset is None else read_dataset(dataset, DatasetRef(*core.dataset))


def _datasets(whole: Piece, key: str) -> tuple[Dataset, ...]:
    """Return the datasets of one side; the core has checked their names."""
    named = ((entry, entry.ref()) for entry in whole.pieces(key))
    return tuple(read_dataset(entry, ref) for entry, ref in named if ref is not None)


def _place_tests(
    run: Run, inputs: tuple[Dataset, ...], outputs: tuple[Dataset, ...]
) -> tuple[Run, tuple[Dataset, ...], tuple[Dataset, ...]]:
    """Give a run's test results, which name no dataset, to its input if it has just one; else the run keeps them."""
    if len(inputs) != 1:
        return run, inputs, outputs
    tested = replace(inputs[0], observations=tuple(dict.fromkeys((*inputs[0].observations, *run.tests))))
    return replace(run, tests=()), (tested,), outputs
