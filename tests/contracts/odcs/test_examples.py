"""The standard's own examples are valid and survive; its negative tests are refused in words."""

from pathlib import Path

import pytest

from contracts.clauses import clauses_of
from contracts.odcs import check, compare, ignored_in, read, upgrade, write
from tests.contracts.odcs.corpus import documents, needs_corpus

# What each of the standard's negative tests is about, as a person would say it.
REASONS = {
    "additional-unknown-property.odcs": "`unknownRootField` is no field here",
    "enum-empty.odcs": "The list is empty",
    "invalid-api-version.odcs": "doesn't know version 'v4.0.0'",
    "invalid-quality-dimension.odcs": "“validity” can't stand here; it can be accuracy, completeness",
    "invalid-quality-type.odcs": "“unknown” can't stand here; it can be text, library, sql or custom",
    "map-missing-key.odcs": "`key` is missing",
    "missing-required-fields.odcs": "`id` is missing",
    "quality-element-field.odcs": "`element` is no field here; it belongs to an SLA",
    "quality-multiple-operators.odcs": "mustBe and mustNotBe stand together",
    "quality-sql-missing-query.odcs": "`query` is missing: a quality rule of type sql needs it",
    "relationship-schema-level-missing-from-to.odcs": "`from` is missing",
    "schema-property-missing-name.odcs": "`name` is missing",
    "server-missing-conditional-fields.odcs": "`schema` is missing: a server of type athena needs it",
    "sla-missing-required-value.odcs": "`value` is missing",
}


@needs_corpus
@pytest.mark.parametrize("path", documents("examples"))
def test_an_example_is_valid_and_round_trips(path: Path) -> None:
    raw = path.read_bytes()
    document = read(raw)
    assert check(document).errors == ()
    assert document.raw == raw
    assert read(write(document.value)).value == document.value


@needs_corpus
@pytest.mark.parametrize("path", documents("examples"))
def test_an_example_upgraded_is_valid_says_the_same_and_makes_clauses_of_unique_keys(path: Path) -> None:
    document = read(path.read_bytes())
    latest = read(write(upgrade(document.value).value))
    assert check(latest).errors == ()
    assert compare(document.value, latest.value) == ()
    keys = [clause.key for clause in clauses_of(document.value)]
    assert len(keys) == len(set(keys))
    assert all(item.why for item in ignored_in(document))


@needs_corpus
@pytest.mark.parametrize("path", documents("negative"))
def test_a_negative_test_is_refused_in_words_with_its_line(path: Path) -> None:
    problems = check(read(path.read_bytes()))
    assert any(REASONS[path.stem] in problem.message and problem.line > 0 for problem in problems.errors)
