"""Static files: one style sheet, hashed modules, budgets."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from config.storage import joined_style_sheet

CSS_BUDGET = 15 * 1024  # bytes, gzipped
JS_BUDGET = 20 * 1024


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def hashed(root: Path, stem: str, suffix: str) -> Path:
    (found,) = (path for path in root.glob(f"{stem}.*{suffix}") if re.fullmatch(rf".*\.[0-9a-f]{{12}}{re.escape(suffix)}", path.name))
    return found


def test_imports_become_layers_in_place_and_comments_go() -> None:
    sheet = '/* x */\n@layer a;\n@import url("one.css") layer(a);\n'
    assert joined_style_sheet(sheet, lambda path: f"/* {path} */ p {{ color: red; }}") == "@layer a;\n@layer a {\np { color: red; }\n}\n"


def test_one_style_sheet_holds_every_component_within_its_budget(collected: Path) -> None:
    sheet = hashed(collected / "css", "app", ".css").read_bytes()
    assert b"@import" not in sheet
    assert b".avatar" in sheet
    assert len(gzip.compress(sheet)) <= CSS_BUDGET


def test_collecting_again_joins_the_sheets_as_they_are_now(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        part = tmp_path / "css" / "tokens.css"
        part.write_text(part.read_text() + ".new-in-this-release { color: red; }")  # newer than its source, as after an upgrade
        call_command("collectstatic", interactive=False, verbosity=0)
    assert ".new-in-this-release" in (tmp_path / "css" / "app.css").read_text()


def test_scripts_of_a_page_stay_within_their_budget(collected: Path) -> None:
    scripts = [hashed(collected / "js", "shell", ".js"), hashed(collected / "django_htmx", "htmx-4.min", ".js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= JS_BUDGET


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    root = Path(__file__).resolve().parents[2]
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (root / "config/static/img/sprite.svg").read_text()))
    named = {name for path in (root / "templates").rglob("*.html") for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text())}
    assert {name for name in named if not name.endswith("-")} <= symbols
