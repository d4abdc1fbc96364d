"""Amendments as both sides read them: what changes between the old terms and the new, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.clauses import clauses_of_needs
from contracts.models import Agreement, Amendment

Terms = Mapping[str, Any]
# Needs that nobody asked for are told like this.
OFFER = "as offered to all"


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a difference; empty words: not there before, or not any more."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentShown:
    """An amendment with what it changes."""

    amendment: Amendment
    changes: tuple[Changed, ...]


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """Give the terms of an agreement as amendments keep them."""
    rows = agreement.columns.order_by("asset_id", "column_path", "use").values_list("asset_id", "column_path", "use", "as_type")
    return {
        "purpose": agreement.purpose,
        "needs": agreement.needs,
        "columns": [{"asset": asset, "path": path, "use": use, "as_type": as_type} for asset, path, use, as_type in rows],
        "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None,
        "reassess_on": agreement.reassess_on.isoformat() if agreement.reassess_on else None,
        "notice_days": agreement.notice_days,
    }


def amendments_of(agreement: Agreement) -> tuple[AmendmentShown, ...]:
    """Give an agreement's amendments, newest first."""
    rows = agreement.amendments.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")
    return tuple(AmendmentShown(row, tuple(changes(row.before, row.terms))) for row in rows)


def changes(before: Terms, after: Terms) -> Iterator[Changed]:
    """Say line by line what is different."""
    for name, label in (("purpose", "What for"), ("ends_on", "Until"), ("reassess_on", "Looked at again on"), ("notice_days", "Notice")):
        if before[name] != after[name]:
            yield Changed(label, _said(name, before[name]), _said(name, after[name]))
    old, new = _columns(before), _columns(after)
    if old != new:
        yield Changed("Columns", ", ".join(old) or "all", ", ".join(new) or "all")
    was, now = _promises(before), _promises(after)
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            yield Changed("Promise", was.get(key, OFFER), now.get(key, OFFER))


def _said(name: str, value: Any) -> str:
    if name == "notice_days":
        return f"{value} day{'' if value == 1 else 's'}"
    if name == "purpose":
        return str(value)
    return f"{date.fromisoformat(value):%-d %b %Y}" if value else "further notice" if name == "ends_on" else "no day set"


def _columns(terms: Terms) -> list[str]:
    return sorted({_column(use) for use in terms["columns"]})


def _column(use: Mapping[str, Any]) -> str:
    how = f"{use['use']} {use['as_type']}".strip()
    return str(use["path"]) if how == "reads" else f"{use['path']} ({how})"


def _promises(terms: Terms) -> dict[str, str]:
    return {clause.key: clause.words for clause in clauses_of_needs(terms["needs"], "it")}
