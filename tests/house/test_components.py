"""Templates keep the kit's rules: components explain themselves, no inline script or style."""

import re

from tests.house.tree import ROOT, modules, name, templates


def test_every_component_says_what_it_is_in_its_first_line() -> None:
    components = sorted((ROOT / "templates" / "components").glob("*.html"))
    assert components
    assert not [name(path) for path in components if not path.read_text(encoding="utf-8").startswith("{#")]


def test_no_template_has_inline_script_or_style() -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\b(?:src=|type=\"application/json\"))")
    assert not [name(path) for path in templates() if inline.search(path.read_text(encoding="utf-8"))]


def test_a_page_has_one_view() -> None:
    """Two modules that render one page's template (pieces after a `#` are shared at will) overwrite each other's changes sooner or later."""
    pages: dict[str, set[str]] = {}
    for path in modules():
        if "views" in path.parts:
            for page in re.findall(r'render\(\s*\w+,\s*"([\w/]+\.html)"', path.read_text(encoding="utf-8")):
                pages.setdefault(page, set()).add(name(path))
    assert len(pages) > 50
    assert not {page: views for page, views in pages.items() if len(views) > 1}
