"""Profile a table: rows, and of each column empty and different values, range, quantiles; in one pass of the database."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Asset, Column, Person
from contracts.actions.observing import Observed, record_observations
from contracts.actions.quality import judge_observed
from contracts.actions.testing.asking import CannotAsk, Session, opened
from contracts.expecting.measures import FEW, MANY_ROWS, quoted, table_in_sql
from contracts.models import Profile
from lineage.models import Connection

MOST_COLUMNS = 200
NUMBERS = ("int", "numeric", "decimal", "real", "double", "float", "number", "money")
ORDERED = (*NUMBERS, "date", "time")
PRIVATE = ("pii", "personal", "sensitive", "confidential", "restricted")
QUANTILES = (0.25, 0.5, 0.75)
WITH_QUANTILES = {"postgresql", "duckdb"}


class CannotProfile(Exception):
    """The table can't be profiled; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out about a table."""

    rows: int
    columns: list[dict[str, Any]]
    seconds: float


def profile_asset(*, asset: Asset, connection: Connection, by: Person | None = None, now: datetime | None = None) -> Profile:
    """Look at a table's rows and keep what was found, also as observations; raises CannotProfile."""
    columns = list(asset.columns.filter(is_current=True).exclude(path__contains=".").order_by("ordinal")[:MOST_COLUMNS])
    try:
        with opened(connection) as session:
            found = _look(session, asset, columns)
    except CannotAsk as error:
        raise CannotProfile(str(error)) from error
    at = now or timezone.now()
    with transaction.atomic():
        record_observations(list(_observations(asset, found, at)))
        judge_observed([asset.pk])
        return Profile.objects.create(
            asset=asset, connection=connection, at=at, seconds=found.seconds, row_count=found.rows, columns=found.columns, by=by
        )


def _look(session: Session, asset: Asset, columns: Sequence[Column]) -> Found:
    began = time.monotonic()
    place, variables = table_in_sql(asset.name, session.backend)
    table = place.replace("{{ schema }}", variables.get("schema", ""))
    wanted = ["count(*)"]
    shapes = []
    for column in columns:
        name = quoted(column.path, session.backend)
        asked = list(_asked(name, column.data_type.lower(), session.backend))
        shapes.append((column, [key for key, _ in asked]))
        wanted += [sql for _, sql in asked]
    row = iter(session.rows(f"SELECT {', '.join(wanted)} FROM {table}", 1)[0])
    rows = int(next(row))
    told = [_told(column, keys, row, rows) for column, keys in shapes]
    private = _private(asset)
    for one in told:
        if (
            rows >= MANY_ROWS
            and one["path"] not in private
            and one["distinct"] <= FEW
            and one["type"].lower().startswith(("text", "varchar", "char"))
        ):
            name = quoted(one["path"], session.backend)
            values = session.rows(f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY 1", FEW)
            one["listed"] = [str(value) for (value,) in values]
    return Found(rows, told, time.monotonic() - began)


def _private(asset: Asset) -> set[str]:
    """Give the columns whose values are nobody's business: tagged as personal themselves, or all where the asset is."""
    tags = asset.tags.filter(key__in=PRIVATE)
    if tags.filter(column=None).exists():
        return set(asset.columns.values_list("path", flat=True))
    return set(tags.values_list("column__path", flat=True))


def _asked(name: str, data_type: str, backend: str) -> Iterator[tuple[str, str]]:
    yield "filled", f"count({name})"
    yield "distinct", f"count(DISTINCT {name})"
    if any(word in data_type for word in ORDERED):
        yield "least", f"min({name})"
        yield "most", f"max({name})"
    if any(word in data_type for word in NUMBERS) and backend in WITH_QUANTILES:
        for part in QUANTILES:
            yield f"q{part}", f"percentile_cont({part}) WITHIN GROUP (ORDER BY {name})"


def _told(column: Column, keys: Sequence[str], row: Iterator[Any], rows: int) -> dict[str, Any]:
    values = {key: _plain(next(row)) for key in keys}
    told = {"path": column.path, "type": column.data_type, "nulls": rows - values["filled"], "distinct": values["distinct"]}
    told |= {key: values[key] for key in ("least", "most") if key in values}
    quantiles = [[float(key[1:]), value] for key, value in values.items() if key.startswith("q")]
    return {**told, "quantiles": quantiles} if quantiles else told


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int | float | None) else str(value)


def _observations(asset: Asset, found: Found, at: datetime) -> Iterator[Observed]:
    subject = f"profile@{at.isoformat()}"
    yield Observed(asset=asset.pk, metric="row_count", at=at, subject=subject, value=float(found.rows), test="profile")
    for column in found.columns:
        kept: Mapping[str, Any] = {"null_count": column["nulls"], "distinct_count": column["distinct"]}
        for metric, value in kept.items():
            size = float(found.rows) if metric == "null_count" and found.rows else None
            yield Observed(
                asset=asset.pk,
                metric=metric,
                at=at,
                column_path=column["path"],
                subject=subject,
                value=float(value),
                size=size,
                test="profile",
            )
