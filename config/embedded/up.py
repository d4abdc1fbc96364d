"""`up`: everything in one command and one process tree."""

import os
import sys
import time
from pathlib import Path
from typing import TextIO

from config import env
from config.embedded import plan as plans
from config.embedded.forking import can_fork
from config.embedded.home import Home
from config.embedded.locks import try_exclusive
from config.embedded.one_off import DATABASE, keep_running, register
from config.embedded.plan import Plan, read_plan
from config.embedded.ports import free_port
from config.embedded.postgres import EmbeddedPostgres, settings_for
from config.embedded.processes import StopAsked, Supervisor
from config.embedded.refusals import CannotStart, CannotUseFolder
from config.embedded.service import Service
from config.embedded.stream import Stream
from config.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parent.parent.parent


class Up:
    """One run of `up`: its supervisor, and the clock of its steps."""

    def __init__(self, plan: Plan, stream: Stream) -> None:
        self.plan = plan
        self.stream = stream
        self.began = time.monotonic()
        self.supervisor = Supervisor(plan.home.run, stream)

    def run(self) -> None:
        """Start everything, then keep it running; raises StopAsked at the end, CannotStart when a step fails."""
        self.supervisor.listen()
        # The stem first: nothing takes longer. It lists the static files, so that on a first start it has to wait for them.
        has_static = static_is_current(self.plan)
        if has_static:
            self.stem()
        if left := self.supervisor.end_leftovers():
            self.say(f"Ended {left} processes that an earlier start left behind")
        self.servers()
        self.schema()
        if not has_static:
            self.step("Static files are ready", plans.manage(self.plan, "static", "collectstatic", "--noinput", "--verbosity", "0"))
            static_stamp(self.plan.home).write_text(static_state(self.plan))
            self.stem()
        self.services()
        self.supervisor.forever()

    def stem(self) -> None:
        """Begin to import what all services share, beside whatever else has to be done."""
        if can_fork():
            self.supervisor.launch_stem(plans.stem(self.plan))

    def servers(self) -> None:
        """Start the embedded servers, unless the environment names others."""
        if self.plan.own_database:
            self.say("PostgreSQL is yours (DATABASE_URL)")
        else:
            register(self.plan.home)
            keep_running(self.plan.home)
            postgres = EmbeddedPostgres(self.plan.home, settings_for(os.environ))
            self.timed(f"{postgres.title} is ready", self.supervisor.start_server(postgres))
            postgres.ensure_database(DATABASE)
        if self.plan.own_broker:
            self.say("The broker is yours (CELERY_BROKER_URL)")
        else:
            valkey = EmbeddedValkey(self.plan.home)
            self.timed(f"{valkey.title} is ready", self.supervisor.start_server(valkey))

    def schema(self) -> None:
        """Migrate, unless neither the migrations nor what the database has of them changed since: to find out the other way costs a second."""
        stamp = self.plan.home.run / "schema.state"
        if not self.plan.own_database and stamp.is_file() and stamp.read_text() == self.schema_state():
            return
        self.step("Database schema is current", plans.manage(self.plan, "migrate", "migrate", "--noinput", "--skip-checks"))
        if not self.plan.own_database:
            stamp.write_text(self.schema_state())

    def schema_state(self) -> str:
        """Sum up the migrations there are (ours by file, the packages' by their lock) and those the database has had."""
        files = sorted([*self.plan.root.glob("*/migrations/0*.py"), self.plan.root / "requirements.lock"])
        lines = [f"{path.relative_to(self.plan.root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
        return "\n".join([sys.prefix, *lines, EmbeddedPostgres(self.plan.home).migrations_applied(DATABASE)])

    def services(self) -> None:
        """Start our own processes, the web server first: events are accepted while the rest still starts."""
        port = free_port(self.plan.host, self.plan.port)
        if port != self.plan.port:
            self.say(f"Port {self.plan.port} is taken by another program; using {port} (choose with PROVENDER_PORT)")
            self.plan = self.plan.on_port(port)
        (self.plan.home.run / "url").write_text(self.plan.url + "\n")
        self.timed("Web server is ready", self.supervisor.start(plans.web(self.plan)))
        self.timed("Projector is running", self.supervisor.start(plans.projector(self.plan)))
        self.timed("Watcher is running", self.supervisor.start(plans.watcher(self.plan)))
        self.timed("Worker is running", self.supervisor.start(plans.worker(self.plan)))
        if self.plan.demo:
            self.step("Demo landscape is there", plans.demo(self.plan))
        self.stream.plain(banner(self.plan, time.monotonic() - self.began))

    def step(self, done: str, command: Service) -> None:
        """Run a command to its end; raises CannotStart when it fails."""
        began = time.monotonic()
        code = self.supervisor.run_to_end(command)
        if code:
            raise CannotStart(f"`manage.py {command.argv[2]}` failed with code {code}; its lines above say why.")
        self.timed(done, time.monotonic() - began)

    def timed(self, what: str, seconds: float) -> None:
        """Say what a step took."""
        self.say(f"{what:<36} {seconds:6.2f} s")

    def say(self, text: str) -> None:
        """Say something under our own name."""
        self.stream.say("up", text)


def banner(plan: Plan, seconds: float) -> str:
    """Give the words that say it is ready, what to do next, and how to stop."""
    rows = [
        ("Open", plan.url),
        *([("Sign in", "as any of the demo's people on the sign-in page; no password")] if plan.demo else []),
        ("Send", f"export OPENLINEAGE_URL={plan.url}"),
        ("Kept in", str(plan.home.path)),
        ("Stop", "Ctrl-C"),
    ]
    lines = "\n".join(f"    {name:<8} {text}" for name, text in rows)
    return f"\n  Provender is ready ({seconds:.1f} s)\n\n{lines}\n"


def static_stamp(home: Home) -> Path:
    """Give the file that remembers which static files were collected."""
    return home.run / "static.state"


def static_is_current(plan: Plan) -> bool:
    """Tell whether nothing changed since the last collection, which costs two seconds to find out the other way."""
    stamp = static_stamp(plan.home)
    return not env.text("PROVENDER_STATIC_ROOT") and stamp.is_file() and stamp.read_text() == static_state(plan)


def static_state(plan: Plan) -> str:
    """Sum up what is collected: our own files by size and time, the packages by their lock file, and that the result is still there."""
    own = sorted(path for path in plan.root.glob("*/static/**/*") if path.is_file())
    lines = [
        f"{path.relative_to(plan.root)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in (*own, plan.root / "requirements.lock")
    ]
    return "\n".join([str((plan.home.path / "static").is_dir()), sys.prefix, *lines])


def only_one(home: Home) -> TextIO:
    """Take the home's lock for our life; raises CannotStart when a supervisor already has it."""
    home.create()
    file = (home.run / "supervisor.lock").open("a+")
    if not try_exclusive(file):
        url = home.run / "url"
        where = f" at {url.read_text().strip()}" if url.exists() else ""
        raise CannotStart(f"Provender already runs{where} from {home.path}. Stop that one, or set PROVENDER_HOME to another folder.")
    return file


def main() -> int:
    """Run everything until it is asked to end; gives the exit code."""
    stream = Stream(sys.stdout.fileno(), colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    try:
        plan = read_plan(ROOT)
        lock = only_one(plan.home)
    except (env.BadSetting, CannotStart, CannotUseFolder) as error:
        stream.say("up", str(error))
        return 1
    with lock:
        return supervise(Up(plan, stream))


def supervise(up: Up) -> int:
    """Run it and end everything whatever happens; gives 0 when it was asked to stop, 1 when it could not start."""
    code = 1
    try:
        up.run()
    except StopAsked:
        up.say("Stopping")
        code = 0
    except (CannotStart, CannotUseFolder, OSError) as error:
        up.say(str(error))
    finally:
        began = time.monotonic()
        up.supervisor.shut_down()
        up.timed("Stopped", time.monotonic() - began)
    return code
