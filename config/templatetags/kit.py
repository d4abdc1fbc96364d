"""The UI kit's tags: icons, states, people, cards, pieces of pages. Loaded in every template."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.models import AuditEntry, Person
from catalog.word_diff import FieldChange, field_changes
from config import fragments
from config.states import STATES

register = template.Library()

INITIALS = 2
TONES = 8  # avatar colours in components/person.css
KIND_ICONS = {"directory": "file", "stream": "topic", "report": "dashboard", "dataset": "table"}
PLAIN_ICONS = {"term": "book", "person": "person", "contract": "pact"}  # kinds drawn with a symbol of the kit
PLACE = 987_654_321  # stands for a key while an address is taken apart


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
    return _kind_icon(str(kind))


@lru_cache(512)
def _kind_icon(kind: str) -> SafeString:
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
def numbered(name: str, key: int | str) -> str:
    """Give the address of a thing by its number, as `url` does for one argument, at a tenth of the price: for long tables."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{int(key)}{after}"


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


@register.simple_tag(takes_context=True)
def fragment(context: template.Context, name: str, *args: object) -> SafeString | str:
    """Put in the piece of the page that the room behind a URL name serves; nothing where none does."""
    return fragments.fragment(context["request"], name, *args)


@register.filter
def changes(entry: AuditEntry) -> list[FieldChange]:
    """Pair up what an audit row says was there before and after, long texts word by word."""
    return field_changes(entry.before, entry.after)


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
