"""The supervisor: starts servers and services in order, brings back what dies, ends everything together."""

import os
import selectors
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from config.embedded.forking import NotWarm, Stem, adopt_orphans, reap_strangers
from config.embedded.lives import Life, Supervised, delay
from config.embedded.refusals import CannotStart, CannotUseFolder
from config.embedded.server import EmbeddedServer
from config.embedded.service import Child, Service
from config.embedded.stream import Stream, Tail

TICK_SECONDS = 0.2
PATIENCE_SECONDS = 8.0
# A life this long was no failure to start. What has a readiness test proved itself; the rest must first outlive a failing import.
SETTLED_SECONDS = {True: 0.5, False: 5.0}
NOTE_SECONDS = 5.0
STEM_SECONDS = 0.05
TRIES_BEFORE_FIRST_READY = 3
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

__all__ = ["Service", "StopAsked", "Supervisor", "delay"]


class StopAsked(Exception):
    """Ctrl-C, SIGTERM or a closed terminal: end everything."""


class Supervisor:
    """Runs in one thread: a select loop that copies output, notices deaths and starts again what is due."""

    def __init__(self, run: Path, stream: Stream) -> None:
        self.run = run
        self.stream = stream
        self.lives: list[Life] = []
        self.stem: Stem | None = None
        self.tails: dict[str, Tail] = {}
        self.selector = selectors.DefaultSelector()
        self.asked = 0
        self._ending = False

    # -- signals

    def listen(self) -> None:
        """Take over the signals that end us; SIGCHLD only wakes the loop."""
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.selector.register(reader, selectors.EVENT_READ, None)
        for number in SIGNALS:
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    # -- starting

    def start_server(self, server: EmbeddedServer) -> float:
        """Start or adopt an embedded server, then follow its log; gives the seconds until it was ready."""
        seconds = self._start(server, timeout=None)
        self.tails[server.name] = Tail(server.log)
        return seconds

    def start(self, service: Service, timeout: float = 60.0) -> float:
        """Start a service and wait until it is ready; gives the seconds. Raises CannotStart when it does not get there."""
        return self._start(Child(service, self.run, self.stem), timeout)

    def launch_stem(self, service: Service) -> None:
        """Start the process that warm services are forked from, without waiting: until it has imported everything they wait for it."""
        adopt_orphans()
        self.stem = Stem(service, self.run)
        self._launch(self.stem)

    def run_to_end(self, service: Service) -> int:
        """Run a command and wait for it; gives its exit code."""
        child = Child(service, self.run, self.stem)
        life = self._launch(child)
        try:
            while child.pid() is not None:
                self.tick()
        finally:
            if child.pid() is None:
                self.lives.remove(life)
                self._drain(child)
                child.end_leftovers()
        return child.exit_code

    def end_leftovers(self) -> int:
        """End services that a killed supervisor left behind; gives how many processes there were."""
        ours = {life.thing.name for life in self.lives}
        names = [path.stem for path in sorted(self.run.glob("*.group")) if path.stem not in ours]
        return sum(Child(Service(name, ()), self.run).end_leftovers(patience=3.0) for name in names)

    def _launch(self, thing: Supervised) -> Life:
        now = time.monotonic()
        life = Life(thing, launched=now, noted=now)
        thing.launch()
        self.lives.append(life)
        self._connect(thing)
        return life

    def _launch_when_warm(self, thing: Supervised) -> Life:
        while True:
            with suppress(NotWarm):
                return self._launch(thing)
            self.tick()
            [stem] = [life for life in self.lives if life.thing is self.stem]
            if stem.failures >= TRIES_BEFORE_FIRST_READY:
                raise CannotStart(f"{stem.thing.title} {_ending(stem.thing)} {stem.failures} times. {_reason(stem.thing)}")

    def _start(self, thing: Supervised, timeout: float | None) -> float:
        began = time.monotonic()
        life = self._launch_when_warm(thing)
        while not life.ready:
            self.tick()
            if life.failures >= TRIES_BEFORE_FIRST_READY:
                raise CannotStart(f"{thing.title} {_ending(thing)} {life.failures} times. {_reason(thing)}")
            if timeout is not None and time.monotonic() - began > timeout:
                raise CannotStart(f"{thing.title} was not ready within {timeout:.0f} s. {_reason(thing)}")
        return time.monotonic() - began

    # -- the loop

    def forever(self) -> None:
        """Keep everything running until StopAsked."""
        while True:
            self.tick()

    def tick(self) -> None:
        """Copy output for at most a fifth of a second, then see who died, who is due and who became ready."""
        waiting = any(not life.ready or life.due is not None for life in self.lives)
        self.copy_output(TICK_SECONDS / 10 if waiting else TICK_SECONDS)
        if self.asked and not self._ending:
            raise StopAsked
        for life in list(self.lives):
            self._look_after(life)
        if self.stem is not None:
            reap_strangers(
                {life.thing.process.pid for life in self.lives if isinstance(life.thing, Child) and life.thing.process is not None}
            )

    def copy_output(self, seconds: float) -> None:
        """Pass on what the services and the servers' logs say."""
        for key, _ in self.selector.select(seconds):
            data = self._read(key.fd)
            if key.data is None:
                continue
            if data:
                self.stream.feed(key.data, data)
            else:
                self.selector.unregister(key.fileobj)
                self.stream.finish(key.data)
        for name, tail in self.tails.items():
            if data := tail.read():
                self.stream.feed(name, data)

    def _look_after(self, life: Life) -> None:
        now = time.monotonic()
        if life.due is not None:
            if now >= life.due:
                self._launch_again(life, now)
        elif life.thing.pid() is None:
            self._note_death(life, now)
        elif not life.ready:
            self._note_progress(life, now)

    def _note_death(self, life: Life, now: float) -> None:
        thing = life.thing
        if isinstance(thing, Child):
            self._drain(thing)
            if not thing.service.restart:
                return
            if thing.service.renews and thing.exit_code == 0:
                self._launch_again(life, now)
                return
        settled = life.ready and now - life.launched > SETTLED_SECONDS[_proves_readiness(thing)]
        life.failures = 1 if settled else life.failures + 1
        life.died, life.ready = now, False
        wait = delay(life.failures)
        life.due = now + wait
        self.stream.say("up", f"{thing.title} {_ending(thing)}; starting it again" + (f" in {wait:g} s" if wait else ""))
        if not wait:
            self._launch_again(life, now)

    def _launch_again(self, life: Life, now: float) -> None:
        life.due, life.launched, life.noted = None, now, now
        try:
            life.thing.launch()
        except NotWarm:
            life.due = now + STEM_SECONDS
            return
        except (CannotStart, CannotUseFolder, OSError) as error:
            self.stream.say("up", f"{life.thing.title}: {error}")
            life.failures += 1
            life.due = now + max(1.0, delay(life.failures))
            return
        self._connect(life.thing)

    def _note_progress(self, life: Life, now: float) -> None:
        if life.thing.is_ready():
            life.ready = True
            if life.died is not None:
                self.stream.say("up", f"{life.thing.title} is back after {time.monotonic() - life.died:.2f} s")
        elif now - life.noted > NOTE_SECONDS:
            life.noted = now
            self.stream.say("up", f"{life.thing.title} is still starting ({now - life.launched:.0f} s)")

    # -- ending

    def shut_down(self) -> None:
        """End the services together (SIGTERM, after 8 s or a second Ctrl-C SIGKILL), then the servers, PostgreSQL last."""
        self._ending = True
        patience_of_operator = self.asked + 1
        children = [life.thing for life in self.lives if isinstance(life.thing, Child)]
        for child in children:
            child.ask_to_end()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(child.pid() for child in children) and time.monotonic() < deadline and self.asked < patience_of_operator:
            self.copy_output(0.05)
        for child in children:
            child.end_leftovers()
            self._drain(child)
        self.tails.clear()
        servers = [life.thing for life in self.lives if isinstance(life.thing, EmbeddedServer)]
        for server in reversed(servers):
            server.stop()
        self.lives.clear()

    # -- output

    def _connect(self, thing: Supervised) -> None:
        if isinstance(thing, Child) and thing.process is not None and thing.process.stdout is not None:
            self.selector.register(thing.process.stdout.fileno(), selectors.EVENT_READ, thing.name)

    def _drain(self, child: Child) -> None:
        """Take a dead child's last words, and let go of its pipe even if an orphan still holds the other end."""
        pipe = child.process.stdout if child.process else None
        if pipe is None or pipe.closed:
            return
        os.set_blocking(pipe.fileno(), False)
        while data := self._read(pipe.fileno()):
            self.stream.feed(child.name, data)
        self.stream.finish(child.name)
        with suppress(KeyError):
            self.selector.unregister(pipe.fileno())
        pipe.close()

    def _read(self, descriptor: int) -> bytes:
        try:
            return os.read(descriptor, 65_536)
        except BlockingIOError:
            return b""


def _ending(thing: Supervised) -> str:
    return thing.how_it_ended() if isinstance(thing, Child) else "stopped"


def _proves_readiness(thing: Supervised) -> bool:
    return not isinstance(thing, Child) or thing.proves_readiness()


def _reason(thing: Supervised) -> str:
    return f"The end of {thing.log}:\n{thing.last_words()}" if isinstance(thing, EmbeddedServer) else "Its last lines above say why."
