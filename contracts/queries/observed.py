"""What a contract about an asset could promise by what was observed of it: its columns, its rhythm, its size, what is never empty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Max, Min, Q, QuerySet

from catalog.models import Asset, Person
from contracts.cadence.inferring import Proposal, infer
from contracts.models import Contract
from contracts.odcs.naming import VENDOR
from contracts.odcs.templates import SeenColumn, SeenObject, Template, start_contract, template
from lineage.models import Observation, RunDataset
from lineage.models.run import Direction, RunState

OBSERVED = "observed"
LOOKED_BACK = timedelta(days=60)
MOST_RUNS = 2_000
LEAST_POINTS = 10
# Half of the least rows ever seen: what a quiet day may bring without anybody being woken.
MARGIN = 0.5
DIGITS = 2
DATABASE_PARTS = 3


@dataclass(frozen=True, slots=True)
class Start:
    """A document to start from, and where each promise in it comes from, in sentences."""

    document: dict[str, Any]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The spread of one number that was observed."""

    count: int
    least: float
    most: float


def start_from(asset: Asset, slug: str, *, now: datetime) -> Start:
    """Give a draft about an asset: by a template's slug, or `observed`. Raises LookupError for a template that isn't there."""
    seen = _seen_object(asset)
    key, name = _free_key(asset), str(asset)
    domain = asset.domain.slug if asset.domain else ""
    if slug != OBSERVED:
        chosen = template(slug)
        made = start_contract(key=key, name=name, domain=domain, objects=[seen], chosen=chosen)
        return Start(_described(made, asset), (f"From the template “{chosen.title}”: its times and numbers are examples, set your own.",))
    proposal = infer(_deliveries(asset, now), UTC)
    numbers = _numbers(asset, now)
    rules = tuple(_rules(numbers.get(("", "row_count"))))
    chosen = Template(OBSERVED, "As observed", "", slas=tuple(_services(proposal)), rules=rules)
    made = start_contract(key=key, name=name, domain=domain, objects=[seen], chosen=chosen)
    never_empty = _require(made, numbers)
    return Start(_described(made, asset), tuple(_notes(seen, proposal, numbers.get(("", "row_count")), never_empty)))


def uncontracted(person: Person) -> QuerySet[Asset]:
    """Give the assets somebody answers for that no contract is about, those most built on first."""
    teams = person.memberships.values("team")
    mine = Asset.objects.visible_to(person).present().filter(Q(steward=person) | Q(owner_team__in=teams))
    return mine.filter(contracted__isnull=True).order_by("-usage", "name")


def _described(made: dict[str, Any], asset: Asset) -> dict[str, Any]:
    if not asset.purpose:
        return made
    before = {name: made.pop(name) for name in ("servers", "schema", "slaProperties") if name in made}
    return {**made, "description": {"purpose": asset.purpose}, **before}


def _free_key(asset: Asset) -> str:
    """Name the contract after the asset; where that is taken, count on."""
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in asset.name.rpartition("/")[2].lower()).strip("-")
    key, number = plain or f"asset-{asset.pk}", 1
    while Contract.objects.filter(key=key).exists():
        number += 1
        key = f"{plain}-{number}"
    return key


def _seen_object(asset: Asset) -> SeenObject:
    rows = asset.columns.filter(is_current=True).order_by("ordinal", "path")
    columns = [SeenColumn(row.path, row.data_type, row.description or row.reported_description) for row in rows]
    server, physical = _server(asset)
    short = physical.rpartition("/")[2] or physical
    return SeenObject(short, physical, asset.kind, asset.purpose, server, columns)


def _server(asset: Asset) -> tuple[dict[str, Any], str]:
    """Give the server an asset is on, and its name there; what isn't a database of three-part names keeps its namespace as it is called."""
    namespace = asset.namespace.name
    parts = asset.name.split(".")
    at = urlsplit(namespace) if namespace.startswith(("postgres://", "redshift://")) else None
    if at is not None and at.hostname and len(parts) == DATABASE_PARTS:
        port = {"port": at.port} if at.port else {}
        place = {"server": parts[0], "type": at.scheme, "host": at.hostname, **port, "database": parts[0], "schema": parts[1]}
        return place, parts[2]
    named = {"property": "namespace", "value": namespace, "vendor": VENDOR}
    return {"server": "source", "type": "custom", "customProperties": [named]}, asset.name


def _deliveries(asset: Asset, now: datetime) -> list[datetime]:
    rows = RunDataset.objects.filter(
        asset=asset, direction=Direction.OUTPUT, run__state=RunState.COMPLETED, run__ended_at__gte=now - LOOKED_BACK
    ).order_by("-run_id")
    return [ended for ended in rows.values_list("run__ended_at", flat=True)[:MOST_RUNS] if ended is not None]


def _numbers(asset: Asset, now: datetime) -> dict[tuple[str, str], Seen]:
    """Give the spread of what was counted lately, by (column, metric)."""
    rows = Observation.objects.filter(asset=asset, test="", value__isnull=False, observed_at__gte=now - LOOKED_BACK)
    wanted = rows.filter(metric__in=["row_count", "null_count"]).order_by()
    told = wanted.values_list("column_path", "metric").annotate(n=Count("pk"), low=Min("value"), high=Max("value"))
    return {(column, metric): Seen(count, low, high) for column, metric, count, low, high in told}


def _services(proposal: Proposal) -> Iterator[dict[str, Any]]:
    terms = proposal.terms
    if terms is None:
        return
    grace = [{"property": "grace", "value": terms["grace"], "vendor": VENDOR}]
    if proposal.kind == "sub_daily":
        yield {"property": "frequency", "value": terms["value"], "unit": terms["unit"], "customProperties": grace}
        return
    schedule = {"scheduler": "cron", "schedule": terms["schedule"]} if "schedule" in terms else {}
    yield {"property": "frequency", "value": 7 if proposal.kind == "weekly" else 1, "unit": "d", **schedule}
    yield {"property": "timeOfAvailability", "value": f"{terms['value']} {terms['timezone']}", **schedule, "customProperties": grace}


def _rules(rows: Seen | None) -> Iterator[dict[str, Any]]:
    if rows is not None and rows.count >= LEAST_POINTS and (least := _rounded(rows.least * MARGIN)):
        yield {"metric": "rowCount", "mustBeGreaterOrEqualTo": least, "dimension": "completeness"}


def _rounded(value: float) -> int:
    """Keep two digits: a bound people would write."""
    whole = int(value)
    size = int(f"1{'0' * max(0, len(str(whole)) - DIGITS)}")
    return whole // size * size


def _require(made: dict[str, Any], numbers: dict[tuple[str, str], Seen]) -> list[str]:
    """Mark columns as required that were counted often enough and never had an empty value; gives their names."""
    found = []
    for column in made["schema"][0].get("properties", []):
        seen = numbers.get((column["name"], "null_count"))
        if seen is not None and seen.count >= LEAST_POINTS and seen.most == 0:
            column["required"] = True
            found.append(column["name"])
    return found


def _notes(seen: SeenObject, proposal: Proposal, rows: Seen | None, never_empty: Sequence[str]) -> Iterator[str]:
    yield f"{len(seen.columns)} columns as they were seen last."
    if proposal.terms is None:
        yield f"No time promised. {proposal.words}"
    else:
        yield f"{proposal.words}: from {proposal.seen} deliveries in 60 days, of which {proposal.confidence:.0%} fit; the time leaves half an hour of room."
    if rows is not None and rows.count >= LEAST_POINTS:
        yield f"At least half the fewest rows seen: between {rows.least:,.0f} and {rows.most:,.0f} in {rows.count} counts."
    else:
        yield "No number of rows promised: it was counted too seldom."
    if never_empty:
        yield f"Never empty in all counts, so required: {', '.join(never_empty)}."
