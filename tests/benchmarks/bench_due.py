"""Times the due-loop over 100,000 contracts, a run judged by 50 clauses, and the gate: `python -m tests.benchmarks.bench_due [--quick]`.

Fills a scratch database of its own, and drops it afterwards. Every contract promises a delivery a day; the loop's cost a minute is what
becomes due in one when the promises are spread over the day, the burst is all of them missed at the same moment.
"""

import argparse
import os
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from tests import servers
from tests.benchmarks.bench_graph import scratch_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
CONTRACTS, QUICK = 100_000, 10_000
MINUTES_A_DAY = 1_440
MIDNIGHT = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
FILL = """
INSERT INTO catalog_namespace (name, platform, description) VALUES ('db://bench', '', '');
INSERT INTO catalog_asset (namespace_id, name, title, purpose, description, lifecycle)
    SELECT n.id, 't' || i, '', '', '', 'local' FROM catalog_namespace n, generate_series(1, {count}) i;
INSERT INTO lineage_job (namespace_id, name, said) SELECT id, 'load', '{{}}' FROM catalog_namespace;
INSERT INTO contracts_contract (key, name) SELECT 'c' || id, name FROM catalog_asset;
INSERT INTO contracts_contractversion (contract_id, number, state, api_version, raw, document, digest, ignored, activated_at)
    SELECT id, '1', 'active', 'v3.1.0', '', '{{}}', '', '[]', now() FROM contracts_contract;
INSERT INTO lineage_run (job_id, run_id, state, state_at, first_event_at, last_event_at, ended_at, said)
    SELECT j.id, a.id::text, 'completed', at, at, at, at, '{{}}' FROM lineage_job j, catalog_asset a,
    LATERAL (SELECT '{midnight}'::timestamptz + a.id %% 1440 * interval '1 minute' - interval '10 minutes' AS at) t;
INSERT INTO lineage_rundataset (run_id, asset_id, direction, facets) SELECT id, run_id::bigint, 'output', '{{}}' FROM lineage_run;
INSERT INTO contracts_clause (version_id, asset_id, key, kind, property, terms, words, severity, in_force_from, judge_at, evidence_at, verdict)
    SELECT v.id, a.id, 'sla', 'cadence', 'timeOfAvailability',
    jsonb_build_object('value', to_char('{midnight}'::timestamp + a.id %% 1440 * interval '1 minute', 'HH24:MI')), 'is there', 'error', t, t, t, 'kept'
    FROM catalog_asset a JOIN contracts_contract c ON c.key = 'c' || a.id JOIN contracts_contractversion v ON v.contract_id = c.id,
    LATERAL (SELECT '{midnight}'::timestamptz AS t) t;
"""


def fill(count: int) -> None:
    """Make assets, each with a contract, a delivery ten minutes before it is due, and a promise not judged since midnight."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FILL.format(count=count, midnight=MIDNIGHT.isoformat()).replace("%%", "%"))
        cursor.execute("ANALYZE")


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Give how long something took, and what it gave."""
    began = perf_counter()
    found = work()
    return perf_counter() - began, found


def loop(count: int) -> None:
    """Measure the loop: nothing due, a minute's worth, everything at once."""
    from catalog import bulk
    from contracts.actions.judging.due import judge_due
    from lineage.actions.projecting.projector import collect_seldom

    collect_seldom()  # as the watcher does
    day_end = MIDNIGHT + timedelta(days=1)
    took, judged = seconds(lambda: judge_due(MIDNIGHT + timedelta(hours=12)))
    print(f"first look at {judged:,} promises with a delivery each: {took:.1f} s ({judged / took:,.0f}/s)")  # type: ignore[operator]
    bulk.run("UPDATE contracts_clause SET judge_at = %s + asset_id %% 1440 * interval '1 minute'", day_end)
    bulk.run("ANALYZE contracts_clause")
    bulk.run("ANALYZE contracts_slot")
    idle = median(seconds(lambda: judge_due(day_end - timedelta(minutes=1)))[0] for _ in range(20))
    print(f"a tick with nothing due: {idle * 1_000:.2f} ms")
    minutes = []
    for minute in range(5):
        took, judged = seconds(partial(judge_due, day_end + timedelta(minutes=minute)))
        minutes.append(took)
        print(f"a minute's due ({judged} promises missed: flips, deviations, standing): {took * 1_000:.0f} ms")
    print(f"cost of the loop: {(median(minutes) + 60 * idle) / 60:.2%} of one core")
    bulk.run("UPDATE contracts_clause SET judge_at = %s WHERE judge_at IS NOT NULL", day_end + timedelta(hours=1))
    took, judged = seconds(lambda: judge_due(day_end + timedelta(days=1)))
    print(f"all at once: {judged:,} promises missed in {took:.1f} s ({judged / took:,.0f}/s)")  # type: ignore[operator]
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024:.0f} MiB; {count:,} contracts")


def one_run() -> None:
    """Measure judging a run whose output has 50 clauses, and asking the gate about it."""
    from catalog.models import Asset, Column
    from contracts.actions.judging.recorded import judge_runs
    from contracts.models import Clause, Contract, ContractVersion
    from contracts.queries.gate import gate
    from lineage.models import Run

    asset = Asset.objects.order_by("pk").first()
    Column.objects.bulk_create([Column(asset=asset, path=f"c{n}", data_type="bigint", ordinal=n, is_current=True) for n in range(40)])
    contract = Contract.objects.create(key="many", name="many")
    version = ContractVersion.objects.create(
        contract=contract, number="1", state="active", api_version="v3.1.0", raw=b"", document={}, digest=b"", activated_at=MIDNIGHT
    )
    kinds = [
        ("cadence", "frequency", {"value": 1, "unit": "d"}),
        *(("service", name, {"value": 4, "unit": "h"}) for name in ("freshness", "latency", "errorRate")),
    ]
    kinds += [("schema", "type", {"physicalType": "bigint"})] * 40 + [("schema", "columns", {"columns": [f"c{n}" for n in range(40)]})] * 5
    rows = [
        Clause(
            version=version,
            asset=asset,
            key=f"k{n}",
            kind=kind,
            property=name,
            terms=terms,
            words="w",
            in_force_from=MIDNIGHT,
            column_path=f"c{n % 40}",
        )
        for n, (kind, name, terms) in enumerate(kinds)
    ]
    Clause.objects.bulk_create(rows)
    run = Run.objects.get(datasets__asset=asset)
    first = seconds(lambda: judge_runs([run.pk]))[0]
    again = median(seconds(lambda: judge_runs([run.pk]))[0] for _ in range(10))
    print(f"a run judged by {len(rows) + 1} clauses: {first * 1_000:.0f} ms the first time, {again * 1_000:.0f} ms when nothing changes")
    asset.refresh_from_db()
    ask = [seconds(lambda: gate(asset, None))[0] * 1_000 for _ in range(50)]
    print(f"the gate: median {median(ask):.1f} ms, slowest {max(ask):.1f} ms (without HTTP)")


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    count = QUICK if parser.parse_args().quick else CONTRACTS
    servers.pytest_configure()
    import django

    django.setup()
    with scratch_database():
        fill(count)
        loop(count)
        one_run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
