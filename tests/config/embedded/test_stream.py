"""Logs of all processes in one stream."""

import os
from pathlib import Path

import pytest

from config.embedded.stream import Stream, Tail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give an empty file."""
    found = tmp_path / "log"
    found.touch()
    return found


def written(path: Path, *pieces: tuple[str, bytes], colour: bool = False) -> bytes:
    """Feed pieces of output and give the stream."""
    descriptor = os.open(path, os.O_WRONLY)
    stream = Stream(descriptor, colour=colour)
    for name, data in pieces:
        stream.feed(name, data)
    os.close(descriptor)
    return path.read_bytes()


def test_lines_stay_whole_however_they_arrive(path: Path) -> None:
    assert written(path, ("web", b"one\ntw"), ("worker", b"x\r\n"), ("web", b"o\n")) == b"web       | one\nworker    | x\nweb       | two\n"


def test_bytes_that_are_no_text_pass_unchanged(path: Path) -> None:
    assert written(path, ("web", b"\xff\xfe\n")) == b"web       | \xff\xfe\n"


def test_each_name_has_its_own_colour_on_a_terminal(path: Path) -> None:
    assert written(path, ("web", b"a\n"), ("worker", b"b\n"), colour=True) == (
        b"\x1b[36mweb       |\x1b[0m a\n\x1b[35mworker    |\x1b[0m b\n"
    )


def test_a_line_without_end_is_not_kept_for_ever(path: Path) -> None:
    assert len(written(path, ("web", b"x" * 100_000))) > 100_000


def test_nobody_reading_does_not_end_us() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    Stream(writer, colour=False).say("up", "still here")
    os.close(writer)


def test_a_tail_gives_only_what_is_new_and_follows_a_replaced_file(path: Path) -> None:
    path.write_bytes(b"old\n")
    tail = Tail(path)
    assert tail.read() == b""
    with path.open("ab") as file:
        file.write(b"new\n")
    assert tail.read() == b"new\n"
    path.rename(path.with_suffix(".1"))
    path.write_bytes(b"rotated\n")
    assert tail.read() == b"rotated\n"
    assert tail.read() == b""
