"""Filling the blanks of a reply template."""

import re
from collections.abc import Mapping

BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def filled(text: str, words: Mapping[str, str]) -> str:
    """Put words into {{blanks}}; a blank nobody knows stays, so that the writer sees it."""
    return BLANK.sub(lambda found: words.get(found[1], found[0]), text)
