"""Our own cases: scripts and their lineage, as text beside each other."""

import pytest

from tests.lineage.sql.reading import HERE, Case, lines, read

CASES = [case for path in sorted(HERE.glob("*.txt")) for case in read(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_scripts_lineage_is_as_written_down(case: Case):
    found = lines(case)
    assert found[0] == case.expected[0]
    assert sorted(found) == sorted(case.expected)


def test_every_case_expects_something():
    assert all(case.expected for case in CASES) and len(CASES) > 45
