"""What the page frame needs on every page."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from catalog.models import Person
from config.sections import Section, sections

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class Shell(TypedDict):
    """`theme` is empty when the system decides; `is_demo` marks the demo's people; sections are those of the bar on top."""

    theme: str
    is_demo: bool
    sections: tuple[Section, ...]
    more_sections: tuple[Section, ...]


def shell(request: HttpRequest) -> Shell:
    """Give the frame its theme and its demo mark; asks no database."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    person = getattr(request, "user", None)
    first, more = sections()
    return {
        "sections": first,
        "more_sections": more,
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO and isinstance(person, Person) and person.is_demo,
    }
