"""The documentation is asserted against the code."""

import re

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house import reference
from tests.house.tree import ROOT, modules

DOCS = ROOT / "docs"


def _read(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


def _environment() -> set[str]:
    """Every variable our code reads; what WSGI puts into its own environ is none of them."""
    of_a_request = ("CONTENT_", "HTTP_", "PATH_INFO", "REMOTE_", "REQUEST_")
    reader = re.compile(r"""(?:env\.\w+\(|environ(?:\.get\(|\[))\s*"([A-Z][A-Z_]+)\"""")
    found = {name for path in modules() for name in reader.findall(path.read_text(encoding="utf-8"))}
    return {name for name in found if not name.startswith(of_a_request)} - {
        "PYTHONPATH",
        "DJANGO_SETTINGS_MODULE",
    }


def test_every_environment_variable_is_documented() -> None:
    text = _read("reference/settings.md")
    assert not sorted(variable for variable in _environment() if f"`{variable}`" not in text)


def test_every_documented_variable_is_read() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", _read("reference/settings.md"), re.MULTILINE))
    assert not sorted(documented - _environment())


def test_every_command_of_ours_is_documented() -> None:
    ours = {name for name, app in get_commands().items() if app in {"config", "catalog", "lineage", "contracts", "feedback"}}
    text = _read("reference/commands.md")
    assert not sorted(name for name in ours if f"`manage.py {name}" not in text)


def _api_paths(patterns: list[URLPattern | URLResolver], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= _api_paths(pattern.url_patterns, path)
        elif path.startswith("api/v1/"):
            found.add("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path))
    return found


def test_every_address_of_the_api_is_documented() -> None:
    text = _read("reference/api.md")
    assert not sorted(path for path in _api_paths(get_resolver().url_patterns) if f"`{path}`" not in text)


def test_decisions_are_numbered_without_gaps_and_titled_with_the_decision() -> None:
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    assert len(records) >= 8
    assert all(record.read_text(encoding="utf-8").startswith(f"# {int(record.name[:4])}. ") for record in records)


@pytest.mark.parametrize("page", sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")))
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", _read(page)):
        assert ((DOCS / page).parent / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("page", sorted(reference.PAGES))
def test_the_generated_reference_is_current(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == reference.PAGES[page](), "run: python -m tests.house.reference"
