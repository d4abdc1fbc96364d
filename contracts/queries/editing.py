"""What there is to say about a document while somebody writes it: problems with lines, promises in words, what changes, the number that follows."""

from dataclasses import dataclass

from contracts.clauses import clauses_of
from contracts.models import ContractVersion
from contracts.odcs import Document, Ignored, Problem, Unreadable, check, compare, fill, next_number, read
from contracts.odcs.document import VERSION_2
from contracts.odcs.forming import Parts, parts_of
from contracts.queries.contract_pages import LineGroup, Said, promised, said_of
from contracts.queries.domains import ignored_here
from contracts.queries.environments import variables_of

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is found. `document` is None where the text can't be read; `parts` also for the layout of 2.x, which has no form."""

    document: Document | None
    parts: Parts | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    groups: tuple[LineGroup, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    changes: tuple[Said, ...] = ()
    change_count: int = 0
    suggested: str = ""
    before: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether it can be kept."""
        return self.document is not None and not self.errors

    @property
    def is_old(self) -> bool:
        """Whether it is written in the layout of 2.x."""
        return self.document is not None and self.document.is_old

    @property
    def is_number_due(self) -> bool:
        """Whether another number follows from what changes."""
        return bool(self.suggested and self.document and self.suggested != self.document.text("version"))


def findings(raw: bytes, before: ContractVersion | None) -> Findings:
    """Look at a text; `before` is the version it is compared with."""
    try:
        document = read(raw)
    except Unreadable as error:
        return Findings(None, None, (Problem("", "", 0, str(error)),), ())  # the message names the line
    problems = check(document)
    parts = None if document.api_version.startswith(VERSION_2) else parts_of(document.value)
    changes = compare(before.document, document.value) if before and problems.is_valid else ()
    promises = clauses_of(fill(document.value, variables_of("")).value) if problems.is_valid else ()
    return Findings(
        document=document,
        parts=parts,
        errors=problems.errors[:SHOWN],
        warnings=problems.warnings[:SHOWN],
        groups=promised(promises),
        ignored=ignored_here(document)[:SHOWN],
        changes=said_of(changes),
        change_count=len(changes),
        suggested=next_number(before.number, changes) if before and changes else "",
        before=before.number if before else "",
    )
