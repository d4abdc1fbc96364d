"""Bringing contracts in: a document becomes a draft version, its objects are bound to assets, nothing of it is lost."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import transaction

from catalog import audit
from catalog.models import Domain, Person, Team
from contracts.actions.binding import bind_by_name
from contracts.actions.indexing import forget_contract, index_contract
from contracts.models import Contract, ContractVersion
from contracts.models.contract import VersionState
from contracts.odcs import Document, Problem, Problems, Unreadable, check, read
from contracts.queries.domains import domain_named, ignored_here

CHANGEABLE = (VersionState.DRAFT, VersionState.PROPOSED)
NAME_LENGTH = 200
NUMBER_LENGTH = 40


class CannotDraft(Exception):
    """The document can't become a draft; the message says what to do, `problems` each thing that is wrong."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the problems for those who point at lines."""
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from, and who is to answer for it; what is None stays as it is, or is read off the document."""

    person: Person | None = None
    domain: Domain | None = None
    owner_team: Team | None = None
    steward: Person | None = None
    source: str = Contract.Source.PAGE
    source_path: str = ""
    note: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of it: the version, whether it is new or changed, and remarks that don't stand in the way."""

    version: ContractVersion
    is_new: bool
    is_changed: bool
    warnings: tuple[Problem, ...] = field(default=())


def readable(raw: bytes) -> Document:
    """Read a document that is to be kept. Raises CannotDraft for one that can't be read, names no contract, or breaks the standard."""
    try:
        document, problems = _checked(raw)
    except Unreadable as error:
        raise CannotDraft(str(error), (Problem("", "", error.line, str(error)),)) from error
    if not problems.is_valid:
        count = len(problems.errors)
        more = f" {count - 1} more problem{'s' if count > 2 else ''} stand{'s' if count == 2 else ''} beside it." if count > 1 else ""  # noqa: PLR2004 - grammar
        raise CannotDraft(f"This breaks the standard: {problems.errors[0]}{more}", problems.errors)
    if not key_of(document):
        raise CannotDraft("A contract needs an `id` (2.x: `uuid`) by which its versions belong together.")
    if len(document.text("version")) > NUMBER_LENGTH:
        raise CannotDraft(f"The version is longer than {NUMBER_LENGTH} characters. Write a number like 1.2.0.")
    return document


@lru_cache(maxsize=1)
def _checked(raw: bytes) -> tuple[Document, Problems]:
    """Read and check; remembered once, as whoever asks what a document is then saves it."""
    document = read(raw)
    return document, check(document)


def key_of(document: Document) -> str:
    """Give the id that a contract's versions share."""
    return document.text("id") or document.text("uuid")


@transaction.atomic
def save_draft(*, raw: bytes, origin: Origin) -> Drafted:
    """Keep a document as a draft of the version it names, byte for byte; the same bytes again change nothing.

    Raises CannotDraft when it breaks the standard, or when that version has been active and says something else.
    """
    document = readable(raw)
    contract, is_new = _contract(document, origin)
    number = document.text("version")
    current = ContractVersion.objects.select_for_update(no_key=True).filter(contract=contract, number=number).first()
    _, problems = _checked(raw)
    if current and bytes(current.raw) == raw:
        return Drafted(current, is_new=False, is_changed=False, warnings=problems.warnings)
    if current and current.state not in CHANGEABLE:
        raise CannotDraft(f"Version {number} of {contract} has been active and stays as it is. Give the changed document a new version.")
    if current:
        return Drafted(_rewrite(current, document, origin), is_new=False, is_changed=True, warnings=problems.warnings)
    version = ContractVersion.objects.create(
        contract=contract, number=number, created_by=origin.person, note=origin.note, environment=origin.environment, **_content(document)
    )
    bind_by_name(version=version, person=origin.person)
    index_contract(contract)
    audit.record(verb="contract.drafted", target=contract, after={"version": number, "is_new": is_new})
    return Drafted(version, is_new=is_new, is_changed=True, warnings=problems.warnings)


@transaction.atomic
def edit_draft(*, version: ContractVersion, raw: bytes, person: Person | None) -> Drafted:
    """Replace a draft's document; its number may change with it. Raises CannotDraft."""
    document = readable(raw)
    current = ContractVersion.objects.select_for_update(no_key=True).select_related("contract").get(pk=version.pk)
    if current.state not in CHANGEABLE:
        raise CannotDraft(f"Version {current.number} is {current.get_state_display().lower()} and stays as it is. Draft a new version.")
    if key_of(document) != current.contract.key:
        raise CannotDraft(f"The id must stay {current.contract.key}; another id is another contract.")
    number = document.text("version")
    if ContractVersion.objects.filter(contract=current.contract, number=number).exclude(pk=current.pk).exists():
        raise CannotDraft(f"There is a version {number} of this contract already. Give the draft another number.")
    _, problems = _checked(raw)
    if bytes(current.raw) == raw:
        return Drafted(current, is_new=False, is_changed=False, warnings=problems.warnings)
    return Drafted(_rewrite(current, document, Origin(person=person)), is_new=False, is_changed=True, warnings=problems.warnings)


def _rewrite(version: ContractVersion, document: Document, origin: Origin) -> ContractVersion:
    """Put another document into a draft; what was proposed is a draft again, as nobody has seen the new words."""
    before = {"version": version.number, "digest": bytes(version.digest).hex()[:12], "state": version.state}
    for name, value in {**_content(document), "number": document.text("version"), "state": VersionState.DRAFT, "proposed_at": None}.items():
        setattr(version, name, value)
    if origin.environment:
        version.environment = origin.environment
    version.save()
    bind_by_name(version=version, person=origin.person)
    after = {"version": version.number, "digest": bytes(version.digest).hex()[:12], "state": version.state}
    index_contract(version.contract)
    audit.record(verb="contract.draft_edited", target=version.contract, before=before, after=after)
    return version


@transaction.atomic
def discard_draft(*, version: ContractVersion) -> None:
    """Throw a draft away; the contract goes with its last version. Raises CannotDraft for what has been active."""
    current = ContractVersion.objects.select_for_update().select_related("contract").get(pk=version.pk)
    if current.state not in CHANGEABLE:
        raise CannotDraft(f"Version {current.number} has been active: retire it instead.")
    contract = current.contract
    audit.record(verb="contract.draft_discarded", target=contract, before={"version": current.number, "state": current.state})
    current.delete()
    if not contract.versions.exists():
        forget_contract(contract.pk)
        contract.delete()


def _contract(document: Document, origin: Origin) -> tuple[Contract, bool]:
    """Find the contract by its id, or make it; an existing one keeps who answers for it unless somebody else is named."""
    name = (document.text("name") or document.text("dataProduct") or document.text("quantumName") or key_of(document))[:NAME_LENGTH]
    domain = origin.domain or domain_named(document)
    contract, is_new = Contract.objects.get_or_create(
        key=key_of(document),
        defaults={
            "name": name,
            "domain": domain,
            "owner_team": origin.owner_team or (domain.owner_team if domain else None),
            "steward": origin.steward,
            "source": origin.source,
            "source_path": origin.source_path,
        },
    )
    if not is_new:
        # Two who draft the same version at once: the second finds the first's.
        contract = Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)
        _update(contract, name, origin)
    return contract, is_new


def _update(contract: Contract, name: str, origin: Origin) -> None:
    wanted = {"name": name, "source": origin.source, "source_path": origin.source_path}
    wanted |= {word: value for word in ("domain", "owner_team", "steward") if (value := getattr(origin, word)) is not None}
    changed = [word for word, value in wanted.items() if getattr(contract, word) != value]
    for word in changed:
        setattr(contract, word, wanted[word])
    if changed:
        contract.save(update_fields=changed)


def _content(document: Document) -> dict[str, object]:
    return {
        "raw": document.raw,
        "document": document.value,
        "digest": hashlib.sha256(document.raw).digest(),
        "api_version": document.api_version[:20],
        "ignored": [{"path": item.path, "where": item.where, "why": item.why} for item in ignored_here(document)],
    }
