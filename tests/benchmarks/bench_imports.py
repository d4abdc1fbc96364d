"""Times imports over synthetic sources: `python -m tests.benchmarks.bench_imports`; in a scratch database of its own, dropped afterwards."""

import csv
import io
import json
import random
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter

from tests import servers
from tests.benchmarks import bench_graph

TABLES, COLUMNS, ENTRIES, MODELS, FILES = 400, 12, 10_000, 1_000, 500
NAMESPACE = "postgres://bench:5432"
START = datetime(2026, 3, 1, tzinfo=UTC)


def columns(table: int) -> list[str]:
    """Name the columns of a table."""
    return ["id", *(f"c{table % 7}_{number}" for number in range(1, COLUMNS))]


def query_log(shapes: int, entries: int = ENTRIES, seed: int = 5) -> bytes:
    """A log as CSV: so many different statements over two joined tables, each with other values every time; one in ten writes."""
    pick = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["query_text", "user_name", "start_time", "execution_status"])
    for number in range(entries):
        shape = random.Random(f"{seed} {number % shapes}")
        one, two = shape.randrange(TABLES), shape.randrange(TABLES)
        chosen = ", ".join(f"a.{name}" for name in shape.sample(columns(one), 4))
        body = (
            f"SELECT {chosen}, count(b.{columns(two)[1]}) AS n FROM s{one % 8}.t{one} a JOIN s{two % 8}.t{two} b ON a.id = b.id"
            f" WHERE a.{shape.choice(columns(one))} = '{pick.randrange(10**6)}' AND b.id IN ({', '.join(str(pick.randrange(999)) for _ in range(4))})"
            f" GROUP BY {chosen} ORDER BY n DESC LIMIT {pick.randrange(5, 500)}"
        )
        if number % shapes % 10 == 0:
            body = f"CREATE TABLE work.out{shape.randrange(300)} AS {body}"
        writer.writerow([body, f"user{pick.randrange(60)}", (START + timedelta(seconds=30 * number)).isoformat(), "SUCCESS"])
    return out.getvalue().encode()


def sql_files(count: int = FILES, seed: int = 6) -> bytes:
    """A zip of scripts: a temporary table and an insert each."""
    pick = random.Random(seed)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            table = pick.randrange(TABLES)
            names = ", ".join(columns(table)[:5])
            text = f"-- Load {number}\nCREATE TEMP TABLE x AS SELECT {names} FROM s{table % 8}.t{table};\nINSERT INTO work.f{number} SELECT {names} FROM x;"
            archive.writestr(f"etl/load_{number}.sql", text)
    return packed.getvalue()


def dbt_project(models: int = MODELS, seed: int = 7) -> bytes:
    """A zip of a manifest and a catalog: layered models of two parents each, with compiled SQL and described columns."""
    pick = random.Random(seed)
    nodes, catalog = {}, {}
    for number in range(models):
        parents = [pick.randrange(number) for _ in range(2)] if number > 1 else []
        names = [f"col_{place}" for place in range(COLUMNS)]
        sources = " JOIN ".join(f"dwh.main.m{parent} USING (col_0)" if at else f"dwh.main.m{parent}" for at, parent in enumerate(parents))
        unique_id = f"model.bench.m{number}"
        nodes[unique_id] = {
            "unique_id": unique_id,
            "resource_type": "model",
            "name": f"m{number}",
            "alias": f"m{number}",
            "database": "dwh",
            "schema": "main",
            "description": f"Model {number}.",
            "config": {"materialized": "table"},
            "columns": {name: {"name": name, "description": f"Means {name}."} for name in names},
            "depends_on": {"nodes": [f"model.bench.m{parent}" for parent in parents]},
            "compiled_code": f"SELECT {', '.join(names)} FROM {sources or '(SELECT 1 AS col_0) q'}",
            "tags": ["nightly"],
        }
        listed = {name: {"name": name, "type": "INTEGER", "index": place} for place, name in enumerate(names)}
        catalog[unique_id] = {"columns": listed}
    told = {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "generated_at": "2026-03-01T00:00:00Z"}
    told |= {"adapter_type": "postgres", "project_name": "bench"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"metadata": told, "nodes": nodes, "sources": {}, "exposures": {}}))
        archive.writestr("catalog.json", json.dumps({"metadata": {}, "nodes": catalog, "sources": {}}))
    return packed.getvalue()


def fill_catalog() -> None:
    """Let the catalog know the tables that the log and the scripts read."""
    from lineage.importing import events
    from lineage.openlineage.words import DatasetRef
    from tests.stories.log import fold_in_batches, keep, kept_entries

    pieces = [
        events.dataset_event(
            DatasetRef(NAMESPACE, f"dwh.s{table % 8}.t{table}"),
            events.facets(schema=events.schema([{"name": name, "type": "text"} for name in columns(table)])),
            START.isoformat(),
        )
        for table in range(TABLES)
    ]
    keep([piece.document for piece in pieces])
    fold_in_batches(kept_entries(), (500,))


@contextmanager
def measured(name: str) -> Iterator[None]:
    """Print how long something took, and the most memory this process has ever had."""
    begun = perf_counter()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<64} {perf_counter() - begun:7.2f} s   peak {peak:5.0f} MB", flush=True)


def run(kind: str, label: str, settings: dict[str, object], content: bytes) -> None:
    """Import twice: the second time nothing may change."""
    from lineage.actions.importing.running import read_import
    from lineage.actions.importing.starting import Wanted, start_import
    from lineage.models import Import
    from tests.stories.log import fold_in_batches, kept_entries

    for time in ("first", "again"):
        with measured(f"{label}, {time}"):
            wanted = Wanted(kind, label, settings, content, "bench", needs_confirming=False)
            found = start_import(wanted=wanted, person=None, in_background=False)
            read_import(import_id=found.pk)
        found = Import.objects.get(pk=found.pk)
        fold_in_batches(kept_entries(), (500,))
        print(
            f"    {found.state}: {', '.join(f'{number:,} {word}' for word, number in found.counts.items())}; {len(found.skipped)} left out"
        )


def main() -> None:
    """Measure all kinds that need no server beside ours."""
    servers.pytest_configure()
    import django

    django.setup()
    with bench_graph.scratch_database():
        fill_catalog()
        said = {"namespace": NAMESPACE, "dialect": "postgres", "database": "dwh"}
        for shapes in (1_500, ENTRIES):
            run("queries", f"query log, {ENTRIES:,} entries, {shapes:,} different", said, query_log(shapes))
        run("sql", f"SQL files, {FILES:,}", said, sql_files())
        run("dbt", f"dbt project, {MODELS:,} models", {"namespace": NAMESPACE}, dbt_project())


if __name__ == "__main__":
    main()
