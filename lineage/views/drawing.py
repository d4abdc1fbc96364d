"""Turns the facts of a lineage picture into cards and lines, with the addresses that change it."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from catalog.models import Column
from lineage.models.edge import EvidenceKind
from lineage.picture.shapes import Card, Handle, Line, Row
from lineage.picture.text import counted
from lineage.queries.column_walk import ColumnLink
from lineage.queries.scene import Scene
from lineage.queries.steps import Way
from lineage.queries.walk import Link
from lineage.views.address import Address

# Cards show this many columns that carry lineage; the rest on request.
ROWS_AT_ONCE = 14
EVIDENCE = dict(EvidenceKind.choices)


def cards_of(facts: Scene, address: Address) -> list[Card]:
    """Make the cards, the focus first."""
    carrying = _carrying(facts)
    tones = _tones(facts)
    ordered = sorted(facts.levels, key=lambda pk: (facts.levels[pk] != 0, pk))
    return [_card(facts, address, pk, carrying, tones) for pk in ordered]


def _card(facts: Scene, address: Address, pk: int, carrying: set[int], tones: Mapping[int, str]) -> Card:
    label, status = facts.labels[pk], facts.status(pk)
    rows, more = _rows(facts.columns.get(pk, ()), address, carrying, tones, all_of_them=pk in address.expanded)
    place = " · ".join(part for part in (label.platform, label.domain or label.namespace) if part)
    words = f"{label.short}, {label.kind}, {status.label}" + (f", {place}" if place else "")
    touched = facts.path is None or pk in _path_assets(facts)
    return Card(
        key=pk,
        name=label.short,
        full_name=f"{label.namespace} {label.name}".strip(),
        place="in a domain you may not see" if label.is_hidden else place,
        kind=label.kind,
        status="hidden" if label.is_hidden else status.word,
        status_label="No access" if label.is_hidden else status.label,
        href=""
        if label.is_hidden
        else reverse("asset-lineage", args=[pk]) + Address(view=address.view, at=address.at, wide=address.wide).query(),
        words=words,
        rating=label.rating,
        rows=rows,
        more=more,
        more_href=address.query(expanded=(*address.expanded, pk)) if more else "",
        more_words=f"+ {counted(more, 'more column')}",
        up=_handle(facts.hidden_up.get(pk, 0), address.opening(pk, Way.UP), "upstream", label.short),
        down=_handle(facts.hidden_down.get(pk, 0), address.opening(pk, Way.DOWN), "downstream", label.short),
        is_focus=pk == facts.asked.asset,
        is_hidden=label.is_hidden,
        is_dim=not touched,
        stage=facts.stages.get(pk, 0),
    )


def _handle(count: int, href: str, side: str, name: str) -> Handle | None:
    return Handle(count, href, f"Show {counted(count, 'asset')} {side} of {name}") if count else None


def _path_assets(facts: Scene) -> set[int]:
    return facts.path.up.assets(0) | facts.path.down.assets(0) if facts.path else set()


def _carrying(facts: Scene) -> set[int]:
    """Give the columns that a drawn line would end at."""
    shown = [link for link in facts.column_links if facts.asked.indirect or link.kind == "direct"]
    return {column for link in shown for column in (link.source_column, link.target_column) if column}


def _tones(facts: Scene) -> dict[int, str]:
    """Say for columns on the chosen column's path which side they are on."""
    if not facts.path:
        return {}
    up = dict.fromkeys(facts.path.up.levels, "up")
    return {**up, **dict.fromkeys(facts.path.down.levels, "down"), facts.path.column: "me"}


def _rows(
    columns: Sequence[Column], address: Address, carrying: set[int], tones: Mapping[int, str], *, all_of_them: bool
) -> tuple[tuple[Row, ...], int]:
    """Choose the columns to draw: those with lineage (and the chosen one), or all that the asset has now."""
    relevant = [one for one in columns if one.pk in carrying or tones.get(one.pk) == "me" or (all_of_them and one.is_current)]
    shown = relevant if all_of_them else _within(relevant, tones)
    kept = {one.pk for one in shown}
    more = sum(one.is_current or one.pk in carrying for one in columns if one.pk not in kept)
    return tuple(Row(one.pk, one.path, one.data_type, tones.get(one.pk, ""), _choosing(address, one.pk)) for one in shown), more


def _within(relevant: list[Column], tones: Mapping[int, str]) -> list[Column]:
    """Keep to the number shown at once, but never cut a column on the path."""
    if len(relevant) <= ROWS_AT_ONCE:
        return relevant
    first = {one.pk for one in relevant[:ROWS_AT_ONCE]}
    return [one for one in relevant if one.pk in first or one.pk in tones]


def _choosing(address: Address, column: int) -> str:
    return address.query(column=None if address.column == column else column, path=False)


def lines_of(facts: Scene, cards: Sequence[Card]) -> list[Line]:
    """Make the lines: between columns where both are drawn, else between assets."""
    drawn = {row.key for card in cards for row in card.rows}
    tones = _tones(facts)
    told = [link for link in facts.column_links if _is_drawn(link, drawn, indirect=facts.asked.indirect)]
    merged: dict[tuple[int, int | None, int, int | None, bool], list[ColumnLink]] = {}
    for link in told:
        merged.setdefault((link.source, link.source_column, link.target, link.target_column, link.kind == "indirect"), []).append(link)
    made_from = facts.path.up.assets(0) if facts.path else set()
    fine = [_column_line(links, facts, _line_tone(links[0], tones, made_from)) for links in merged.values()]
    covered = {(line.source, line.target) for line in fine}
    dashed = facts.only_indirect()
    rough = [_line(link, facts, dashed) for link in facts.links if (link.source, link.target) not in covered]
    return [*rough, *fine]


def _is_drawn(link: ColumnLink, drawn: set[int], *, indirect: bool) -> bool:
    if link.kind == "indirect" and not indirect:
        return False
    ends = (link.source_column, link.target_column)
    return bool(drawn) and any(ends) and all(end is None or end in drawn for end in ends)


def _column_line(links: Sequence[ColumnLink], facts: Scene, tone: str) -> Line:
    one = links[0]
    kinds = ", ".join(sorted({link.subtype.replace("_", " ").lower() or link.kind for link in links}))
    masked = ", masked" if any(link.masking for link in links) else ""
    said = ", ".join(sorted({f"{EVIDENCE.get(link.evidence, link.evidence)} ({link.confidence})" for link in links}))
    jobs = sorted({facts.jobs[link.job] for link in links if link.job is not None and link.job in facts.jobs})
    words = f"{one.kind.capitalize()}: {kinds}{masked}. Said by {said}" + (f", job {', '.join(jobs[:2])}" if jobs else "")
    return Line(one.source, one.target, one.source_column, one.target_column, one.kind == "indirect", tone, words)


def _line_tone(link: ColumnLink, tones: Mapping[int, str], made_from: set[int]) -> str:
    """Say which side of the chosen column's path a line is on.

    A line to the rows of a whole asset is upstream when one of that asset's columns is (`made_from`); a line from a column of an asset
    whose rows depend on the chosen column is downstream, whatever that column is.
    """
    near = tones.get(link.source_column or 0, tones.get(-link.source, ""))
    far = tones.get(link.target_column or -link.target, "up" if link.target_column is None and link.target in made_from else "")
    if far in {"up", "me"} and near == "up":
        return "up"
    return "down" if near in {"down", "me"} and far == "down" else ""


def _line(link: Link, facts: Scene, dashed: set[tuple[int, int]]) -> Line:
    jobs = sorted(facts.jobs[job] for job in link.jobs if job in facts.jobs)
    by = f", job {', '.join(jobs[:2])}" + (f" and {len(jobs) - 2} more" if len(jobs) > 2 else "") if jobs else ""  # noqa: PLR2004 - two names fit
    said = ", ".join(EVIDENCE.get(word, word) for word in link.evidence)
    is_indirect = (link.source, link.target) in dashed
    return Line(link.source, link.target, is_indirect=is_indirect, words=f"{'Indirect' if is_indirect else 'Direct'}. Said by {said}{by}")
