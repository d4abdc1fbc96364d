"""Clauses of an agreement: what one consumer asked for, in the same terms as a producer's offer."""

from collections.abc import Mapping
from typing import Any

from contracts.clauses.clause import Clause, apart
from contracts.clauses.rules import rule_clauses
from contracts.clauses.services import service_clauses
from contracts.odcs.document import mappings


def clauses_of_needs(needs: Mapping[str, Any], object_name: str) -> tuple[Clause, ...]:
    """Give the clauses of an agreement's needs: {slaProperties: as in ODCS, quality: [ODCS quality rules, `column` naming theirs]}.

    All are about `object_name`; keys begin with `sla/` and `quality/` as a producer's do, so that the two stand side by side.
    """
    rules = mappings(needs.get("quality"))
    columns: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        columns.setdefault(str(rule.get("column") or ""), []).append({name: value for name, value in rule.items() if name != "column"})
    element: dict[str, Any] = {
        "name": object_name,
        "quality": columns.pop("", []),
        "properties": [{"name": name, "quality": told} for name, told in columns.items()],
    }
    slas = [item for item in mappings(needs.get("slaProperties")) if item.get("property")]
    return apart([*rule_clauses(element), *service_clauses(slas, [element])])
