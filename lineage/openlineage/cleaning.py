"""Texts made fit to read: without NUL, and cut where nobody reads on."""

from typing import Any

from .core import clean
from .notes import Notes
from .parsing import canonical_json

MAX_TEXT = 100_000


def clean_document(document: Any, notes: Notes) -> Any:
    """Return the document with U+FFFD for every NUL and texts cut at 100,000 characters, both noted.

    The document itself isn't changed; one that needs nothing is returned as it is.
    """
    text = canonical_json(document)
    if len(text) <= MAX_TEXT and b"\\u0000" not in text:
        return document
    return _cleaned(document, "", notes)


def _cleaned(value: Any, path: str, notes: Notes) -> Any:
    if isinstance(value, str):
        return _text(value, path, notes)
    if isinstance(value, dict):
        return {clean(key): _cleaned(entry, f"{path}.{key[:60]}", notes) for key, entry in value.items()}
    if isinstance(value, list):
        return [_cleaned(entry, f"{path}[{number}]", notes) for number, entry in enumerate(value)]
    return value


def _text(value: str, path: str, notes: Notes) -> str:
    if "\0" in value:
        notes.add("nul_replaced", path.lstrip("."), "The text holds NUL characters; they are shown as U+FFFD.")
        value = clean(value)
    if len(value) > MAX_TEXT:
        notes.add("text_cut", path.lstrip("."), f"The text has {len(value):,} characters; {MAX_TEXT:,} were read.")
        return value[:MAX_TEXT]
    return value
