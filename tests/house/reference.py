"""Generate the reference of commands and of the API from the code: `python -m tests.house.reference` writes, a test compares."""

import os
from argparse import _StoreTrueAction
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOTE = "<!-- Generated from the code by `python -m tests.house.reference`; a test compares it. -->\n"
OURS = {"config", "catalog", "lineage", "contracts", "feedback"}
DJANGOS = {"help", "version", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks", "verbosity"}


def commands() -> str:
    """Describe every management command of ours."""
    from django.core.management import get_commands, load_command_class

    lines = [
        "# Commands",
        NOTE,
        "`make up`, `make test`, `make check`, `make bench` and `make reset` are the daily words; these are the rest.",
        "",
    ]
    for name, app in sorted(get_commands().items()):
        if app not in OURS:
            continue
        command = load_command_class(app, name)
        lines += [f"## `manage.py {name}`", "", command.help, ""]
        for action in command.create_parser("manage.py", name)._actions:
            if action.dest in DJANGOS:
                continue
            flag = ", ".join(action.option_strings) or action.dest
            value = "" if isinstance(action, _StoreTrueAction) or not action.option_strings else f" {action.metavar or action.dest.upper()}"
            lines.append(f"- `{flag}{value}`: {action.help}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def addresses() -> Iterator[tuple[str, str, str]]:
    """Yield (address, methods, what it is) of every API address."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str, str]]:
        import re

        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, path)
            elif path.startswith("api/v1/"):
                view = getattr(pattern.callback, "view_class", pattern.callback)
                methods = [m.upper() for m in ("get", "post", "put", "patch", "delete") if hasattr(view, m)] or ["GET", "POST"]
                yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path), ", ".join(methods), (view.__doc__ or "").strip().split("\n")[0]

    yield from walk(get_resolver().url_patterns)


def api() -> str:
    """List every API address."""
    lines = [
        "# API",
        NOTE,
        "All answers are JSON. Send `Authorization: Bearer prv_…` (keys are made under *Keys*) or use the session of a browser that is signed in.",
        'Errors have one shape: `{"error": {"code", "message", …}}`. The OpenAPI document is at `/api/openapi.json`.',
        "",
        "| address | methods | what |",
        "|---|---|---|",
        *(f"| `{path}` | {methods} | {what.replace('|', '/')} |" for path, methods, what in addresses()),
    ]
    return "\n".join(lines) + "\n"


PAGES = {"docs/reference/commands.md": commands, "docs/reference/api.md": api}


def main() -> None:
    """Write all pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for path, write in PAGES.items():
        (ROOT / path).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
