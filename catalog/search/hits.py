"""What was found, as one reads it: where it leads, why it matched, the piece of text that did."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from catalog.models import Asset, SearchEntry
from catalog.search.pages import Hit
from catalog.wording import variants

SIGNS = re.compile(r"[*`]+|^[#>]+ |\[(?=[^\]]+\]\()|\]\([^)]*\)", re.MULTILINE)
AROUND = 90  # characters shown either side of a match
EXACT, START, NAMED, SYNONYM, ANYWHERE, BROWSED = range(1, 7)
REASONS = {EXACT: "the name itself", START: "start of the name", NAMED: "words in the name", BROWSED: ""}


def hits(rows: Sequence[tuple[Any, ...]], words: Sequence[str], said: Sequence[str]) -> list[Hit]:
    """Turn rows of (kind, ref, asset, name, context, body, asset kind, tags, tier) into hits; `said`: what the glossary added. One query."""
    assets = Asset.objects.for_listing().in_bulk({row[2] for row in rows if row[2]})
    return [
        Hit(
            kind=kind,
            ref=ref,
            name=name,
            context=context,
            href=_address(kind, ref, asset_id),
            icon=asset_kind if kind == SearchEntry.Kind.ASSET else kind,
            why=_why(tier, words, said, Texts(kind, name, context, body, " ".join(tags))),
            snippet=snippet(body, [*words, *said]),
            asset=assets.get(asset_id) if kind == SearchEntry.Kind.ASSET else None,
        )
        for kind, ref, asset_id, name, context, body, asset_kind, tags, tier in rows
    ]


def _address(kind: str, ref: int, asset_id: int | None) -> str:
    if kind == SearchEntry.Kind.COLUMN:
        return f"{reverse('asset-columns', args=[asset_id])}#c{ref}"
    try:
        return reverse(kind, args=[ref])  # the pages of assets, jobs, terms, contracts and people are named as they are
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What of an entry can match, beside its name's parts."""

    kind: str
    name: str
    context: str
    body: str
    tags: str


def _why(tier: int, words: Sequence[str], said: Sequence[str], texts: Texts) -> str:
    if tier == EXACT and not _holds(texts.name, words):
        return "a synonym" if texts.kind == SearchEntry.Kind.TERM else "its technical name"
    if tier == SYNONYM:
        named = [other for other in said if _holds(texts.name, other.split())] or list(said[:1])
        return f"another word for it: {' or '.join(named)}"
    if tier != ANYWHERE:
        return REASONS[tier]
    if _holds(texts.tags, words):
        return "a tag"
    return "where it is" if _holds(texts.context, words) and not _holds(texts.body, words) else "description"


def _holds(text: str, words: Sequence[str]) -> bool:
    lowered = text.lower()
    return all(any(form in lowered for form in variants(word)) for word in words)


def snippet(body: str, words: Sequence[str]) -> str:
    """Cut the piece around the first match out of a text, signs of Markdown left out; without a match, its beginning."""
    body = SIGNS.sub("", body)
    lowered = body.lower()
    places = [at for at in (lowered.find(word) for word in words) if at >= 0]
    first = min(places, default=0)
    start = body.find(" ", first - AROUND, first) + 1 if first > AROUND else 0
    piece = " ".join(body[start : start + 2 * AROUND].split())
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * AROUND < len(body) else ''}"
