"""Who forces me to keep this: for each column and each promise, who relies on it and how much room is left."""

from dataclasses import dataclass

from catalog.models import Asset, Person
from contracts.compatibility.amounts import said
from contracts.compatibility.consumers import Coverage, Use
from contracts.compatibility.promises import Better, Term
from contracts.queries.change_offers import in_force, offer_of
from contracts.queries.consumers import Relying, consumers_of


@dataclass(frozen=True, slots=True)
class ColumnSlack:
    """A column, who uses it how, and who might (their columns aren't known). Nobody at all: it is free to go."""

    path: str
    data_type: str
    users: tuple[tuple[Relying, tuple[Use, ...]], ...]
    perhaps: tuple[Relying, ...]

    @property
    def is_free(self) -> bool:
        """Whether nobody is known to use it, nor could."""
        return not self.users and not self.perhaps


@dataclass(frozen=True, slots=True)
class TermSlack:
    """A service level offered, the tightest need for it, and the room between them in words; `holders` are who asked."""

    offered: Term
    needed: Term | None
    room: str
    holders: tuple[Relying, ...]


@dataclass(frozen=True, slots=True)
class Slack:
    """All columns and service levels of an asset."""

    columns: tuple[ColumnSlack, ...]
    terms: tuple[TermSlack, ...]


def slack_of(asset: Asset, person: Person | None) -> Slack:
    """Gather who holds what in place."""
    relying = consumers_of(asset, person)
    perhaps = tuple(row for row in relying if row.consumer.coverage is Coverage.UNKNOWN)
    columns = []
    for path, kind in asset.columns.filter(is_current=True).order_by("ordinal", "pk").values_list("path", "data_type"):
        uses = ((row, row.consumer.uses_of(path)) for row in relying if row not in perhaps)
        columns.append(ColumnSlack(path, kind, tuple((row, found) for row, found in uses if found), perhaps))
    bound = in_force(asset.pk)
    offer = offer_of(bound.version, bound.object_name) if bound else None
    terms = tuple(_term(term, relying) for term in offer.terms if term.section == "service") if offer else ()
    return Slack(tuple(columns), terms)


def _term(offered: Term, relying: tuple[Relying, ...]) -> TermSlack:
    holders = [(row, need) for row in relying if row.party.may_read for need in row.consumer.needs if need.what == offered.what]
    needs = [
        need for _, need in holders if need.amount is not None and offered.amount is not None and need.amount.scale is offered.amount.scale
    ]
    if not needs or offered.amount is None:
        return TermSlack(offered, None, "", tuple(row for row, _ in holders))
    ordered = sorted(needs, key=lambda need: need.amount.number if need.amount else 0.0)
    tightest = ordered[0] if offered.better is Better.LESS else ordered[-1]
    return TermSlack(offered, tightest, _room(offered, tightest), tuple(row for row, _ in holders))


def _room(offered: Term, needed: Term) -> str:
    if offered.amount is None or needed.amount is None:
        return ""
    gap = needed.amount.number - offered.amount.number
    gap = gap if offered.better is Better.LESS else -gap
    if gap == 0:
        return "none"
    words = said(type(needed.amount)(abs(gap), needed.amount.scale, needed.amount.unit))
    unit = " min" if needed.amount.scale.value.startswith("minutes") else " %" if needed.amount.scale.value == "percent" else ""
    return f"{words}{unit}" if gap > 0 else f"{words}{unit} too little"
