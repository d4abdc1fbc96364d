"""Makers for the tests of reading OpenLineage: a minimal event, and where the public corpus lies."""

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from lineage.openlineage import parse

Json = dict[str, Any]

MINIMAL: Json = {
    "eventType": "COMPLETE",
    "eventTime": "2026-11-20T10:00:00Z",
    "producer": "https://example.org/producer",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "run": {"runId": "01936894-494e-7b5c-938a-7b0fcc5f8eb9"},
    "job": {"namespace": "airflow", "name": "orders.load"},
}


@pytest.fixture
def make_event() -> Callable[..., Json]:
    """Return a maker of run events: the minimal one, with the given fields in place of its own."""

    def make(**fields: object) -> Json:
        return deepcopy(MINIMAL) | fields

    return make


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of public OpenLineage data, or skip: it is not part of the project."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = Path(os.environ.get("PROVENDER_CORPUS", beside)) / "openlineage"
    if not folder.is_dir():
        pytest.skip("no public events here: set PROVENDER_CORPUS to a folder that holds openlineage/")
    return folder


@pytest.fixture(scope="session")
def documents() -> Callable[[Path], Iterator[Any]]:
    """Return a reader of the events of a .json file (one) or .jsonl file (one a line)."""

    def read(path: Path) -> Iterator[Any]:
        body = path.read_bytes()
        for text in body.splitlines() if path.suffix == ".jsonl" else (body,):
            if text.strip():
                yield parse(text)

    return read
