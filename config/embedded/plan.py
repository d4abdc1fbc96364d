"""What `up` runs: the options it reads and the command of every step and service."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config import env
from config.embedded.home import Home, home
from config.embedded.ports import WebAnswers
from config.embedded.service import Service

# Requests beyond the threads wait in granian, and beyond this number in the kernel's queue, where they cost nothing.
BACKPRESSURE_PER_THREAD = 8
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read from the operator's choice, to print an address that works

# Celery would run Django's checks at every start; `migrate` has run them when anything changed.
UNCHECKED = {"CELERY_SKIP_CHECKS": "1"}
# Longer than somebody reads a page, shorter than a coffee.
IDLE_SESSION = "60s"


@dataclass(frozen=True)
class Plan:
    """The operator's choices; `own_database` and `own_broker` say that the embedded servers are not wanted."""

    root: Path
    home: Home
    host: str
    port: int
    threads: int
    demo: bool
    own_database: bool
    own_broker: bool

    @property
    def url(self) -> str:
        """Where a browser or an OpenLineage client on this machine finds us."""
        return f"http://{self.near_host if ':' not in self.near_host else f'[{self.near_host}]'}:{self.port}"

    @property
    def near_host(self) -> str:
        """An address of ours that can be connected to."""
        return ANYWHERE.get(self.host, self.host)

    def on_port(self, port: int) -> "Plan":
        """Give the same plan on another port."""
        return Plan(**{**self.__dict__, "port": port})


def read_plan(root: Path) -> Plan:
    """Read the environment; raises BadSetting naming the variable that makes no sense."""
    return Plan(
        root=root,
        home=home(root, os.environ),
        host=env.text("PROVENDER_HOST", "127.0.0.1"),
        port=env.whole("PROVENDER_PORT", 8080, least=1),
        threads=env.whole("PROVENDER_WEB_THREADS", threads_for(os.cpu_count() or 1), least=1),
        demo=env.flag("PROVENDER_DEMO", default=True),
        own_database=bool(env.text("DATABASE_URL")),
        own_broker=bool(env.text("CELERY_BROKER_URL")),
    )


def threads_for(cores: int) -> int:
    """Give the web server's threads: enough to wait for the database in, few enough that each keeps its connection."""
    return min(16, 2 * cores + 1)


def manage(plan: Plan, name: str, *arguments: str, extra: Mapping[str, str] | None = None) -> Service:
    """Give a management command, run once, as a service of that name."""
    argv = (sys.executable, str(plan.root / "manage.py"), *arguments)
    return Service(name, argv, {**surroundings(plan), **(extra or {})}, restart=False)


def lasting(plan: Plan, name: str, *arguments: str) -> Service:
    """Give a management command that is there for days: warm, and renewed when it ends by itself."""
    once = manage(plan, name, *arguments, "--skip-checks")
    return replace(once, restart=True, warm=True, renews=True)


def surroundings(plan: Plan) -> dict[str, str]:
    """Give the variables every child gets: the same home, and one malloc arena, since threads here rarely allocate at once."""
    return {
        "PROVENDER_HOME": str(plan.home.path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(plan.root), os.environ.get("PYTHONPATH")))),
        "MALLOC_ARENA_MAX": "1",
    }


def seldom(plan: Plan) -> dict[str, str]:
    """Give the variables of who asks the database now and then.

    A session that has met many tables keeps 12 to 19 MB for good; Django opens another when it is needed (CONN_HEALTH_CHECKS).
    """
    return surroundings(plan) | ({} if plan.own_database else {"PGOPTIONS": f"-c idle_session_timeout={IDLE_SESSION}"})


def stem(plan: Plan) -> Service:
    """Give the process that has everything imported, from which the long-lived ones are forked."""
    return Service("stem", (sys.executable, "-m", "config.embedded.stem"), {**surroundings(plan), **UNCHECKED})


def web(plan: Plan) -> Service:
    """Give the web server: one worker, so that caches are warm once, and threads for the database's waiting."""
    argv = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", plan.host, "--port", str(plan.port)),
        *("--workers", "1", "--blocking-threads", str(plan.threads), "--runtime-mode", "st"),
        *("--backlog", "1024", "--backpressure", str(plan.threads * BACKPRESSURE_PER_THREAD)),
        *("--http", "1", "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "6"),
        "config.wsgi:application",
    )
    return Service("web", argv, seldom(plan), ready=WebAnswers(plan.near_host, plan.port, "/healthz"), warm=True)


def projector(plan: Plan) -> Service:
    """Give the process that turns events into assets, runs and edges. `migrate` has run the checks, which import every page (20 MB)."""
    return lasting(plan, "projector", "project", "--renew")


def watcher(plan: Plan) -> Service:
    """Give the process that judges what was recorded and what has become due."""
    return lasting(plan, "watcher", "watch", "--renew")


def worker(plan: Plan) -> Service:
    """Give the Celery worker with its timetable."""
    argv = (sys.executable, "-m", "config.embedded.worker")
    return Service("worker", argv, {**seldom(plan), **UNCHECKED}, warm=True)


def demo(plan: Plan) -> Service:
    """Give the command that fills an empty Provender through its own front door."""
    return manage(plan, "demo", "demo", "--if-empty", extra={"PROVENDER_URL": plan.url, "OPENLINEAGE_URL": plan.url})
