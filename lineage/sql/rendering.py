"""Jinja in SQL: rendered in a sandbox with dbt's words, or salvaged when it can't be."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

MAX_CHARACTERS = 5_000_000
MAX_LOOPS = 100_000
_MOST_VARIANTS = 2
# Methods that make text of any length from a number.
_PADDING = frozenset({"ljust", "rjust", "center", "zfill", "format", "format_map", "expandtabs"})
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRINGS = re.compile(r"""['"]([^'"]+)['"]""")
_CALL = re.compile(r"\s*(\w+)")


class UndefinedVariable(ValueError):
    """A template uses a name that nobody declared; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The template uses “{name}”, which isn't declared; give it a value among the variables.")
        self.name = name


class CannotRender(ValueError):
    """A template is broken, does what the sandbox forbids, or grows beyond its limits; or Jinja isn't installed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where dbt's words point. `models`: table by model name; `sources`: table by (source, name); `this`: the table being built.

    A model nobody lists is a table by its own name; a source nobody lists is `source.name`.
    """

    models: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    this: str = "this"
    target: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"name": "dev", "schema": "public", "type": "postgres"}))
    env_vars: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_incremental: bool = False


_NOWHERE = Environment()


def render(text: str, variables: Mapping[str, Any] | None = None, environment: Environment = _NOWHERE) -> str:
    """Render a template in a sandbox; text without Jinja comes back as it is.

    Raises UndefinedVariable naming what isn't declared, CannotRender.
    """
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return text
    try:
        jinja, sandbox = importlib.import_module("jinja2"), importlib.import_module("jinja2.sandbox")
    except ImportError as error:
        raise CannotRender("Rendering needs the package jinja2, which isn't installed; `salvage` does without.") from error
    given = dict(variables or {})
    rendering = _environment(jinja, sandbox)
    try:
        template = rendering.from_string(text)
        return _within_limits(template.generate({**_words(environment, given), **given}))
    except jinja.exceptions.UndefinedError as error:
        raise UndefinedVariable(_undefined_name(str(error))) from error
    except (jinja.exceptions.TemplateError, jinja.exceptions.SecurityError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        if isinstance(error, UndefinedVariable | CannotRender):
            raise
        raise CannotRender(f"The template can't be rendered: {error}") from error
    except RecursionError as error:
        raise CannotRender("The template calls itself too deeply.") from error


def _environment(jinja: Any, sandbox: Any) -> Any:
    class Limited(sandbox.ImmutableSandboxedEnvironment):  # type: ignore[misc]
        """A sandbox in which nothing multiplies, formats or counts without bounds."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            sized = isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple)
            large = any(isinstance(side, int) and abs(side) > MAX_LOOPS for side in (left, right))
            if sized or large or operator == "**":
                raise CannotRender(f"The template multiplies without bounds (“{operator}”); write the value out.")
            return super().call_binop(context, operator, left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return attr not in _PADDING and super().is_safe_attribute(obj, attr, value)

    limited = Limited(undefined=jinja.StrictUndefined, extensions=["jinja2.ext.do"])
    for name in ("center", "indent", "format", "wordwrap", "xmlattr", "urlize"):
        limited.filters.pop(name, None)
    limited.globals["range"] = _counted_range()
    # A namespace could double its own text in every round of a loop.
    limited.globals.pop("namespace", None)
    return limited


def _counted_range() -> Callable[..., range]:
    left = MAX_LOOPS

    def counted(*bounds: int) -> range:
        nonlocal left
        found = range(*bounds)
        left -= len(found)
        if left < 0:
            raise CannotRender(f"The template's loops run more than {MAX_LOOPS:,} times.")
        return found

    return counted


def _within_limits(parts: Iterator[str]) -> str:
    found: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > MAX_CHARACTERS:
            raise CannotRender(f"The template renders to more than {MAX_CHARACTERS:,} characters.")
        found.append(part)
    return "".join(found)


def _undefined_name(message: str) -> str:
    named = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", message)
    return (named[1] or named[2]) if named is not None else message


def _words(environment: Environment, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give dbt's words as plain functions over the environment; none reaches outside."""

    def var(name: str, default: Any = None) -> Any:
        if name in variables:
            return variables[name]
        if default is None:
            raise UndefinedVariable(name)
        return default

    def env_var(name: str, default: str | None = None) -> str:
        found = environment.env_vars.get(name, default)
        if found is None:
            raise UndefinedVariable(name)
        return found

    return {
        "ref": lambda *names, **_: _ref(environment, names),
        "source": lambda source, name: _source(environment, source, name),
        "this": environment.this,
        "var": var,
        "env_var": env_var,
        "config": lambda *_, **__: "",
        "is_incremental": lambda: environment.is_incremental,
        "target": dict(environment.target),
        "execute": False,
        "adapter": None,
        "log": lambda *_, **__: "",
        "return": lambda value=None: value,
        "run_query": lambda *_: None,
    }


def _ref(environment: Environment, names: tuple[str, ...]) -> str:
    name = names[-1] if names else ""
    return environment.models.get(name, name)


def _source(environment: Environment, source: str, name: str) -> str:
    return environment.sources.get((source, name), f"{source}.{name}")


def salvage(text: str, environment: Environment = _NOWHERE) -> tuple[str, ...]:
    """Make SQL of a template that can't be rendered: one text, or two when its `if` has an `else` (each branch once).

    `ref`, `source` and `this` become tables, any other value a placeholder name; tags vanish. Never raises.
    """
    texts = [_branch(text, environment, branch) for branch in range(_MOST_VARIANTS)]
    return tuple(dict.fromkeys(texts))


def _branch(text: str, environment: Environment, branch: int) -> str:
    found: list[str] = []
    depth: list[int] = []
    place = 0
    for start, end, opening, code in _tags(text):
        if _is_seen(depth, branch):
            found.append(text[place:start])
            found.append(_value(code, environment) if opening == "{{" else " ")
        place = end
        _turn(code if opening == "{%" else "", depth)
    if _is_seen(depth, branch):
        found.append(text[place:])
    return "".join(found)


def _tags(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield tags as (start, end, opening, code); by hand, for a pattern would look for the end of each unclosed one anew."""
    place, unclosed = 0, set[str]()
    while (match := _OPENING.search(text, place)) is not None:
        opening = match.group()
        end = -1 if opening in unclosed else text.find(_CLOSING[opening], match.end())
        if end < 0:
            unclosed.add(opening)
            place = match.end()
            continue
        yield match.start(), end + 2, opening, text[match.end() : end].removeprefix("-").removesuffix("-").strip()
        place = end + 2


def _turn(tag: str, depth: list[int]) -> None:
    """Follow the branches of `if`: each open one is counted by the branch it is in."""
    word = tag.split(None, 1)[0] if tag else ""
    if word == "if":
        depth.append(0)
    elif word in {"elif", "else"} and depth:
        depth[-1] += 1
    elif word == "endif" and depth:
        depth.pop()


def _is_seen(depth: list[int], branch: int) -> bool:
    return all(at == branch for at in depth)


def _value(code: str, environment: Environment) -> str:
    called = _CALL.match(code)
    word = called[1] if called is not None else ""
    strings = _STRINGS.findall(code)
    if word == "ref" and strings:
        return _ref(environment, tuple(strings))
    if word == "source" and len(strings) > 1:
        return _source(environment, strings[0], strings[1])
    if word == "this":
        return environment.this
    return "" if word == "config" else f"jinja_{word or 'value'}"
