"""The supervisor brings back what dies and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import CannotStart, EmbeddedPostgres, Home
from config.embedded.processes import Service, Supervisor, delay
from config.embedded.stream import Stream

# A leader with a child of its own, as web servers and workers have.
LEADER = (
    sys.executable,
    "-c",
    "import subprocess, time; subprocess.Popen(['/bin/sleep', '600']); print('up', flush=True); time.sleep(600)",
)
STUBBORN = (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)")
# The stem without our modules: it forks all the same.
STEM = "from config.embedded import stem; stem.preload = lambda: None; stem.main()"
DRIVER = f"""
import sys
from pathlib import Path
from config.embedded import processes
from config.embedded.processes import Service, StopAsked, Supervisor
from config.embedded.stream import Stream
processes.PATIENCE_SECONDS = 2.0
supervisor = Supervisor(Path(sys.argv[1]), Stream(1, colour=False))
supervisor.listen()
print("left", supervisor.end_leftovers(), flush=True)
try:
    supervisor.start(Service("leader", {LEADER!r}))
    supervisor.start(Service("stubborn", {STUBBORN!r}))
    supervisor.forever()
except StopAsked:
    supervisor.shut_down()
"""


@pytest.fixture
def output(place: Path) -> Path:
    """Give the file that takes a supervisor's stream."""
    path = place / "output"
    path.touch()
    return path


@pytest.fixture
def supervisor(place: Path, output: Path, marked: Callable[[], list[int]]) -> Iterator[Supervisor]:
    """Give a supervisor in this process; everything it runs is ended afterwards."""
    descriptor = os.open(output, os.O_WRONLY | os.O_APPEND)
    found = Supervisor(place, Stream(descriptor, colour=False))
    yield found
    found.shut_down()
    os.close(descriptor)
    assert marked() == []


def tick_until(supervisor: Supervisor, done: Callable[[], bool], seconds: float = 10.0) -> float:
    """Run the loop until something holds; gives the seconds it took."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, "it never happened"
        supervisor.tick()
    return time.monotonic() - began


def wait_until(done: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def drive(run: Path) -> subprocess.Popen[str]:
    """Run a supervisor as a process of its own; gives it once both its services are up."""
    process = subprocess.Popen([sys.executable, "-c", DRIVER, str(run)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(3)]
    assert sorted(said[1:]) == ["leader    | up\n", "stubborn  | up\n"], said
    return process


def test_the_first_failure_is_answered_at_once_and_later_ones_ever_more_slowly() -> None:
    assert [delay(count) for count in (1, 2, 3, 4, 5, 6, 7, 50)] == [0, 0.25, 0.5, 1, 2, 2, 2, 2]


def test_a_killed_service_and_its_orphans_are_replaced_at_once(supervisor: Supervisor, marked: Callable[[], list[int]]) -> None:
    supervisor.start(Service("web", LEADER))
    wait_until(lambda: len(marked()) == 2)
    before = set(marked())
    (life,) = supervisor.lives
    os.kill(life.thing.pid() or 0, signal.SIGKILL)
    seconds = tick_until(supervisor, lambda: life.died is not None and life.ready)
    assert seconds < 1
    wait_until(lambda: len(marked()) == 2)
    assert before.isdisjoint(marked())


def test_a_killed_postgres_is_back_within_three_seconds_and_says_so(fresh: Home, output: Path) -> None:
    fresh.create()
    with output.open("a") as file:
        supervisor = Supervisor(fresh.run, Stream(file.fileno(), colour=False))
        supervisor.start_server(EmbeddedPostgres(fresh))
        (life,) = supervisor.lives
        for _ in range(3):
            life.died = None
            os.kill(life.thing.pid() or 0, signal.SIGKILL)
            assert tick_until(supervisor, lambda: life.died is not None and life.ready) < 3
        supervisor.shut_down()
    assert "PostgreSQL 18 is back after" in output.read_text()
    assert EmbeddedPostgres(fresh).pid() is None


def test_a_service_that_cannot_start_is_given_up_with_its_reason_in_the_stream(supervisor: Supervisor, output: Path) -> None:
    broken = Service("web", (sys.executable, "-c", "raise SystemExit('no such module')"), ready=lambda: False)
    with pytest.raises(CannotStart, match="ended with code 1 3 times"):
        supervisor.start(broken)
    assert output.read_text().count("web       | no such module\n") == 3


def test_a_service_that_never_becomes_ready_is_not_waited_for_for_ever(supervisor: Supervisor) -> None:
    with pytest.raises(CannotStart, match="not ready within"):
        supervisor.start(Service("web", LEADER, ready=lambda: False), timeout=0.3)


def test_a_command_is_run_to_its_end_and_its_last_line_is_kept(supervisor: Supervisor, output: Path) -> None:
    code = "import sys; print('one'); sys.stdout.write('two, unended'); sys.exit(3)"
    assert supervisor.run_to_end(Service("migrate", (sys.executable, "-c", code), restart=False)) == 3
    assert output.read_text() == "migrate   | one\nmigrate   | two, unended\n"
    assert supervisor.lives == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_and_a_second_one_hurries_the_stubborn(
    place: Path, number: signal.Signals, marked: Callable[[], list[int]]
) -> None:
    process = drive(place)
    assert len(marked()) == 3
    process.send_signal(number)
    time.sleep(0.5)
    assert len(marked()) == 2, "the stubborn one is waited for, and the ended leader's child goes with it"
    process.send_signal(number)
    assert process.wait(timeout=3) == 0
    assert marked() == []


@pytest.mark.slow
def test_the_stubborn_are_killed_when_patience_ends(place: Path, marked: Callable[[], list[int]]) -> None:
    process = drive(place)
    began = time.monotonic()
    process.terminate()
    assert process.wait(timeout=15) == 0
    assert 1.5 < time.monotonic() - began < 4
    assert marked() == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere services end with the next start")
def test_services_end_with_a_killed_supervisor_and_the_next_start_ends_the_rest(place: Path, marked: Callable[[], list[int]]) -> None:
    process = drive(place)
    process.kill()
    process.wait()
    wait_until(lambda: len(marked()) <= 2)  # the leader is told by the kernel; its child and the stubborn one stay
    left = marked()
    assert left
    following = drive(place)
    assert set(left).isdisjoint(marked())
    following.kill()
    following.wait()
    Supervisor(place, Stream(2, colour=False)).end_leftovers()
    assert marked() == []


def test_a_stale_group_on_record_never_harms_a_stranger(place: Path) -> None:
    stranger = subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
    (place / "web.group").write_text(f"{stranger.pid}\n")
    assert Supervisor(place, Stream(2, colour=False)).end_leftovers() == 0
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_service_whose_record_somebody_removed_is_ended_with_all_its_children(
    supervisor: Supervisor, place: Path, marked: Callable[[], list[int]]
) -> None:
    supervisor.start(Service("leader", LEADER))
    wait_until(lambda: len(marked()) == 2)
    (place / "leader.group").unlink()
    supervisor.shut_down()
    assert marked() == []


def test_a_service_that_renews_itself_is_started_again_without_a_word(supervisor: Supervisor, output: Path) -> None:
    brief = (sys.executable, "-c", "import time; print('alive', flush=True); time.sleep(0.2)")
    supervisor.start(Service("brief", brief, renews=True))
    tick_until(supervisor, lambda: output.read_text().count("alive") > 1)
    assert "starting it again" not in output.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_a_warm_service_runs_under_its_name_and_a_killed_stem_comes_back(supervisor: Supervisor, output: Path) -> None:
    supervisor.launch_stem(Service("stem", (sys.executable, "-c", STEM), {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}))
    supervisor.start(Service("warm", (sys.executable, "-m", "this"), warm=True, restart=False))
    tick_until(supervisor, lambda: "Beautiful is better than ugly." in output.read_text())
    assert "warm      | " in output.read_text()
    stem = supervisor.stem.pid() if supervisor.stem else None
    assert stem
    os.kill(stem, signal.SIGKILL)
    tick_until(supervisor, lambda: supervisor.stem is not None and supervisor.stem.pid() not in {None, stem} and supervisor.stem.is_ready())
