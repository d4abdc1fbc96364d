"""Published control-chart cases, read from the corpus folder."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(os.environ.get("PROVENDER_CORPUS", Path(__file__).resolve().parents[4] / "shared" / "data"))


@cache
def _known() -> dict[str, dict[str, Any]]:
    file = ROOT / "spc" / "cases.json"
    return {case["id"]: case for case in json.loads(file.read_text())["cases"]} if file.exists() else {}


def case(name: str) -> dict[str, Any]:
    if not _known():
        pytest.skip("No published cases here; PROVENDER_CORPUS names the folder that has spc/cases.json.")
    return _known()[name]


def theory() -> dict[str, Any]:
    case("qcc-rule-vectors")
    return json.loads((ROOT / "spc" / "cases.json").read_text())["theory"]


def one_based(positions: list[int]) -> list[int]:
    return [at + 1 for at in positions]
