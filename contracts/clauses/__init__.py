"""The clauses of a contract: every single promise of a document, with a stable key, plain words, and its terms as judges read them.

Terms by kind:

schema    `type`: {name, logicalType, physicalType}; `required`: {required}; `columns`: {columns, ordered, closed}
cadence   `frequency`, `timeOfAvailability`: {value, unit, schedule, timezone, grace, early, late, parts, replaces, calendar, every, element,
          driver}, as contracts.cadence.terms reads them
service   the other SLA properties: {value, unit, timezone, element, driver}, as contracts.cadence.services reads them
quality   {type, metric, operator, value, unit, arguments, query, engine, implementation, dimension, name}; `operator` and `value` are ODCS's
          (`mustBe`, 0). Bounds on values (enum, pattern, minimum …) are `invalidValues` must be 0 with the bound under `arguments`;
          uniqueness is `duplicateValues` must be 0
balance   `locationBalance`: {metric, column, upstream: {namespace, name}, upstreamMetric, upstreamColumn, tolerance, unit};
          `historicBalance`: {metric, column, against, tolerance, unit, direction}
"""

from contracts.clauses.clause import Clause, Kind, Severity
from contracts.clauses.extracting import clauses_of
from contracts.clauses.needs import clauses_of_needs

__all__ = ["Clause", "Kind", "Severity", "clauses_of", "clauses_of_needs"]
