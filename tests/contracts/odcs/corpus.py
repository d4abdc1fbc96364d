"""The standard's own examples, where they are: they belong to others and are not part of this repository."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("PROVENDER_CORPUS") or Path(__file__).resolve().parents[4] / "shared" / "data") / "odcs"
needs_corpus = pytest.mark.skipif(not FOLDER.is_dir(), reason="PROVENDER_CORPUS names no folder with ODCS examples")


def documents(kind: str) -> list[object]:
    """Give the files of a folder (`examples`, `negative`) as test parameters."""
    return [pytest.param(path, id=path.stem) for path in sorted((FOLDER / kind).rglob("*.yaml"))]
