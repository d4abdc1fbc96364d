"""Times the SQL resolver against its floors: `python -m tests.benchmarks.bench_sql`; one core, a few seconds."""

import gc
import resource
from collections.abc import Callable
from time import perf_counter, process_time

from lineage.sql import Options, Schema, resolve
from tests.lineage.sql.corpus import cases, schema_of

TPCDS_FLOOR, LONG_FLOOR_MS, MEMORY_FLOOR_MB = 900, 40, 80
LONG_LINES = 1_000


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


def main() -> None:
    """Print measured beside floor."""
    started = perf_counter()
    gc.collect()
    gc.freeze()
    rate, long = tpcds_rate(), long_ms()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"TPC-DS           {rate:8,.0f} statements/s   floor {TPCDS_FLOOR:,}")
    print(f"1,000 lines      {long:8.1f} ms             floor {LONG_FLOOR_MS}")
    print(f"peak memory      {memory:8.1f} MB             floor {MEMORY_FLOOR_MB}")
    print(f"measured in {perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
