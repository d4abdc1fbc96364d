"""SQL templates of people: rendered in a process of its own, for a template may loop for ever."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5
TAGS = ("{{", "{%", "{#")


@dataclass(frozen=True, slots=True)
class Rendered:
    """SQL, and what was wrong with its template: then it is the template with placeholders, its `if`s by their first branch."""

    text: str
    problem: str = ""


def rendered(text: str, variables: Mapping[str, Any], environment: Mapping[str, Any]) -> Rendered:
    """Render a template (text without tags comes back as it is); what can't be rendered is salvaged, and said so."""
    if not any(tag in text for tag in TAGS):
        return Rendered(text)
    answer = _asked_aside({"text": text, "variables": dict(variables), "environment": dict(environment)})
    if "text" in answer:
        return Rendered(str(answer["text"]))
    # jinja2 and sqlglot are loaded with the first SQL, not at start.
    from lineage.sql import salvage

    return Rendered(salvage(text)[0], f"The template could not be rendered, so placeholders stand in: {answer['problem']}")


def _asked_aside(asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lineage.sql"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return {"problem": f"it took more than {SECONDS} seconds or too much memory"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
