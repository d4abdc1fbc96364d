"""Reading: lines, YAML 1.2, and texts that mean harm."""

import pytest

from contracts.odcs import Unreadable, read
from contracts.odcs.reading import MAX_BYTES

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + step)}: &{chr(98 + step)} [{','.join('*' + chr(97 + step) for _ in range(9))}]\n" for step in range(9)
)
LONG_BOMB = f"a: &a {'x' * 200_000}\nb: [{', '.join(['*a'] * 400)}]\n"


def test_plain_words_mean_what_yaml_1_2_says() -> None:
    text = "no: NO\non: on\nyes: true\ntime: 09:30\nday: 2022-01-01\noctal: 0o14\nunderscore: 1_000\nnothing:\nhalf: .5\nbig: 1e3\n"
    assert read(text.encode()).value == {
        "no": "NO",
        "on": "on",
        "yes": True,
        "time": "09:30",
        "day": "2022-01-01",
        "octal": 12,
        "underscore": "1_000",
        "nothing": None,
        "half": 0.5,
        "big": 1000.0,
    }


def test_every_value_knows_its_line() -> None:
    document = read(b"\na: 1\nb:\n  - c: 2\n    d:\n      3\n  - e\n")
    lines = {path: document.line(path) for path in [("a",), ("b", 0, "c"), ("b", 0, "d"), ("b", 1)]}
    assert lines == {("a",): 2, ("b", 0, "c"): 4, ("b", 0, "d"): 5, ("b", 1): 7}


def test_what_is_nowhere_has_the_line_of_what_is_around_it() -> None:
    assert read(b"a: 1\nb:\n  c: 2\n").line(("b", "missing", 0)) == 2


def test_json_is_read_with_lines_too() -> None:
    document = read(b'{"a": [1,\n\t{"b": true}]}')
    assert (document.value, document.line(("a", 1, "b"))) == ({"a": [1, {"b": True}]}, 2)


def test_aliases_and_merges_are_read_and_own_keys_win() -> None:
    assert read(b"base: &b {x: 1, y: 2}\nmore:\n  <<: *b\n  y: 3\n").value["more"] == {"x": 1, "y": 3}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "this is no contract"),
        (LONG_BOMB, "this is no contract"),
        ("[" * 5_000, "nested deeper"),
        ("{a: " * 5_000, "nested deeper"),
        ("x: &x\n  y: *x", "defined nowhere before"),
        ("a: !!python/object/apply:os.system [ls]", "is not allowed"),
        ("a: !!binary aGk=", "is not allowed"),
        ("a: 1\na: 2", "a second time; the first is in line 1"),
        ("a: b: c", "put quotes around text"),
        ("\ta: 1", "indent with spaces"),
        ("a: [1", "Line 2"),
        ("a: .nan", "no number"),
        ("a: 1e999", "no number"),
        ('a: "\\0"', "NUL"),
        ("a: 1\n---\nb: 1", "second document"),
        ("- 1", "is a mapping of fields"),
        ("", "is empty"),
        ("? [1]\n: 2", "A key must be a word"),
        ("<<: 1", "`<<` takes a mapping"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(text.encode())


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(Unreadable, match="Line 2: This is no UTF-8"):
        read(b"a: 1\nb: \xff")


def test_too_long_a_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Unreadable, match="bytes long"):
        read(b"#" * (MAX_BYTES + 1))
