"""Properties that hold for any JSON: only domain errors, a stable digest, one judgement of the core."""

import json
from contextlib import suppress
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.openlineage import UnreadableBody, UnreadableEvent, canonical_digest, open_envelope, parse, read_event

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
KEYS = st.text(max_size=8) | st.sampled_from(
    [
        "namespace",
        "name",
        "facets",
        "inputs",
        "outputs",
        "fields",
        "inputFields",
        "transformations",
        "dataset",
        "job",
        "run",
        "runId",
        "type",
        "subtype",
        "schema",
        "columnLineage",
        "lineage",
        "entries",
        "field",
        "identifiers",
        "symlinks",
        "assertions",
        "tests",
        "columnMetrics",
        "quantiles",
        "root",
        "parent",
        "owners",
        "tags",
        "config",
        "datasetType",
        "_deleted",
    ]
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)
REFS = st.fixed_dictionaries({"namespace": st.just("kafka://k"), "name": st.just("orders")})
FACET_NAMES = [
    "schema",
    "columnLineage",
    "lineage",
    "symlinks",
    "ownership",
    "tags",
    "documentation",
    "version",
    "lifecycleStateChange",
    "datasetType",
    "storage",
    "catalog",
    "dataQualityMetrics",
    "dataQualityAssertions",
    "inputStatistics",
    "outputStatistics",
    "dbt_model",
    "parent",
    "nominalTime",
    "errorMessage",
    "processing_engine",
    "environmentVariables",
    "airflow",
    "test",
    "sql",
    "jobType",
    "sourceCodeLocation",
]
FACETS = st.dictionaries(st.sampled_from(FACET_NAMES), JSON, max_size=4)
FACET_KEYS = ("facets", "inputFacets", "outputFacets")


def in_json(document: object) -> bytes:
    """Return a document as a request body."""
    return json.dumps(document).encode()


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Return an event with a sound core and facets of any shape."""
    datasets = st.lists(st.builds(lambda ref, facets: {**ref, **dict.fromkeys(FACET_KEYS, facets)}, REFS, FACETS), max_size=2)
    return {
        "eventTime": "2026-11-20T10:00:00Z",
        "run": {"runId": "r", "facets": draw(FACETS)},
        "job": {"namespace": "a", "name": "b", "facets": draw(FACETS)},
        "inputs": draw(datasets),
        "outputs": draw(datasets),
    }


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused_in_domain_words(document: object) -> None:
    try:
        parsed = parse(in_json(document))
    except UnreadableBody:
        return
    assert len(canonical_digest(parsed)) == 16
    for judge in (open_envelope, read_event):
        with suppress(UnreadableEvent):
            judge(parsed)


@settings(max_examples=150, deadline=None)
@given(events())
def test_facets_of_any_shape_are_read_without_an_error(event: dict[str, Any]) -> None:
    document = parse(in_json(event))
    before = deepcopy(document)
    read = read_event(document)
    assert len(read.inputs) == len(event["inputs"])
    assert document == before


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(KEYS, JSON, min_size=1), st.randoms(use_true_random=False))
def test_the_digest_is_stable_under_key_order_and_white_space(document: dict[str, Any], random: Any) -> None:
    items = list(document.items())
    random.shuffle(items)
    other = json.dumps(dict(items), indent=3, ensure_ascii=False).encode("utf-8")
    assert canonical_digest(parse(in_json(document))) == canonical_digest(parse(other))


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=-(10**40), max_value=10**40), st.integers(min_value=1, max_value=3))
def test_integers_of_any_size_are_read_exactly_and_told_apart(number: int, step: int) -> None:
    assert parse(in_json({"n": number})) == {"n": number}
    assert canonical_digest(parse(in_json({"n": number}))) != canonical_digest(parse(in_json({"n": number + step})))


@settings(max_examples=200, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-1000, max_value=1000))
def test_decimals_are_told_apart_by_every_digit(number: Any) -> None:
    one, other = f'{{"n":{number:f}1}}', f'{{"n":{number:f}2}}'
    assert canonical_digest(parse(one.encode())) != canonical_digest(parse(other.encode()))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_domain_words(body: bytes) -> None:
    with suppress(UnreadableBody):
        assert isinstance(parse(body), dict | list)
