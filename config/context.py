"""What the page frame needs on every page."""

from typing import TypedDict

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from catalog.models import Person
from config.sections import Section, sections

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
DEMO_KEY = "demo-is-here"
DEMO_SECONDS = 60


class Shell(TypedDict):
    """`theme` is empty when the system decides; `is_demo`: the demo's data is here; sections are those of the bar on top."""

    theme: str
    is_demo: bool
    sections: tuple[Section, ...]
    more_sections: tuple[Section, ...]


def shell(request: HttpRequest) -> Shell:
    """Give the frame its theme and its demo mark; asks the database once a minute."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    person = getattr(request, "user", None)
    first, more = sections()
    return {
        "sections": first,
        "more_sections": more,
        "theme": theme if theme in THEMES else "",
        "is_demo": settings.DEMO and isinstance(person, Person) and (person.is_demo or demo_is_here()),
    }


def demo_is_here() -> bool:
    """Tell whether somebody of the demo is here, as it was within the last minute: real people beside it must know what is invented."""
    cache = caches["local"]
    known: bool | None = cache.get(DEMO_KEY)
    if known is None:
        known = Person.objects.filter(is_demo=True).exists()
        cache.set(DEMO_KEY, known, DEMO_SECONDS)
    return known
