"""File locks, which the system drops by itself when their holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the file's lock, waiting for whoever has it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def try_exclusive(file: TextIO) -> bool:
    """Take the open file's lock alone, or say that somebody holds it."""
    return _try(file, fcntl.LOCK_EX)


def share(file: TextIO) -> None:
    """Take the open file's lock together with others, waiting for one who holds it alone."""
    fcntl.flock(file, fcntl.LOCK_SH)


def _try(file: TextIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
