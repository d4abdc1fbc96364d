"""Reading events, by data: each case gives the parts of an event and what is read from them."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lineage.openlineage import parse, read_event

FOLDER = Path(__file__).parent / "cases"
CASES = {f"{path.stem}: {case['name']}": case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())}


def plain(value: Any) -> Any:
    """Return a word as JSON: dataclasses without what equals their default, names as `namespace name`."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        return {name: plain(content) for name, (content, default) in told.items() if content != default}
    if hasattr(value, "_fields"):
        return " ".join(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain(entry) for entry in value] if isinstance(value, tuple) else value


def at(value: Any, path: str) -> Any:
    """Follow a dotted path (`outputs.0.columns`); what was left out as a default is None."""
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return value


@pytest.mark.parametrize("name", CASES)
def test_an_event_is_read_as_its_case_says(name: str, make_event: Callable[..., dict[str, Any]]) -> None:
    case = CASES[name]
    body = json.dumps(make_event(**case["before"])).encode()
    event = plain(read_event(parse(body)))
    assert {path: at(event, path) for path in case["after"]} == case["after"]
    problems = [f"{problem['code']} {problem['path']}".strip() for problem in event["problems"]]
    assert problems == case.get("problems", [])
