"""The UI kit's page shows every component."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from config.kit_page import show
from tests.people import make_person

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_says_its_parameters_and_has_a_sample(component: str) -> None:
    first = (TEMPLATES / "components" / component).read_text().splitlines()[0]
    assert first.startswith("{# ")
    assert first.endswith(" #}")
    shown = "".join((TEMPLATES / name).read_text() for name in ("kit_page.html", "base.html", "components/header.html"))
    assert f"components/{component}" in shown


@pytest.mark.django_db
def test_the_page_renders_for_administrators() -> None:
    request = RequestFactory().get("/_ui/")
    request.user = make_person("ada", is_administrator=True)
    page = show(request).content.decode()
    assert "Running long" in page
    assert 'class="strip"' in page
