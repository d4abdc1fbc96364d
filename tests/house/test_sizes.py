"""Files and functions stay small enough to be read top to bottom."""

import ast
from statistics import median

from tests.house.tree import ROOT, functions, modules, name, parsed, templates

MOST_MODULE_LINES = 400
USUAL_MODULE_LINES = 300
MOST_FUNCTION_LINES = 50
MOST_TEMPLATE_LINES = 120
MOST_TEST_FILE_LINES = 300


def _lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_400_lines() -> None:
    assert not [f"{name(path)}: {_lines(path)}" for path in modules() if _lines(path) > MOST_MODULE_LINES]


def test_19_modules_in_20_stay_under_300_lines() -> None:
    long = [name(path) for path in modules() if _lines(path) > USUAL_MODULE_LINES]
    assert len(long) <= len(modules()) * 0.05, long


def test_no_function_is_longer_than_50_lines() -> None:
    assert not [f"{name(path)}:{label} {length}" for path in modules() for label, length in functions(path) if length > MOST_FUNCTION_LINES]


def test_the_median_function_is_under_10_lines() -> None:
    assert median(length for path in modules() for _, length in functions(path)) < 10


def test_no_template_is_longer_than_120_lines() -> None:
    assert not [f"{name(path)}: {_lines(path)}" for path in templates() if _lines(path) > MOST_TEMPLATE_LINES]


def test_no_test_file_is_longer_than_300_lines() -> None:
    assert not [f"{name(path)}: {_lines(path)}" for path in (ROOT / "tests").rglob("*.py") if _lines(path) > MOST_TEST_FILE_LINES]


def test_every_module_opens_with_a_one_line_docstring() -> None:
    def first(path) -> str:
        return (ast.get_docstring(parsed(path)) or "").split("\n")[0]

    assert not [name(path) for path in modules() if not first(path).endswith((".", "?"))]
