"""Commands share a server, and the last one out stops what a command started."""

import subprocess
import sys
import time

from config.embedded import EmbeddedPostgres, Home

COMMAND = """
import sys
from pathlib import Path
from config.embedded import ensure_postgres, home
ensure_postgres(home(Path("/"), {"PROVENDER_HOME": sys.argv[1]}))
print("there", flush=True)
sys.stdin.read()
"""


def command(home: Home) -> subprocess.Popen[str]:
    """Run a command that uses the database until its input ends; gives it once it is there."""
    process = subprocess.Popen([sys.executable, "-c", COMMAND, str(home.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    return process


def test_the_server_outlives_its_starter_while_another_command_uses_it(fresh: Home) -> None:
    starter, other = command(fresh), command(fresh)
    server = EmbeddedPostgres(fresh)
    starter.communicate()
    assert server.pid() is not None
    other.communicate()
    assert server.pid() is None


def test_a_server_that_no_command_started_is_left_alone(postgres: EmbeddedPostgres, fresh: Home) -> None:
    began = time.monotonic()
    command(fresh).communicate()
    assert time.monotonic() - began < 3
    assert postgres.pid() is not None


def test_a_killed_commands_server_is_stopped_by_the_next(fresh: Home) -> None:
    killed = command(fresh)
    killed.kill()
    killed.communicate()
    server = EmbeddedPostgres(fresh)
    assert server.pid() is not None
    command(fresh).communicate()
    assert server.pid() is None
