"""A folder of contracts: which files there are, what each says."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.cli.report import CannotAsk, Finding, Level
from contracts.odcs import Document, Problems, Unreadable, check, read

SUFFIXES = (".odcs.yaml", ".odcs.yml", ".odcs.json")


@dataclass(frozen=True, slots=True)
class Local:
    """A readable file: its path as shown, the document, what the standard says of it."""

    path: str
    document: Document
    problems: Problems

    @property
    def key(self) -> str:
        """Give the contract's id."""
        return self.document.text("id") or self.document.text("uuid")

    @property
    def number(self) -> str:
        """Give the version."""
        return self.document.text("version")

    @property
    def digest(self) -> str:
        """Give the SHA-256 of its bytes, as a server tells it."""
        return hashlib.sha256(self.document.raw).hexdigest()


def files_in(paths: Sequence[str]) -> list[Path]:
    """Find the contracts under paths: files named as they are, and in folders all that end in .odcs.yaml, .odcs.yml or .odcs.json."""
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if file.name.endswith(SUFFIXES) and file.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise CannotAsk(f"There is no file or folder {name}.")
    if not found:
        raise CannotAsk(f"No contracts under {', '.join(paths)}: they end in {', '.join(SUFFIXES)}.")
    return list(dict.fromkeys(found))


def read_all(files: Sequence[Path]) -> tuple[list[Local], list[Finding]]:
    """Read files; what can't be read, or breaks the standard, is among the findings, remarks too."""
    found: list[Local] = []
    findings: list[Finding] = []
    for path in files:
        try:
            document = read(path.read_bytes())
        except Unreadable as error:
            findings.append(Finding(Level.ERROR, str(path), str(error).removeprefix(f"Line {error.line}: "), error.line))
            continue
        except OSError as error:
            findings.append(Finding(Level.ERROR, str(path), f"Can't be read: {error.strerror}."))
            continue
        local = Local(str(path), document, check(document))
        findings += _findings(local)
        found.append(local)
    return found, findings


def _findings(local: Local) -> Iterator[Finding]:
    for problems, level in ((local.problems.errors, Level.ERROR), (local.problems.warnings, Level.WARNING)):
        for problem in problems:
            where = f"{problem.where}: " if problem.where else ""
            yield Finding(level, local.path, f"{where}{problem.message}", problem.line)


def twins(found: Sequence[Local]) -> Iterator[Finding]:
    """Find files that are the same version of the same contract: a server can hold only one of them."""
    seen: dict[tuple[str, str], str] = {}
    for local in found:
        place = (local.key, local.number)
        if place in seen:
            yield Finding(Level.ERROR, local.path, f"{seen[place]} is version {local.number} of {local.key}, too; keep one of them.")
        seen.setdefault(place, local.path)
