"""Checking a document against the standard: problems in words, each with its place and line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from contracts.odcs.document import Document, Path, place, written
from contracts.odcs.explaining import explain
from contracts.odcs.remarks import remarks_on
from contracts.odcs.schema import schema_of, schema_of_2
from contracts.odcs.structure import API_VERSIONS

STRICT_SINCE = ("v3.1.0", "v3.2.0")
MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (`is_error`) or only worth a remark. `path` is written like `schema[0].name`, `where` in the contract's own names."""

    path: str
    where: str
    line: int
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        """Say it in one line."""
        at = f"line {self.line}: " if self.line else ""
        return f"{at}{self.where}: {self.message}" if self.where else f"{at}{self.message}"


@dataclass(frozen=True, slots=True)
class Problems:
    """All that was found, by line."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_valid(self) -> bool:
        """Tell whether the standard is met."""
        return not self.errors


def check(document: Document) -> Problems:
    """Check a document against the version of the standard it names. Never raises for what a document holds."""
    errors = list(_errors(document))
    warnings = (
        []
        if document.api_version not in API_VERSIONS
        else [_problem(document, path, message, is_error=False) for path, message in islice(remarks_on(document), MAX_PROBLEMS)]
    )
    return Problems(_sorted(errors), _sorted(warnings))


def _errors(document: Document) -> Iterator[Problem]:
    if document.value.get("apiVersion") is not None and document.api_version not in API_VERSIONS:
        yield _problem(document, ("apiVersion",), _unknown_version(document.value["apiVersion"]))
        return
    seen: set[tuple[Path, str]] = set()
    for path, message in _violations(document):
        if (path, message) not in seen:
            seen.add((path, message))
            yield _problem(document, path, message)
        if len(seen) >= MAX_PROBLEMS:
            return


def _unknown_version(told: Any) -> str:
    known = ", ".join(API_VERSIONS)
    return f"Provender doesn't know version {told!r} of the standard. It reads {known}; newest first."


def _violations(document: Document) -> Iterator[tuple[Path, str]]:
    # Only where contracts are checked: it brings a megabyte or two.
    from jsonschema import Draft201909Validator

    schema = schema_of_2() if document.is_old else schema_of(is_strict=document.api_version in STRICT_SINCE or not document.api_version)
    for error in Draft201909Validator(schema).iter_errors(document.value):
        yield from explain(error, document.value)


def _problem(document: Document, path: Path, message: str, *, is_error: bool = True) -> Problem:
    return Problem(written(path), place(document.value, path), document.line(path), message, is_error)


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.path)))
