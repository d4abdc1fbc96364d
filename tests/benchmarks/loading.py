"""Load on a running server: wrk where it is installed, else threads of our own (which cost the server more of its cores)."""

import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tests.benchmarks.landscape import A_SEED, AT, BEGAN, BETWEEN, JOBS, RUN, TAKES, job_of, stream

# wrk reads the texts of all jobs, and puts a run id and a time of its own into each; the seed keeps rounds apart.
SCRIPT = """
local texts, turn = {}, 0
for line in io.lines("FILE") do
  local run, at = line:find("RUN", 1, true), line:find("AT", 1, true)
  texts[#texts + 1] = {line:sub(1, run - 1), line:sub(run + 36, at - 1), line:sub(at + 24)}
end
local run, began = "", 0
local head = {["Content-Type"] = "application/json"}
function request()
  turn = turn + 1
  if turn % 2 == 1 then
    run = string.format("%08x-0000-4000-8000-%012x", SEED, turn)
    began = BEGAN + (turn - 1) / 2 * BETWEEN
  else
    began = began + TAKES
  end
  local at = os.date("!%Y-%m-%dT%H:%M:%S", math.floor(began)) .. string.format(".%03dZ", math.floor(began % 1 * 1000))
  local text = texts[(turn - 1) % #texts + 1]
  return wrk.format("POST", "/api/v1/lineage", head, text[1] .. run .. text[2] .. at .. text[3])
end
"""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


@dataclass(frozen=True)
class Load:
    """What came of it: events accepted a second, answer times in ms, answers that were no 2xx."""

    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int
    by: str


def load_single(port: int, *, connections: int, seconds: float, seed: int) -> Load:
    """Post single events over so many connections."""
    return (_wrk if shutil.which("wrk") else _threads)(port, connections, seconds, seed)


def _wrk(port: int, connections: int, seconds: float, seed: int) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        texts.write_bytes(b"\n".join(text for number in range(JOBS) for text in job_of(number)))
        script = Path(folder) / "post.lua"
        script.write_text(_filled(texts, seed))
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds:.0f}s",
            "--latency",
            "--timeout",
            "5s",
            "-s",
            str(script),
            f"http://127.0.0.1:{port}/",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times = {
        share: float(value) * UNITS[unit] for share, value, unit in re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    }
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate, said
    return Load(float(rate[1]), times["50"], times["99"], int(refused[1]) if refused else 0, "wrk")


def _filled(texts: Path, seed: int) -> str:
    told = {'"RUN"': f'"{RUN}"', '"AT"': f'"{AT}"', "FILE": texts, "SEED": seed, "BEGAN": (BEGAN + seed * A_SEED).timestamp()}
    script = SCRIPT
    for word, value in (told | {"BETWEEN": BETWEEN.total_seconds(), "TAKES": TAKES.total_seconds()}).items():
        script = script.replace(word, str(value))
    return script


def _threads(port: int, connections: int, seconds: float, seed: int) -> Load:
    bodies = stream(20_000, seed)
    return post_bodies(port, "/api/v1/lineage", [bodies[at::connections] for at in range(connections)], seconds=seconds, weight=1)


def load_batches(port: int, *, connections: int, seconds: float, seed: int, size: int = 100, batches: int = 400) -> Load:
    """Post arrays of events, made beforehand."""
    bodies = stream(size * batches, seed)
    arrays = [b"[" + b",".join(bodies[at : at + size]) + b"]" for at in range(0, len(bodies), size)]
    return post_bodies(port, "/api/v1/lineage/batch", [arrays[at::connections] for at in range(connections)], seconds=seconds, weight=size)


def post_bodies(port: int, path: str, shares: Sequence[Sequence[bytes]], *, seconds: float, weight: int) -> Load:
    """Post each share over a connection of its own until the time is up or the bodies are used up."""
    times: list[float] = []
    refused: list[int] = []
    began = time.perf_counter()

    def run(share: Sequence[bytes]) -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for body in share:
            sent = time.perf_counter()
            if sent - began > seconds:
                break
            client.request("POST", path, body, {"Content-Type": "application/json"})
            answer = client.getresponse()
            answer.read()
            (times if answer.status < http.HTTPStatus.MULTIPLE_CHOICES else refused).append((time.perf_counter() - sent) * 1_000)
        client.close()

    threads = [threading.Thread(target=run, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = quantiles(times, n=100)
    return Load(len(times) * weight / (time.perf_counter() - began), cuts[49], cuts[98], len(refused), "threads")
