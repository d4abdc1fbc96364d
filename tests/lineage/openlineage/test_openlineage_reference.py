"""The reference page of OpenLineage, held to what the code reads and notes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import lineage.openlineage

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "openlineage.md").read_text()
SOURCES = "".join(path.read_text() for path in Path(lineage.openlineage.__file__).parent.glob("*.py"))
CASES = [case for path in (Path(__file__).parent / "cases").glob("*.json") for case in json.loads(path.read_text())]


def first_column(heading: str) -> set[str]:
    """Return the code words in the first column of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \|", section, flags=re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def facets_in(value: object) -> Iterator[str]:
    """Yield the names of all facets in an event's parts."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"facets", "inputFacets", "outputFacets"}:
                yield from inner
            yield from facets_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from facets_in(inner)


def test_every_facet_of_the_page_is_read_in_a_case_and_the_other_way_round() -> None:
    documented = set().union(*(first_column(f"Facets of {whose}") for whose in ("datasets", "jobs", "runs")))
    assert documented == set(facets_in([case["before"] for case in CASES])) - {"my_facet", "x"}


def test_every_warning_is_explained_on_the_page() -> None:
    noted = set(re.findall(r'(?:\.note|notes\.add)\(\s*"([a-z_]+)"', SOURCES))
    assert noted == first_column("Warnings")
