"""`validate` and `diff`: what can be said of files alone."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from contracts.cli.folder import files_in, read_all
from contracts.cli.report import CannotAsk, Exit, Finding, Level, Report
from contracts.cli.server import Server
from contracts.odcs import Change, Document, Unreadable, compare, next_number, read
from contracts.odcs.comparing import What
from contracts.odcs.weighing import Impact
from contracts.standards import difference_document

LEVELS = {Impact.MAJOR: Level.ERROR, Impact.MINOR: Level.NOTE, Impact.PATCH: Level.NOTE}


def validate(arguments: Namespace) -> Report:
    """Check files against the standard; 1 when one breaks it, and with --strict when there is a remark."""
    files = files_in(arguments.paths)
    _, findings = read_all(files)
    bad = {finding.subject for finding in findings if finding.level == Level.ERROR or (arguments.strict and finding.level == Level.WARNING)}
    good = [Finding(Level.OK, str(path), "valid") for path in files if str(path) not in bad]
    summary = f"{len(good)} of {len(files)} contract{'s' if len(files) != 1 else ''} valid."
    data = {"files": len(files), "valid": len(good)}
    return Report("validate", summary, Exit.NO if bad else Exit.YES, (*findings, *good), data)


def diff(arguments: Namespace) -> Report:
    """Compare two files, or a file with what the server holds; 1 when somebody who relies on the old one may be let down."""
    new = _read(arguments.new or arguments.old)
    old = _read(arguments.old) if arguments.new else _remote(arguments, new)
    changes = compare(old.value, new.value)
    if arguments.omds:
        document = difference_document(old.value, new.value, changes)
        return Report("diff", "", _verdict(changes, arguments), (), {"difference": document})
    suggested = next_number(old.text("version"), changes)
    subject = arguments.new or arguments.old
    findings = tuple(Finding(LEVELS[change.impact], subject, _words(change), _line(change, new)) for change in changes)
    return Report(
        "diff", _summary(old, new, changes, suggested), _verdict(changes, arguments), findings, _data(old, new, changes, suggested)
    )


def _verdict(changes: tuple[Change, ...], arguments: Namespace) -> Exit:
    is_breaking = any(change.impact == Impact.MAJOR for change in changes)
    return Exit.NO if is_breaking and not arguments.allow_breaking else Exit.YES


def _line(change: Change, new: Document) -> int:
    """Give the line of a change in the newer file; of what is gone, of what it was in."""
    return new.line(change.at[:-1] if change.what == What.REMOVED else change.at)


def _words(change: Change) -> str:
    return f"{change.words} ({change.impact})"


def _summary(old: Document, new: Document, changes: tuple[Change, ...], suggested: str) -> str:
    if not changes:
        return "Nothing changed."
    told = f"{len(changes)} change{'s' if len(changes) != 1 else ''} since version {old.text('version')}"
    if not suggested or suggested == new.text("version"):
        return f"{told}."
    return f"{told}; the next version should be {suggested} (the file says {new.text('version')})."


def _data(old: Document, new: Document, changes: tuple[Change, ...], suggested: str) -> dict[str, Any]:
    names = ("path", "where", "before", "after", "words")
    listed = [{"what": change.what, "impact": change.impact, **{name: getattr(change, name) for name in names}} for change in changes]
    return {"before": old.text("version"), "after": new.text("version"), "suggested_version": suggested, "changes": listed}


def _read(path: str) -> Document:
    try:
        return read(Path(path).read_bytes())
    except OSError as error:
        raise CannotAsk(f"{path} can't be read: {error.strerror}.") from error
    except Unreadable as error:
        raise CannotAsk(f"{path} can't be read. {error}") from error


def _remote(arguments: Namespace, new: Document) -> Document:
    server = Server(arguments.url, arguments.key)
    key = new.text("id") or new.text("uuid")
    found = next(iter(server.contracts(key=key)), None)
    if found is None:
        raise CannotAsk(f"The server has no contract {key!r} to compare with. Give a second file.")
    answer = server.get(f"contracts/{found['id']}/raw")
    if not answer.is_good:
        raise CannotAsk(answer.message)
    return read(answer.raw)
