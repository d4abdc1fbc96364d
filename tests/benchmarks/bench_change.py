"""Times "can I change this?" on a landscape of 1,000 assets whose consumers come from SQL: `python -m tests.benchmarks.bench_change [--quick]`.

The floor is 300 ms for every question. Fills a scratch database of its own, and drops it afterwards.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from tests import servers
from tests.benchmarks.bench_graph import SEEN, scratch_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ASSETS, COLUMNS, FLOOR_MS = 1_000, 20, 300.0
READERS, HUB_READERS, AGREEMENTS = 4, 300, 20
KINDS = ("bigint", "varchar(40)", "decimal(12,2)", "timestamp")


def contract(name: str, number: str, *, drop: int = -1, latency: int = 4) -> str:
    """Write a contract of one asset."""
    columns = [{"name": f"c{n}", "physicalType": KINDS[n % 4], "required": n < 3} for n in range(COLUMNS) if n != drop]
    return json.dumps(
        {
            "apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "version": number, "status": "active",
            "schema": [{"name": name, "properties": columns}],
            "slaProperties": [{"property": "latency", "value": latency, "unit": "h"}, {"property": "frequency", "value": 1, "unit": "d"}],
        }
    )  # fmt: skip


def fill() -> tuple[int, list[int]]:
    """Make the landscape: every asset is read by some later ones, the first (the hub) by many; a tenth are under contract with agreements."""
    from django.db import connection

    from catalog.models import Asset, Column, Namespace
    from lineage.models import Job

    space = Namespace.objects.create(name="postgres://bench", platform="postgres")
    times = {"first_seen_at": SEEN, "last_seen_at": SEEN}
    assets = Asset.objects.bulk_create([Asset(namespace=space, name=f"shop.t{n}", kind="table", **times) for n in range(ASSETS)])
    jobs = Job.objects.bulk_create([Job(namespace=space, name=f"build_t{n}", **times) for n in range(ASSETS)])
    columns = Column.objects.bulk_create(
        [Column(asset=a, path=f"c{n}", data_type=KINDS[n % 4], ordinal=n, is_current=True) for a in assets for n in range(COLUMNS)],
        batch_size=5_000,
    )
    pick = random.Random(1)
    pairs = {(source, min(ASSETS - 1, source + pick.randint(1, 200))) for source in range(ASSETS - 1) for _ in range(READERS)}
    pairs |= {(0, n) for n in pick.sample(range(1, ASSETS), HUB_READERS)}
    _edges(sorted(pairs), assets, jobs, columns, pick)
    _agree(assets, pick)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return assets[0].pk, [asset.pk for asset in assets[1:200]]


def _edges(pairs: list, assets: list, jobs: list, columns: list, pick: random.Random) -> None:
    from lineage.models import ColumnEdge, Edge

    Edge.objects.bulk_create(
        [Edge(source=assets[s], target=assets[t], job=jobs[t], evidence="sql", first_seen_at=SEEN, last_seen_at=SEEN) for s, t in pairs],
        batch_size=5_000,
    )
    rows = []
    for s, t in pairs:
        for n in pick.sample(range(COLUMNS), 6):
            subtype = pick.choice(("identity", "identity", "transformation", "aggregation"))
            ends = {"source_column": columns[s * COLUMNS + n], "target_column": columns[t * COLUMNS + n]}
            rows.append(
                ColumnEdge(
                    source=assets[s],
                    target=assets[t],
                    job=jobs[t],
                    kind="direct",
                    subtype=subtype,
                    evidence="sql",
                    first_seen_at=SEEN,
                    last_seen_at=SEEN,
                    **ends,
                )
            )
    ColumnEdge.objects.bulk_create(rows, batch_size=5_000)


def _agree(assets: list, pick: random.Random) -> None:
    from catalog.models import Team
    from contracts.actions.drafting import Origin, save_draft
    from contracts.actions.publishing import activate_version
    from contracts.models import Agreement, AgreementColumn

    teams = Team.objects.bulk_create([Team(slug=f"team{n}", name=f"Team {n}") for n in range(AGREEMENTS)])
    for asset in assets[:100]:
        version = save_draft(raw=contract(asset.name, "1.0.0").encode(), origin=Origin()).version
        version.objects_bound.update(asset=asset, is_chosen=True)
        activate_version(version=version, person=None)
        for team in teams if asset is assets[0] else teams[:2]:
            made = Agreement.objects.create(
                contract=version.contract, consumer_team=team, state="active", needs={"latency": {"value": 6, "unit": "h"}}
            )
            AgreementColumn.objects.bulk_create(
                AgreementColumn(agreement=made, asset=asset, column_path=f"c{n}") for n in pick.sample(range(COLUMNS), 5)
            )


def timed(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Give median and worst of some rounds, in ms."""
    ask()
    spent = []
    for _ in range(rounds):
        began = perf_counter()
        ask()
        spent.append((perf_counter() - began) * 1_000)
    return median(spent), max(spent)


def questions(hub: int, others: list[int]) -> list[tuple[str, Callable[[], object]]]:
    """Name what is asked."""
    from catalog.models import Asset, Person
    from contracts.queries.change import can_i_change_all
    from contracts.queries.change_asked import Asked, Form, questions

    everybody = Person(handle="bench", is_administrator=True)
    table = "\n".join(f"c{n} {KINDS[n % 4]}" for n in range(1, COLUMNS))
    turn = iter(others * 50)

    def ask(form: str, text: str, asset: int | None) -> Callable[[], object]:
        def once() -> object:
            found = Asset.objects.select_related("namespace", "domain").get(pk=asset or next(turn))
            return can_i_change_all(questions(found, Asked(Form(form), text), everybody), everybody)

        return once

    return [
        ("columns pasted, any asset", ask("schema", table, None)),
        ("columns pasted, 300 readers", ask("schema", table, hub)),
        ("ALTER TABLE, 300 readers", ask("sql", "alter table t0 drop column c1", hub)),
        ("contract, 300 readers, 20 agreements", ask("contract", contract("shop.t0", "2.0.0", drop=1, latency=24), hub)),
        ("observed now, any asset", ask("observed", "", None)),
    ]


def main() -> int:
    """Print each question's times; give 1 when a median is over the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 5 if parser.parse_args().quick else 30
    servers.pytest_configure()
    import django

    django.setup()
    slow = 0
    with scratch_database():
        print("| question | median ms | worst ms | floor ms |\n|---|---|---|---|")
        for name, ask in questions(*fill()):
            middle, worst = timed(ask, rounds)
            slow += middle > FLOOR_MS
            print(f"| {name} | {middle:.1f} | {worst:.1f} | {FLOOR_MS:g} |", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
