"""`python -m tests.benchmarks.run [--quick] [part …]`: measures what we claim; floor, goal and measured beside each other."""

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.benchmarks import ingest, pages, searching, storms
from tests.benchmarks.targets import PARTS

LOADED = (ingest, pages, searching, storms)
HEAD = "| target | floor | goal | measured (median) | rounds | | |\n|---|---|---|---|---|---|---|"
# Modules that measure by themselves and print their own table.
OTHERS = {
    "layout": "tests.benchmarks.bench_layout",
    "graph": "tests.benchmarks.bench_graph",
    "sql": "tests.benchmarks.bench_sql",
    "imports": "tests.benchmarks.bench_imports",
    "spc": "tests.benchmarks.bench_spc",
    "change": "tests.benchmarks.bench_change",
    "due": "tests.benchmarks.bench_due",
}


def facts() -> str:
    """Say what was measured on, without naming the machine."""
    model = next((line.partition(":")[2].strip() for line in cpu_lines() if line.startswith("model name")), platform.machine())
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}; load before: {load}. The generator shares the cores."
    )


def cpu_lines() -> list[str]:
    """Read what the kernel says of the processor."""
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def main() -> int:
    """Measure the parts asked for, all by default; gives 1 when a floor was not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, smaller data")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join([*PARTS, *OTHERS])}")
    asked = parser.parse_args()
    wanted = asked.parts or [*PARTS, *OTHERS]
    if unknown := set(wanted) - PARTS.keys() - OTHERS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; choose from {', '.join([*PARTS, *OTHERS])}")
    print(facts(), "", HEAD, sep="\n", flush=True)
    short = 0
    for name in (name for name in wanted if name in PARTS):
        for measured in PARTS[name](quick=asked.quick):
            print(measured.row(), flush=True)
            short += measured.target.judge(measured.value) == "SHORT"
    for name in (name for name in wanted if name in OTHERS):
        print(f"\n{name}:", flush=True)
        shorter = (
            {"graph": ["100000"], "sql": ["--quick"], "spc": ["--quick"], "change": ["--quick"], "due": ["--quick"]}.get(name, [])
            if asked.quick
            else []
        )
        subprocess.run([sys.executable, "-m", OTHERS[name], *shorter], check=False)
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
