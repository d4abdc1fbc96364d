"""Static files: hashed names (ES modules too), compressed, and one style sheet made of many."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Not ours and not served under a hashed name. In htmx's `ext/` a comment reads like an import and stops the hashing of modules.
NOT_HASHED = ("django_htmx/ext/", "rest_framework/")
STYLE_SHEET = "css/app.css"
IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w.-]+)\);$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s*\n\s*")

Paths = dict[str, tuple[Storage, str]]
Processed = Iterator[tuple[str, str | None, bool | Exception | None]]


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Hash and compress at `collectstatic`; without it (tests, development) serve the plain names."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Give the hashed name, or the plain one when nothing was collected."""
        return str(super().stored_name(name)) if self.hashed_files else name

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Processed:  # noqa: FBT001, FBT002  # Django's signature
        """Join the style sheets, then hash and compress."""
        ours = {path: source for path, source in paths.items() if not path.startswith(NOT_HASHED)}
        if not dry_run and STYLE_SHEET in ours:
            self._join_style_sheets(*ours[STYLE_SHEET])
            ours[STYLE_SHEET] = (self, STYLE_SHEET)
        yield from super().post_process(ours, dry_run=dry_run, **options)

    def _join_style_sheets(self, source: Storage, path: str) -> None:
        """Read the sheet where it was written: the collected one is the last join, newer than its source, and isn't copied again."""
        with source.open(path) as file:
            sheet = file.read().decode()
        joined = joined_style_sheet(sheet, lambda path: self._text(f"css/{path}"))
        self.delete(STYLE_SHEET)
        self._save(STYLE_SHEET, ContentFile(joined.encode()))

    def _text(self, path: str) -> str:
        with self.open(path) as file:
            return str(file.read().decode())


def joined_style_sheet(sheet: str, read: Any) -> str:
    """Put each imported sheet in its layer's place, so that a page asks for one file; comments and indents go.

    `read` gives the text of a path relative to `css/`. Development follows the same imports in the browser.
    """

    def inlined(match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{read(match['path'])}\n}}"

    return SPACE.sub("\n", COMMENT.sub("", IMPORT.sub(inlined, sheet))).strip() + "\n"
