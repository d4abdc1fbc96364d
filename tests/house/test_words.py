"""Names that say nothing, and words that must not be in the repository."""

import re
import subprocess

from tests.house.tree import ROOT, modules, name

EMPTY_WORDS = {"base", "common", "core", "handler", "helper", "helpers", "manager", "misc", "processor", "util", "utils"}
# Spelled so that this file does not match itself.
FOREIGN = re.compile(
    "|".join(["py" + r"pi\.org", "pythonhost" + r"ed\.org", "npm" + r"js\.(org|com)", "deb\\.deb" + r"ian\.org", r"/ro" + r"ot/\."])
)
ALLOWED_NAMES = {"lineage/openlineage/core.py"}  # OpenLineage calls those fields its core


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return listed.stdout.splitlines()


def test_no_module_has_an_empty_name() -> None:
    assert not [name(path) for path in modules() if path.stem in EMPTY_WORDS and name(path) not in ALLOWED_NAMES]


def test_no_file_names_a_registry_or_a_private_path() -> None:
    found = []
    for listed in _tracked():
        path = ROOT / listed
        if path.is_file() and path.suffix not in {".png", ".svg"}:
            found += [f"{listed}: {match[0]}" for match in FOREIGN.finditer(path.read_text(encoding="utf-8", errors="replace"))]
    assert not found


def test_nothing_is_marked_unfinished() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert not [name(path) for path in modules() if mark.search(path.read_text(encoding="utf-8"))]


def test_no_module_catches_everything() -> None:
    broad = re.compile(r"^\s*except( Exception)?\s*(as \w+)?:", re.MULTILINE)
    assert not [name(path) for path in modules() if broad.search(path.read_text(encoding="utf-8"))]
