"""What the system's process table says: who runs, in which group, on which folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
DEAD_STATES = "ZX"
# A killed process still holds its port for the moment that the kernel needs.
DYING_SECONDS = 2.0


@dataclass(frozen=True)
class Entry:
    """One process: `words` are its arguments, `text` holds arguments and environment."""

    pid: int
    group: int
    state: str
    words: tuple[str, ...]
    text: str


def look_up(pid: int) -> Entry | None:
    """Give the process, or None when there is none or it is a zombie (dead, and its parent has not noticed)."""
    entry = _from_proc(pid) if sys.platform == "linux" else _from_ps(pid)
    return None if entry is None or entry.state[:1] in DEAD_STATES else entry


def runs(pid: int, word: str) -> bool:
    """Tell whether the pid is alive *and* was started with this argument: pids are reused, above all in containers."""
    entry = look_up(pid)
    if entry is None:
        return False
    return word in entry.words or (sys.platform != "linux" and word in entry.text)


def is_ending(pid: int) -> bool:
    """Tell whether the process has let go of its arguments, as one that ends does a moment before it is gone."""
    entry = look_up(pid)
    return entry is not None and not any(entry.words)


def group_members(group: int, marker: str) -> list[int]:
    """List live pids of a process group whose environment holds the marker; a reused group number has none."""
    return [entry.pid for entry in _all() if entry.group == group and entry.state[:1] not in DEAD_STATES and marker in entry.text]


def on_folder(folder: Path, program: str) -> list[int]:
    """List live processes of that program whose working folder is this one (Linux only; elsewhere none)."""
    return [pid for pid in _pids() if _works_in(pid, folder, program)]


def end_group(group: int, marker: str, patience: float) -> int:
    """Ask a group's marked processes to end, wait `patience` seconds, kill what is left. Gives how many there were."""
    found = group_members(group, marker)
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, DYING_SECONDS)):
        for pid in group_members(group, marker):
            _signal(pid, number)
        _wait_until_gone(group, marker, seconds)
    return len(found)


def _wait_until_gone(group: int, marker: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and group_members(group, marker):
        time.sleep(0.02)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _pids() -> Iterator[int]:
    with suppress(FileNotFoundError):
        yield from (int(path.name) for path in PROC.iterdir() if path.name.isdecimal())


def _works_in(pid: int, folder: Path, program: str) -> bool:
    try:
        return (
            (PROC / str(pid) / "cwd").readlink() == folder
            # The kernel marks a program that an upgrade has replaced since.
            and (PROC / str(pid) / "exe").readlink().name.removesuffix(" (deleted)") == program
        )
    except OSError:
        return False


def _all() -> Iterator[Entry]:
    if sys.platform == "linux":
        yield from (entry for entry in map(_from_proc, _pids()) if entry)
    else:
        yield from _ps("-A")


def _from_proc(pid: int) -> Entry | None:
    folder = PROC / str(pid)
    try:
        # The program's own name may hold blanks and brackets, so count from its closing bracket: state, parent, group.
        state, _, group, *_ = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        arguments = (folder / "cmdline").read_bytes().decode(errors="surrogateescape")
    except (OSError, ValueError):
        return None
    return Entry(pid, int(group), state, tuple(arguments.split("\0")), arguments + _environment(folder))


def _environment(folder: Path) -> str:
    try:
        return (folder / "environ").read_bytes().decode(errors="surrogateescape")
    except OSError:  # someone else's process: certainly none of our services
        return ""


def _from_ps(pid: int) -> Entry | None:
    return next(_ps("-p", str(pid)), None)


def _ps(*which: str) -> Iterator[Entry]:
    answer = subprocess.run(  # macOS has no /proc
        ["/bin/ps", "-E", "-ww", "-o", "pid=,pgid=,stat=,command=", *which],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )
    for line in answer.stdout.splitlines():
        pid, group, state, text = line.split(None, 3)
        yield Entry(int(pid), int(group), state, tuple(text.split()), text)
