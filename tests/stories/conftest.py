"""What stories need: the folder of recorded public events."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of recorded OpenLineage events, or skip: it is not part of the project."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("PROVENDER_CORPUS", beside)) / "openlineage"
    if not folder.is_dir():
        pytest.skip("no recorded events here: set PROVENDER_CORPUS to a folder that holds openlineage/")
    return folder
