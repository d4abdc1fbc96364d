"""`python -m config.embedded.stem`: has everything imported; web, projector, watcher and worker are forked from it and share its memory.

Requests come over the socket that is its standard input: JSON `{"argv", "env", "title"}` with one file descriptor, the output of what is to run.
The answer is JSON `{"pid": n}`, sent by the new process once it is the supervisor's own child. No connection is opened here and no thread is
started: neither survives a fork. Linux only; elsewhere each service imports for itself.
"""

import ctypes
import gc
import importlib
import json
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.embedded.service import PR_SET_PDEATHSIG

LARGEST_REQUEST = 65_536
ADOPTED_WITHIN_SECONDS = 2.0
READY = b'{"ready": true}'
# What the services run. config.wsgi first: it sets Django up. Nobody else knows that the broker's transport and the pages will be needed.
PRELOADED = (
    "config.wsgi",
    "config.urls",
    "granian.cli",
    "granian.server.mp",
    "celery.apps.worker",
    "celery.beat",
    "celery.concurrency.solo",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.loops",
    "celery.worker.autoscale",
    "celery.worker.consumer.delayed_delivery",
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.backends",
    "celery.events",
    "billiard.pool",
    "celery.contrib.django.task",
    "kombu.transport.redis",
    "kombu.asynchronous.semaphore",
    "lineage.management.commands.project",
    "lineage.management.commands.watch",
)


@dataclass(frozen=True)
class Request:
    """What a forked process shall become: arguments as for a new Python, more variables, and its name in process lists."""

    argv: tuple[str, ...]
    env: dict[str, str]
    title: str


def preload() -> None:
    """Import what there is to share, and keep the garbage collector from walking it: its marks would unshare the pages."""
    # Where granian sees this it forks its worker; Python 3.14's own choice would import everything again.
    multiprocessing.set_start_method("fork")
    # Collecting would leave holes in shared pages, which the next objects then fill.
    gc.disable()
    for name in PRELOADED:
        importlib.import_module(name)
    from config.celery import app

    app.loader.import_default_modules()
    app.finalize()
    gc.freeze()


def forks(line: socket.socket) -> Request | None:
    """Fork for each request; gives None in the stem when the supervisor's end is closed, and in a new process what it shall become."""
    supervisor = os.getppid()
    line.send(READY)
    while True:
        words, descriptors, _, _ = socket.recv_fds(line, LARGEST_REQUEST, 1)
        if not words:
            return None
        between = os.fork()
        if between == 0:
            if os.fork():
                os._exit(0)  # the supervisor takes in its orphans, so the new process becomes its child
            _settle(line, descriptors[0], supervisor)
            return Request(**json.loads(words))
        os.close(descriptors[0])
        os.waitpid(between, 0)


def _settle(line: socket.socket, output: int, supervisor: int) -> None:
    """Become the supervisor's child with a session and an output of its own; say the pid, or end where nobody is left to hear it."""
    deadline = time.monotonic() + ADOPTED_WITHIN_SECONDS
    while os.getppid() != supervisor:
        if time.monotonic() > deadline:
            os._exit(1)
        time.sleep(0.0005)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    os.setsid()
    try:
        line.send(json.dumps({"pid": os.getpid()}).encode())
    except OSError:
        os._exit(1)
    os.dup2(output, 1)
    os.dup2(output, 2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # takes the place of the line
    for descriptor in (output, nothing):
        os.close(descriptor)


def become(request: Request) -> None:
    """Run what a new Python would have run with these arguments: a module after `-m`, or a file."""
    gc.enable()
    os.environ.update(request.env)
    with suppress(OSError):
        Path("/proc/self/comm").write_text(request.title)
    if request.argv[1] == "-m":
        sys.argv = list(request.argv[2:])
        runpy.run_module(request.argv[2], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(request.argv[1:])
        runpy.run_path(request.argv[1], run_name="__main__")


def main() -> None:
    """Serve until the supervisor is gone; in each forked process, become what was asked for."""
    preload()
    line = socket.socket(fileno=0)
    request = forks(line)
    line.detach()
    if request is not None:
        become(request)


if __name__ == "__main__":
    main()
