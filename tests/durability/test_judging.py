"""Judging on the real tree: late is told within seconds and mended by a good run; watchers killed at random lose and double nothing."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest

from contracts.cadence.claiming import Delivery, fill
from contracts.cadence.history import turns
from contracts.cadence.terms import read_cadence
from tests.durability.tree import ROOT, Tree, running_tree

pytestmark = pytest.mark.slow

TOLD_WITHIN_SECONDS = 5.0
CLAUSES, DAYS, KILLS = 500, 20, 25
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: raw
version: 1.0.0
status: active
name: Raw
servers: [{server: s, type: custom, host: a}]
schema: [{name: raw, physicalName: raw}]
slaProperties: [{property: frequency, value: 6, unit: s, element: raw}]
"""
PUBLISH = """
from catalog.models import Asset, Person
from contracts.actions.drafting import Origin, save_draft
from contracts.actions.publishing import activate_version
from contracts.models import ContractedAsset
person = Person.objects.create(handle="ada", name="Ada", is_administrator=True)
version = save_draft(raw={contract!r}.encode(), origin=Origin(person=person)).version
ContractedAsset.objects.filter(version=version).delete()
ContractedAsset.objects.create(version=version, object_name="raw", asset=Asset.objects.get(name="raw"), is_chosen=True)
activate_version(version=version, person=person)
from catalog.actions.keys import create_key
from catalog import audit
with audit.acting(audit.Actor(person=person)):
    print("KEY", create_key(name="pipeline", scopes=["read", "ingest", "write"], person=person))
"""


def manage(tree: Tree, script: str) -> str:
    """Run a script with the tree's Django."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", script],
        cwd=ROOT,
        env=tree.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(tree: Tree, sql: str) -> list[tuple[Any, ...]]:
    """Run one query in the tree's database."""
    with tree.connect() as session, session.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def post(tree: Tree, job: str, inputs: list[str], output: str, kind: str = "COMPLETE") -> datetime:
    """Tell of a run that ends now."""
    now = datetime.now(UTC)
    told = {
        "eventType": kind, "eventTime": now.isoformat(), "producer": "https://example.org", "run": {"runId": str(uuid.uuid4())},
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent", "job": {"namespace": "sched", "name": job},
        "inputs": [{"namespace": "db://a", "name": name} for name in inputs], "outputs": [{"namespace": "db://a", "name": output}],
    }  # fmt: skip
    client = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=5)
    client.request("POST", "/api/v1/lineage", json.dumps(told), {"Content-Type": "application/json"})
    assert client.getresponse().status == 201
    return now


def gate(tree: Tree, key: str, name: str) -> str:
    """Ask the gate."""
    client = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=5)
    client.request("GET", f"/api/v1/gate/db://a/{name}", headers={"Authorization": f"Bearer {key}"})
    answer = client.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return str(json.loads(body)["verdict"])


def until(condition, seconds: float, words: str) -> float:
    """Wait for something; gives how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, words
        time.sleep(0.05)
    return time.monotonic() - began


def test_late_is_told_within_seconds_inherited_and_mended_by_a_good_run() -> None:
    with running_tree() as tree:
        post(tree, "load", ["source"], "raw")
        post(tree, "build", ["raw"], "orders")
        until(
            lambda: ask(tree, "SELECT 1 FROM lineage_edge WHERE is_shown") != [] and len(ask(tree, "SELECT 1 FROM lineage_edge")) > 1,
            10,
            "no lineage",
        )
        key = manage(tree, PUBLISH.format(contract=CONTRACT)).split("KEY", 1)[1].split("'")[1]
        until(lambda: ask(tree, "SELECT 1 FROM contracts_deviation WHERE resolved_at IS NULL") != [], 30, "no deviation")
        [(seconds,)] = ask(tree, "SELECT extract(epoch FROM noted_at - opened_at)::float FROM contracts_deviation ORDER BY id LIMIT 1")
        assert 0 <= seconds < TOLD_WITHIN_SECONDS
        assert dict(ask(tree, "SELECT name, standing FROM catalog_asset")) == {"source": "unknown", "raw": "broken", "orders": "at_risk"}
        assert (gate(tree, key, "raw"), gate(tree, key, "orders")) == ("no", "no")
        mended = post(tree, "load", ["source"], "raw")
        took = until(lambda: gate(tree, key, "raw") == "yes", TOLD_WITHIN_SECONDS, "not mended")
        [(resolved,)] = ask(tree, "SELECT resolved_at FROM contracts_deviation ORDER BY id LIMIT 1")
        assert resolved == mended
        assert ask(
            tree,
            "SELECT count(*) FROM contracts_inheritance i JOIN contracts_deviation d ON d.id = i.deviation_id WHERE d.resolved_at IS NOT NULL",
        ) == [(0,)]
        print(f"\ntold {seconds:.2f} s after it was due; the gate opened {took:.2f} s after the good run's event")


SEED = f"""
INSERT INTO catalog_namespace (name, platform, description) VALUES ('db://a', '', '');
INSERT INTO catalog_asset (namespace_id, name, title, purpose, description, lifecycle)
    SELECT n.id, 't' || i, '', '', '', 'local' FROM catalog_namespace n, generate_series(1, {CLAUSES}) i;
INSERT INTO lineage_job (namespace_id, name, said) SELECT id, 'load', '{{}}' FROM catalog_namespace;
INSERT INTO contracts_contract (key, name) VALUES ('c', 'c');
INSERT INTO contracts_contractversion (contract_id, number, state, api_version, raw, document, digest, ignored, activated_at)
    SELECT id, '1', 'active', 'v3.1.0', '', '{{}}', '', '[]', now() FROM contracts_contract;
INSERT INTO lineage_run (job_id, run_id, state, state_at, first_event_at, last_event_at, ended_at, said)
    SELECT j.id, a.id || '/' || d, 'completed', at, at, at, at, '{{}}' FROM lineage_job j, catalog_asset a, generate_series(0, {DAYS - 1}) d,
    LATERAL (SELECT date_trunc('day', now(), 'UTC') - interval '{DAYS} days' + d * interval '1 day' + (a.id * 37 + d * 61) % 1440 * interval '1 minute' AS at) t
    WHERE (a.id * 7 + d * 13) % 5 <> 0;
INSERT INTO lineage_rundataset (run_id, asset_id, direction, facets) SELECT id, split_part(run_id, '/', 1)::bigint, 'output', '{{}}' FROM lineage_run;
INSERT INTO lineage_note (run) SELECT id FROM lineage_run ORDER BY random();
INSERT INTO contracts_clause (version_id, asset_id, key, kind, property, terms, words, severity, in_force_from, judge_at)
    SELECT v.id, a.id, 'k' || a.id, 'cadence', 'frequency', '{{"value": 1, "unit": "d"}}', 'is delivered every day', 'error', s, s
    FROM contracts_contractversion v, catalog_asset a, LATERAL (SELECT date_trunc('day', now(), 'UTC') - interval '{DAYS} days' AS s) t;
"""


# Forks a watcher for each line it reads and says its pid: the imports, two seconds of a core, are done once.
FORKING = """
import os, sys, django
django.setup()
from django.core.management import call_command
for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        call_command("watch", skip_checks=True)
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


class SecondWatcher:
    """A watcher beside the tree's own."""

    def __init__(self, tree: Tree) -> None:
        self.stem = subprocess.Popen(
            [sys.executable, "-c", FORKING],
            cwd=ROOT,
            env={**tree.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.start()

    def start(self) -> None:
        """Start it."""
        assert self.stem.stdin and self.stem.stdout
        self.stem.stdin.write("again\n")
        self.stem.stdin.flush()
        self.pid = int(self.stem.stdout.readline())

    def kill(self) -> None:
        """Kill it, and start another one."""
        os.kill(self.pid, signal.SIGKILL)
        self.start()

    def end(self) -> None:
        """Kill it for good."""
        os.kill(self.pid, signal.SIGKILL)
        self.stem.communicate()


def expected_flips(tree: Tree) -> dict[int, list[tuple[str, datetime]]]:
    """Work every clause's history out in one go, from what lineage holds."""
    cadence = read_cadence("frequency", {"value": 1, "unit": "d"})
    deliveries: dict[int, list[Delivery]] = {}
    for asset, run, at in ask(tree, "SELECT d.asset_id, r.id, r.ended_at FROM lineage_run r JOIN lineage_rundataset d ON d.run_id = r.id"):
        deliveries.setdefault(asset, []).append(Delivery(at, None, run))
    told = {}
    for clause, asset, since, evidence_at in ask(tree, "SELECT id, asset_id, in_force_from, evidence_at FROM contracts_clause"):
        reading = fill(cadence, deliveries.get(asset, []), since=since + timedelta(microseconds=0), now=evidence_at)
        told[clause] = [(turn.holds.value, turn.at) for turn in turns(reading.slots, evidence_at)]
    return told


def test_watchers_killed_at_random_lose_no_flip_and_double_none() -> None:
    pick = random.Random(7)
    with running_tree() as tree:
        second = SecondWatcher(tree)
        try:
            with tree.connect() as session, session.cursor() as cursor:
                cursor.execute(SEED)
            for _ in range(KILLS):
                time.sleep(pick.uniform(0.1, 0.7))
                if pick.random() < 0.5:
                    second.kill()
                else:
                    with suppress(psutil.Error, OSError, ValueError):
                        tree.service("watcher").kill()
            until(lambda: ask(tree, "SELECT 1 FROM lineage_note LIMIT 1") == [], 240, "notes left")
            until(lambda: ask(tree, "SELECT 1 FROM contracts_clause WHERE judge_at <= now() LIMIT 1") == [], 180, "clauses left")
        finally:
            second.end()
        seen: dict[int, list[tuple[str, datetime]]] = {}
        for clause, verdict, at in ask(tree, "SELECT clause_id, verdict, at FROM contracts_verdict ORDER BY clause_id, at, id"):
            seen.setdefault(clause, []).append((verdict, at))
        expected = expected_flips(tree)
        assert len(expected) == CLAUSES
        differ = {clause: (flips, seen.get(clause, [])) for clause, flips in expected.items() if seen.get(clause, []) != flips}
        told = [(clause, set(there) ^ set(wanted), len(there) - len(wanted)) for clause, (wanted, there) in differ.items()]
        assert told[:5] == [], f"{len(told)} clauses differ"
        assert ask(tree, "SELECT count(*) FROM lineage_stepproblem") == [(0,)]
        broken = sum(verdict == "broken" for flips in seen.values() for verdict, _ in flips)
        assert ask(tree, "SELECT count(*) + sum(flaps) FROM contracts_deviation") == [(broken,)]
        print(f"\n{KILLS} kills; {sum(map(len, seen.values()))} flips of {len(seen)} clauses as expected")
