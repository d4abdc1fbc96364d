"""Many outputs in one stream, each line under its owner's name."""

import os
from contextlib import suppress
from pathlib import Path

# Quiet colours of the 16-colour palette, so that they follow the terminal's own light or dark theme.
COLOURS = (36, 35, 34, 32, 33, 96, 95, 94)
LONGEST_LINE = 65_536


class Stream:
    """Writes whole lines as `name | text` to a file descriptor; in colour only on a terminal and without NO_COLOR."""

    def __init__(self, descriptor: int, *, colour: bool, width: int = 9) -> None:
        self.descriptor = descriptor
        self.colour = colour
        self.width = width
        self._numbers: dict[str, int] = {}
        self._rest: dict[str, bytes] = {}

    def feed(self, name: str, data: bytes) -> None:
        """Add output of `name`; a line without an end waits for its end."""
        *lines, rest = (self._rest.pop(name, b"") + data).split(b"\n")
        if len(rest) > LONGEST_LINE:
            lines.append(rest)
            rest = b""
        if rest:
            self._rest[name] = rest
        self._write(b"".join(self._prefix(name) + line.rstrip(b"\r") + b"\n" for line in lines))

    def finish(self, name: str) -> None:
        """Write the line that `name` will never end."""
        if self._rest.get(name):
            self.feed(name, b"\n")

    def say(self, name: str, text: str) -> None:
        """Write a message of our own."""
        self.feed(name, text.encode() + b"\n")

    def plain(self, text: str) -> None:
        """Write text without a prefix."""
        self._write(text.encode() + b"\n")

    def _prefix(self, name: str) -> bytes:
        label = f"{name:<{self.width}} |"
        if not self.colour:
            return f"{label} ".encode()
        number = self._numbers.setdefault(name, COLOURS[len(self._numbers) % len(COLOURS)])
        return f"\x1b[{number}m{label}\x1b[0m ".encode()

    def _write(self, data: bytes) -> None:
        # Whoever read us may be gone (`… | head`); the services go on without an audience.
        with suppress(BrokenPipeError, OSError):
            while data:
                data = data[os.write(self.descriptor, data) :]


class Tail:
    """What a file grows by; starts at its present end, follows it when it is replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place, self.inode = self._facts()

    def read(self) -> bytes:
        """Give what was added since the last call."""
        size, inode = self._facts()
        if inode != self.inode or size < self.place:
            self.place, self.inode = 0, inode
        if size == self.place:
            return b""
        with self.path.open("rb") as file:
            file.seek(self.place)
            data = file.read(size - self.place)
        self.place += len(data)
        return data

    def _facts(self) -> tuple[int, int]:
        try:
            facts = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return facts.st_size, facts.st_ino
