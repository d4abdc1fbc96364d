"""All clauses of a document."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.clauses.balances import balance_clauses
from contracts.clauses.clause import Clause, apart
from contracts.clauses.columns import schema_clauses, value_clauses
from contracts.clauses.rules import rule_clauses
from contracts.clauses.services import service_clauses
from contracts.odcs.document import mappings, objects_of
from contracts.odcs.upgrading import upgrade


def clauses_of(value: Mapping[str, Any]) -> tuple[Clause, ...]:
    """Give the clauses of a document of any version, its variables filled (contracts.odcs.fill): by object, then its service levels."""
    return apart(_all(upgrade(value).value))


def _all(value: dict[str, Any]) -> Iterator[Clause]:
    objects = objects_of(value)
    for element in objects:
        for clauses in (schema_clauses, value_clauses, rule_clauses, balance_clauses):
            yield from clauses(element)
    slas = [item for item in mappings(value.get("slaProperties")) if item.get("property")]
    yield from service_clauses(slas, objects)
