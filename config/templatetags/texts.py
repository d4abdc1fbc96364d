"""Texts and shares as pages write them. Loaded in every template."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe

from config.markdown import to_html

register = template.Library()

BREAK_AFTER = re.compile(r"(?<=[._/:-])(?=[^._/:-])")
HALF = 50  # percent
SHOWN_OF_ID = 12


@register.filter
def breakable(name: str) -> SafeString:
    """Let a technical name break after its separators, so that it wraps on a phone."""
    return _breakable(str(name))


@lru_cache(2_048)
def _breakable(name: str) -> SafeString:
    return mark_safe("<wbr>".join(map(html.escape, BREAK_AFTER.split(name))))  # noqa: S308  # each part is escaped


@register.filter
def beginning(run_id: str) -> str:
    """Show where a run's id begins; the whole one stands where the link leads."""
    return run_id if len(run_id) <= SHOWN_OF_ID else f"{run_id[:SHOWN_OF_ID]}…"


@register.filter
def paragraphs(text: str) -> list[str]:
    """Split plain text at blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


@register.filter
def markdown(text: str) -> SafeString:
    """Render what people and events write as Markdown, sanitised."""
    return to_html(text)


@register.filter
def plain(text: str) -> str:
    """Give the bare text of Markdown, for lists and hints; it is escaped like any other."""
    return html.unescape(strip_tags(to_html(text))).strip()


@register.filter
def percent(share: float) -> str:
    """Say a share as a percentage: `97 %`; only all is 100."""
    return f"{min(round(share * 100), 99) if share < 1 else 100} %"


@register.filter
def importance(share: float) -> str:
    """Say an asset's place among all by what builds on it: `among the top 5 %`."""
    top = max(1, round((1 - share) * 100))
    return f"among the top {top} % of what others build on" if top <= HALF else "few others build on it"


@register.filter
def lines(text: str) -> list[str]:
    """Split text into its lines, empty ones and list marks left out."""
    return [line.strip(" -*•\t") for line in text.splitlines() if line.strip(" -*•\t")]


@register.simple_tag
def marked(text: str, words: Iterable[str] = ()) -> SafeString:
    """Mark the words of a query inside a text."""
    parts = sorted({word for word in words if word}, key=len, reverse=True)
    if not parts:
        return format_html("{}", text)
    found = re.split("(" + "|".join(map(re.escape, parts)) + ")", text, flags=re.IGNORECASE)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", piece) if at % 2 else piece,) for at, piece in enumerate(found)))


@register.filter
def string(thing: object) -> str:
    """Say a thing the way it says itself, as text for other filters."""
    return str(thing)
