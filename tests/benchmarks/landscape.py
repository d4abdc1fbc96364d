"""A seeded stream of events: 500 jobs over 2,000 datasets of 20 columns, a small START and a large COMPLETE for each run.

A job runs every five minutes; each seed has half a day of its own, so that what comes later is also later told.
"""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

DATASETS, COLUMNS, JOBS = 2_000, 20, 500
RUN = "@RUN-ID-HERE-THIRTY-SIX-LETTERS-LONG"  # as long as a UUID, replaced in the finished text
AT = "@EVENT-TIME-AT-THIS-HERE"  # as long as a time with milliseconds, likewise
BEGAN, A_SEED, BETWEEN, TAKES = datetime(2024, 1, 1, tzinfo=UTC), timedelta(hours=12), timedelta(milliseconds=600), timedelta(minutes=1)
SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
Json = dict[str, Any]


def facet(**fields: object) -> Json:
    """Give a facet as producers send it."""
    return {"_producer": "https://example.org/producer/1.54", "_schemaURL": "https://openlineage.io/spec/facets/1-0-0/Facet.json", **fields}


def dataset(number: int) -> Json:
    """Give a dataset with its schema."""
    fields = [{"name": f"column_{n:02}", "type": ("bigint", "varchar", "timestamp")[n % 3]} for n in range(COLUMNS)]
    return {
        "namespace": f"postgres://db{number % 7}:5432",
        "name": f"shop.mart_{number % 40}.table_{number:04}",
        "facets": {"schema": facet(fields=fields)},
    }


def sql_of(output: Json, inputs: list[Json]) -> str:
    """Write what the job runs: every column of the first input, one beside that of the second; some 700 bytes."""
    into, first, second = (table["name"].removeprefix("shop.") for table in (output, *inputs))
    names = [f"column_{n:02}" for n in range(COLUMNS)]
    picked = ", ".join(["coalesce(a.column_00, b.column_00)", *(f"a.{name}" for name in names[1:])])
    return f"INSERT INTO {into} ({', '.join(names)}) SELECT {picked} FROM {first} a LEFT JOIN {second} b ON b.column_03 = a.column_03"


def job_of(number: int) -> tuple[bytes, bytes]:
    """Give START and COMPLETE of a job as JSON texts that hold RUN and AT where the run id and the time go; 2.5 and 8.4 kB."""
    pick = random.Random(number)
    inputs = [dataset(pick.randrange(DATASETS)) for _ in range(2)]
    output = dataset(number * 4 % DATASETS)
    told = {
        "producer": "https://example.org/producer/1.54",
        "schemaURL": SPEC,
        "run": {
            "runId": RUN,
            "facets": {
                "nominalTime": facet(nominalStartTime="2026-03-01T10:00:00Z"),
                "processing_engine": facet(version="3.5", name="spark"),
            },
        },
        "job": {
            "namespace": "airflow",
            "name": f"dag_{number % 60}.task_{number}",
            "facets": {
                "jobType": facet(jobType="TASK", integration="AIRFLOW", processingType="BATCH"),
                "sql": facet(query=sql_of(output, inputs)),
            },
        },
    }
    source = {"namespace": inputs[0]["namespace"], "name": inputs[0]["name"]}
    fields = {
        f"column_{n:02}": {
            "inputFields": [source | {"field": f"column_{n:02}", "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}]}]
        }
        for n in range(COLUMNS)
    }
    output["facets"]["columnLineage"] = facet(fields=fields)
    output["outputFacets"] = {"outputStatistics": facet(rowCount=pick.randrange(10**6), size=pick.randrange(10**9))}
    start = told | {"eventType": "START", "eventTime": AT, "inputs": [inputs[0]]}
    return orjson.dumps(start), orjson.dumps(told | {"eventType": "COMPLETE", "eventTime": AT, "inputs": inputs, "outputs": [output]})


def stream(count: int, seed: int) -> list[bytes]:
    """Give so many events, START and COMPLETE of one run after the other, jobs in turn."""
    pick = random.Random(seed)
    jobs = [job_of(number) for number in range(JOBS)]
    told: list[bytes] = []
    for turn in range((count + 1) // 2):
        run = str(uuid.UUID(int=pick.getrandbits(128), version=4)).encode()
        start = BEGAN + seed * A_SEED + turn * BETWEEN
        for text, at in zip(jobs[turn % JOBS], (start, start + TAKES), strict=True):
            told.append(
                text.replace(RUN.encode(), run).replace(AT.encode(), f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z".encode())
            )
    return told[:count]
