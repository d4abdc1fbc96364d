"""The UI kit's tags: icons, status, people, times, cards. Loaded in every template."""

import html
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe

from catalog.models import AuditEntry, Person
from catalog.word_diff import FieldChange, field_changes
from config import dates, fragments
from config.markdown import to_html

register = template.Library()

BREAK_AFTER = re.compile(r"(?<=[._/:-])(?=[^._/:-])")
INITIALS = 2
HALF = 50  # percent
TONES = 8  # avatar colours in components/person.css

# word -> (tone, label): what every state looks like, whichever room it comes from.
STATES: dict[str, tuple[str, str]] = {
    "completed": ("good", "Completed"),
    "failed": ("bad", "Failed"),
    "aborted": ("idle", "Aborted"),
    "started": ("busy", "Started"),
    "running": ("busy", "Running"),
    "kept": ("good", "Kept"),
    "at_risk": ("warn", "At risk"),
    "broken": ("bad", "Broken"),
    "fresh": ("good", "Fresh"),
    "late": ("bad", "Late"),
    "long": ("warn", "Running long"),
    "dropped": ("bad", "Dropped"),
    "deprecated": ("warn", "Deprecated"),
    "certified": ("good", "Certified"),
    "shared": ("news", "Shared"),
    "local": ("idle", "Local"),
    "active": ("good", "Active"),
    "draft": ("idle", "Draft"),
    "approved": ("good", "Approved"),
    "revoked": ("idle", "Revoked"),
    "expired": ("warn", "Expired"),
    "learning": ("idle", "Learning"),
    "calm": ("good", "In control"),
    "alarming": ("bad", "Out of control"),
    "passed": ("good", "Passed"),
    "error": ("warn", "Could not run"),
    "paused": ("idle", "Paused"),
    "proposed": ("news", "Proposed"),
    "warning": ("warn", "Warning"),
    "failure": ("bad", "Failed"),
    "published": ("good", "Published"),
    "withdrawn": ("idle", "Withdrawn"),
    "rejected": ("bad", "Rejected"),
    "ok": ("good", "OK for us"),
    "migrating": ("warn", "Migrating"),
    "blocked": ("bad", "Blocked"),
    "unknown": ("idle", "Unknown"),
    "waiting": ("busy", "Waiting"),
    "reading": ("busy", "Reading"),
    "taking": ("busy", "Importing"),
    "done": ("good", "Done"),
    "changed": ("warn", "Changed"),
    "gone": ("bad", "Gone"),
    "new": ("news", "New"),
    "open": ("busy", "Open"),
    "waiting_reporter": ("idle", "Waiting on reporter"),
    "waiting_producer": ("busy", "Waiting on producer"),
    "to_verify": ("warn", "Fixed, to verify"),
    "solved": ("good", "Solved"),
    "closed": ("idle", "Closed"),
    "declined": ("idle", "Declined"),
    "regressed": ("bad", "Regressed"),
    "escalating": ("warn", "Escalating"),
    "queued": ("busy", "Queued"),
    "sending": ("busy", "Sending"),
    "sent": ("good", "Sent"),
    "terminated": ("idle", "Terminated"),
    "suspended": ("warn", "Suspended"),
    "requested": ("news", "Requested"),
}
KIND_ICONS = {"directory": "file", "stream": "topic", "report": "dashboard", "dataset": "table"}
PLAIN_ICONS = {"term": "book", "person": "person"}  # kinds drawn with a symbol of the kit
PLACE = 987_654_321  # stands for a key while an address is taken apart
STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a symbol of the sprite; without a label it is decoration."""
    return _icon(name, str(label))


# Pages draw the same few symbols, states and names again and again; what is drawn depends on the arguments alone (and on the sprite's
# address, which doesn't change while we run). Typed: a safe text and an equal unsafe one are drawn differently.
@lru_cache(512, typed=True)
def _icon(name: str, label: str) -> SafeString:
    href = f"{static('img/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    """Draw the chip of an asset's kind (or of a column, a job)."""
    symbol = PLAIN_ICONS.get(kind) or f"k-{KIND_ICONS.get(kind, kind)}"
    return format_html('<span class="kind kind-{}" title="{}">{}</span>', kind, kind.capitalize(), icon(symbol))


@register.simple_tag
def status(word: str, label: str = "") -> SafeString:
    """Show a state as shape, word and colour; an unknown word shows itself."""
    return _status(str(word), str(label))


@lru_cache(512, typed=True)
def _status(word: str, label: str) -> SafeString:
    tone, usual = STATES.get(word, ("idle", word.replace("_", " ").capitalize()))
    return format_html('<span class="status tone-{}">{}<span>{}</span></span>', tone, icon(f"s-{tone}"), label or usual)


@register.simple_tag
def numbered(name: str, key: int) -> str:
    """Give the address of a thing by its number, as `url` does for one argument, at a tenth of the price: for long tables."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{key:d}{after}"


@lru_cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    """Give what stands before and after the number; `prefix`, under which the site is mounted, is part of it."""
    del prefix  # reverse reads it itself
    before, _, after = reverse(name, args=(PLACE,)).partition(str(PLACE))
    return before, after


@register.filter
def tone(word: str) -> str:
    """Give the tone of a state: good, warn, bad, busy, news or idle."""
    return STATES.get(word, ("idle", ""))[0]


@register.simple_tag
def ago(when: datetime | None, missing: str = "never") -> SafeString | str:
    """Say a time relative to now, with the exact one on hover and for machines."""
    if when is None:
        return missing
    exact = timezone.localtime(when).strftime(dates.exact())
    words = in_words(timezone.now() - when)
    # Nothing in it needs escaping: format_html would cost more than the rest.
    return mark_safe(f'<time datetime="{when.isoformat()}" title="{exact}">{words}</time>')  # noqa: S308  # numbers and our own words


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime | None, wanted: str) -> str:
    """Write a day as Django's own filter does, and as whoever looks likes to read it."""
    return defaultfilters.date(value, dates.pattern(wanted))


def in_words(age: timedelta) -> str:
    """Say a span the way people do: `3 hours ago`, `in 2 days`; after 60 days in months."""
    seconds = age.total_seconds()
    days = abs(seconds) / 86_400
    if days >= 60:  # noqa: PLR2004  # two months: days stop meaning anything
        return _directed(seconds, round(days / 30.44), "month")
    for size, word in STEPS:
        if abs(seconds) >= size:
            return _directed(seconds, int(abs(seconds) // size), word)
    return "just now"


def _directed(seconds: float, count: int, word: str) -> str:
    text = f"{count} {word}{'' if count == 1 else 's'}"
    return f"{text} ago" if seconds > 0 else f"in {text}"


@register.filter
def dated(text: str) -> SafeString:
    """Write the ISO days and times in words as whoever looks reads them."""
    return dates.dated(str(text))


@register.filter
def span(value: timedelta | None) -> str:
    """Say a duration in its two largest units: `2 h 5 min`, `3.4 s`."""
    if value is None:
        return "-"
    seconds = value.total_seconds()
    if seconds < 10:  # noqa: PLR2004  # tenths matter for short ones only
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    shown = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(shown)


@register.simple_tag
def avatar(name: str) -> SafeString:
    """Draw somebody's initials in a colour that stays theirs."""
    letters = "".join(part[0] for part in name.split()[:INITIALS]).upper() or "?"
    return format_html('<span class="avatar avatar-{}" aria-hidden="true">{}</span>', sum(map(ord, name)) % TONES, letters)


@register.simple_tag
def person(somebody: Person | None, missing: str = "Nobody yet") -> SafeString:
    """Name a person with their initials."""
    if somebody is None:
        return format_html('<span class="muted">{}</span>', missing)
    return format_html('<span class="person">{}{}</span>', avatar(str(somebody)), somebody)


@register.filter
def breakable(name: str) -> SafeString:
    """Let a technical name break after its separators, so that it wraps on a phone."""
    return _breakable(str(name))


@lru_cache(2_048)
def _breakable(name: str) -> SafeString:
    return mark_safe("<wbr>".join(map(html.escape, BREAK_AFTER.split(name))))  # noqa: S308  # each part is escaped


@register.filter
def paragraphs(text: str) -> list[str]:
    """Split plain text at blank lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


@register.filter
def markdown(text: str) -> SafeString:
    """Render what people and events write as Markdown, sanitised."""
    return to_html(text)


@register.simple_tag(takes_context=True)
def fragment(context: template.Context, name: str, *args: object) -> SafeString | str:
    """Put in the piece of the page that the room behind a URL name serves; nothing where none does."""
    return fragments.fragment(context["request"], name, *args)


@register.filter
def changes(entry: AuditEntry) -> list[FieldChange]:
    """Pair up what an audit row says was there before and after, long texts word by word."""
    return field_changes(entry.before, entry.after)


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


@register.simple_tag
def stars(count: int) -> SafeString:
    """Draw one to five stars; read aloud they are a number."""
    return format_html('<span class="stars" role="img" aria-label="{} of 5 stars">{}{}</span>', count, "★" * count, "☆" * (5 - count))


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", more: str = "", href: str = "", tone: str = "") -> SafeString:
    """Frame content. `title` heads it, `href` with `more` links onward at its right, `tone` colours its edge."""
    onward = format_html('<a class="card-more" href="{}">{}</a>', href, more or "More") if href else ""
    head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, onward) if title else ""
    return format_html(
        '<section class="card{}">{}<div class="card-body">{}</div></section>', f" edge-{tone}" if tone else "", head, content
    )


@register.filter
def string(thing: object) -> str:
    """Say a thing the way it says itself, as text for other filters."""
    return str(thing)
