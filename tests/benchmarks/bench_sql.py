"""Times the SQL resolver against its floors, beside its peers, and over a long run: `python -m tests.benchmarks.bench_sql [--quick]`; one core."""

import gc
import json
import os
import random
import resource
import subprocess
import sys
import venv
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time

from lineage.sql import Options, Schema, fingerprint, resolve
from tests.lineage.sql.corpus import cases, schema_of

TPCDS_FLOOR, LONG_FLOOR_MS, MEMORY_FLOOR_MB, GROWTH_FLOOR_MB = 900, 40, 80, 8
LONG_LINES = 1_000
SOAK, QUICK_SOAK = 50_000, 4_000
ORACLE_COUNT, QUICK_ORACLE_COUNT = 600, 150
ROOT = Path(__file__).resolve().parents[2]
# Peers live in an environment of their own, with versions of their own; each is timed on so many of TPC-DS's 99 statements.
PEERS = {
    "openlineage-sql": ("openlineage-sql==1.54.0", 99),
    "sqlglot.lineage": (f"sqlglot[c]=={version('sqlglot')}", 99),
    "sqllineage": ("sqllineage==1.5.9", 8),
}


def long_statement(lines: int) -> str:
    """A chain of WITH queries of about so many lines, 25 columns wide, as generated warehouse models are."""
    columns = [f"c{number}" for number in range(25)]
    steps, previous = [], "base_table"
    for step in range(lines // 30):
        body = ",\n".join(
            f"  {'coalesce(' + name + ', 0) + 1' if place % 5 == step % 5 else name} AS {name}" for place, name in enumerate(columns)
        )
        steps.append(f"s{step} AS (\nSELECT\n{body}\nFROM {previous}\nWHERE c0 > {step}\n)")
        previous = f"s{step}"
    return f"CREATE TABLE out_long AS\nWITH {', '.join(steps)}\nSELECT * FROM {previous}"


def best(action: Callable[[], object], rounds: int) -> float:
    """The least processor time of several rounds, in seconds: other work on the machine counts least there."""
    times = []
    for _ in range(rounds):
        start = process_time()
        action()
        times.append(process_time() - start)
    return min(times)


def tpcds_rate(rounds: int = 5) -> float:
    """Statements a second over TPC-DS with its schema, from text to typed edges."""
    work = [(case["sql"], schema_of(case)) for case in cases("tpcds")]
    seconds = best(lambda: [resolve(sql, dialect="postgres", schema=schema) for sql, schema in work], rounds)
    return len(work) / seconds


def long_ms(rounds: int = 5) -> float:
    """Milliseconds for one statement of about 1,000 lines."""
    sql = long_statement(LONG_LINES)
    schema = Schema({"base_table": [f"c{number}" for number in range(25)]})
    return 1000 * best(lambda: resolve(sql, dialect="postgres", schema=schema, options=Options()), rounds)


def peers_python() -> Path:
    """The interpreter of the peers' environment, made when first asked for."""
    folder = Path(os.environ.get("PROVENDER_HOME", ROOT / ".provender")) / "bench-sql"
    python = folder / "bin" / "python"
    wanted = "\n".join(package for package, _ in PEERS.values())
    made = folder / "packages.txt"
    if not made.exists() or made.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted.split("\n")], check=True)
        made.write_text(wanted)
    return python


def compare(rate: float) -> None:
    """Print each peer's statements a second on TPC-DS, measured now, and how many times as fast we are."""
    python, work = (
        peers_python(),
        [{"sql": case["sql"], "schema": {k: list(v) for k, v in case["schema"].items()}} for case in cases("tpcds")],
    )
    for tool, (package, count) in PEERS.items():
        asked = json.dumps({"tool": tool, "cases": work[:count]}).encode()
        done = subprocess.run([python, ROOT / "tests/benchmarks/sql_peers.py"], input=asked, capture_output=True, check=False)
        if done.returncode:
            print(f"{tool:16} could not run: {done.stderr.decode().strip().splitlines()[-1]}")
            continue
        told = json.loads(done.stdout)
        theirs = count / told["seconds"]
        print(
            f"{tool:16} {theirs:8,.0f} statements/s   ours {rate / theirs:.2f} times   ({package}, {count} statements, failed: {told['failed'] or 'none'})"
        )


def resident_mb() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def soak(count: int) -> tuple[float, float]:
    """Resolve so many different statements; memory in MB after a fifth of them, and after all."""
    texts = [
        (case["sql"], case["dialect"], schema_of(case)) for name in ("sqllineage", "pg-oracle", "tpch", "tpcds") for case in cases(name)
    ]
    early = 0.0
    for number in range(count):
        sql, dialect, schema = texts[number % len(texts)]
        own = f"{sql}\n-- {number}"
        fingerprint(own, dialect)
        resolve(own, dialect=dialect, schema=schema)
        if number == count // 5:
            gc.collect()
            early = resident_mb()
    gc.collect()
    return early, resident_mb()


def judge(count: int) -> int:
    """Let PostgreSQL judge freshly generated statements; prints the seed with what it says."""
    seed = str(random.SystemRandom().randrange(10**8))
    environment = {**os.environ, "PROVENDER_SQL_SEED": seed, "PROVENDER_SQL_COUNT": str(count)}
    command = [sys.executable, "-m", "pytest", "tests/lineage/sql/test_by_oracle.py", "-q", "-n0", "-s"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = next((line for line in done.stdout.splitlines() if "statements right" in line), done.stdout.strip()[-300:])
    print(f"PostgreSQL judges  {said.lstrip('.')}   floor 99.5 %: {'met' if done.returncode == 0 else 'SHORT'}")
    return done.returncode


def main() -> None:
    """Print measured beside floor."""
    quick = "--quick" in sys.argv[1:]
    started = perf_counter()
    gc.collect()
    gc.freeze()
    rate, long = tpcds_rate(), long_ms()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"TPC-DS           {rate:8,.0f} statements/s   floor {TPCDS_FLOOR:,}")
    print(f"1,000 lines      {long:8.1f} ms             floor {LONG_FLOOR_MS}")
    print(f"peak memory      {memory:8.1f} MB             floor {MEMORY_FLOOR_MB}")
    compare(rate)
    count = QUICK_SOAK if quick else SOAK
    early, late = soak(count)
    print(f"soak             {count:,} statements: {early:.1f} MB after a fifth, {late:.1f} MB after all   floor +{GROWTH_FLOOR_MB} MB")
    judge(QUICK_ORACLE_COUNT if quick else ORACLE_COUNT)
    print(f"measured in {perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
