"""Render a template in a process of its own, which can be bounded and killed: JSON in, JSON out (`python -m lineage.sql`)."""

import json
import resource
import sys
from typing import Any

from .rendering import CannotRender, Environment, UndefinedVariable, render

CPU_SECONDS, MEMORY_BYTES = 3, 512 * 2**20


def main() -> None:
    """Read {text, variables, environment}; write {text} or {problem, is_undefined}."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    asked: dict[str, Any] = json.load(sys.stdin)
    told = asked.get("environment") or {}
    sources = {tuple(name.split(".", 1)): table for name, table in (told.pop("sources", None) or {}).items()}
    answer: dict[str, object]
    try:
        answer = {"text": render(asked["text"], asked.get("variables") or {}, Environment(sources=sources, **told))}
    except UndefinedVariable as error:
        answer = {"problem": str(error), "is_undefined": True}
    except CannotRender as error:
        answer = {"problem": str(error), "is_undefined": False}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
