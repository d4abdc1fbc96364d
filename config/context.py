"""What the page frame needs on every page."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from catalog.models import Person

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class Shell(TypedDict):
    """`theme` is empty when the system decides; `is_demo` marks the demo's people."""

    theme: str
    is_demo: bool


def shell(request: HttpRequest) -> Shell:
    """Give the frame its theme and its demo mark; asks no database."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    person = getattr(request, "user", None)
    return {
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO and isinstance(person, Person) and person.is_demo,
    }
