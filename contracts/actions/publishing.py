"""A version's way: draft → proposed → active → deprecated → retired. From active on its words stay as they are."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from catalog import audit
from catalog.auth import may
from catalog.models import Person, Role
from contracts.actions.binding import bind_by_name
from contracts.actions.clauses import close_clauses, write_clauses
from contracts.models import Contract, ContractVersion, Environment
from contracts.models.contract import VersionState


class CannotPublish(Exception):
    """The version can't take this step; the message says why and what to do."""


@transaction.atomic
def propose_version(*, version: ContractVersion) -> ContractVersion:
    """Put a draft before others; it can still be edited, which makes it a draft again."""
    current = _locked(version)
    if current.state != VersionState.DRAFT:
        raise CannotPublish(f"Version {current.number} is {_state(current)}; only a draft can be proposed.")
    current.state, current.proposed_at = VersionState.PROPOSED, timezone.now()
    current.save(update_fields=["state", "proposed_at"])
    audit.record(verb="contract.proposed", target=current.contract, after={"version": current.number})
    return current


@transaction.atomic
def withdraw_version(*, version: ContractVersion) -> ContractVersion:
    """Take a proposed version back to draft."""
    current = _locked(version)
    if current.state != VersionState.PROPOSED:
        raise CannotPublish(f"Version {current.number} is {_state(current)}; only a proposed version can be withdrawn.")
    current.state, current.proposed_at = VersionState.DRAFT, None
    current.save(update_fields=["state", "proposed_at"])
    audit.record(verb="contract.withdrawn", target=current.contract, before={"version": current.number})
    return current


@transaction.atomic
def activate_version(
    *, version: ContractVersion, person: Person | None, environment: str = "", at: datetime | None = None
) -> ContractVersion:
    """Put a version in force: bind its objects, write its clauses, end those of the version before it, which is then deprecated.

    `person` (None: the application itself) must be a steward wherever it promises something. Raises CannotPublish.
    """
    current = _locked(version)
    if current.state not in (VersionState.DRAFT, VersionState.PROPOSED):
        raise CannotPublish(f"Version {current.number} is {_state(current)} and can't be activated again. Draft a new version from it.")
    if environment and not Environment.objects.filter(name=environment).exists():
        raise CannotPublish(f"There is no environment {environment!r}. Make it first, or leave it out.")
    moment = at or timezone.now()
    current.environment = environment or current.environment
    bind_by_name(version=current, person=person)
    _require_stewardship(current, person)
    predecessor = (
        ContractVersion.objects.select_for_update(no_key=True).filter(contract=current.contract, state=VersionState.ACTIVE).first()
    )
    if predecessor:
        predecessor.state, predecessor.deprecated_at = VersionState.DEPRECATED, moment
        predecessor.save(update_fields=["state", "deprecated_at"])
    current.state, current.activated_at = VersionState.ACTIVE, moment
    current.save(update_fields=["state", "activated_at", "environment"])
    count = write_clauses(version=current, predecessor=predecessor, at=moment)
    _end_predecessors(current, moment)
    audit.record(
        verb="contract.activated",
        target=current.contract,
        before={"version": predecessor.number} if predecessor else {},
        after={"version": current.number, "clauses": count, **({"environment": current.environment} if current.environment else {})},
    )
    _tell(current)
    return current


@transaction.atomic
def deprecate_version(*, version: ContractVersion, at: datetime | None = None) -> ContractVersion:
    """Announce the end of the version in force: it binds on until it is retired."""
    current = _locked(version)
    if current.state != VersionState.ACTIVE:
        raise CannotPublish(f"Version {current.number} is {_state(current)}; only the active version can be deprecated.")
    current.state, current.deprecated_at = VersionState.DEPRECATED, at or timezone.now()
    current.save(update_fields=["state", "deprecated_at"])
    audit.record(verb="contract.deprecated", target=current.contract, before={"version": current.number, "state": "active"})
    _tell(current)
    return current


@transaction.atomic
def retire_version(*, version: ContractVersion, at: datetime | None = None) -> ContractVersion:
    """End a version: its clauses promise nothing any more, and deviations from them are over."""
    current = _locked(version)
    if current.state not in (VersionState.ACTIVE, VersionState.DEPRECATED):
        raise CannotPublish(f"Version {current.number} is {_state(current)}; a draft is discarded, not retired.")
    moment = at or timezone.now()
    before = current.state
    close_clauses(version=current, at=moment)
    current.state, current.retired_at = VersionState.RETIRED, moment
    current.save(update_fields=["state", "retired_at"])
    audit.record(verb="contract.retired", target=current.contract, before={"version": current.number, "state": before})
    _tell(current)
    return current


def _locked(version: ContractVersion) -> ContractVersion:
    """Take the contract first: of two versions activated at once, one follows the other."""
    Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=version.contract_id)
    return ContractVersion.objects.select_for_update(of=("self",), no_key=True).select_related("contract__domain").get(pk=version.pk)


def _state(version: ContractVersion) -> str:
    return str(version.get_state_display()).lower()


def _require_stewardship(version: ContractVersion, person: Person | None) -> None:
    """Stop promises on others' behalf: whoever activates is a steward of the contract's domain and of each bound asset's."""
    if person is None:
        return
    domains = {row.asset.domain for row in version.objects_bound.filter(asset__isnull=False).select_related("asset__domain") if row.asset}
    for domain in sorted({version.contract.domain, *domains}, key=lambda domain: domain.name if domain else ""):
        if not may(person, Role.STEWARD, domain):
            place = f"You need to be a steward of {domain.name}" if domain else "An asset it binds is in no domain: you need to lead a team"
            raise CannotPublish(f"{place} to promise something about its assets. Propose the version instead, and a steward activates it.")


def _end_predecessors(current: ContractVersion, moment: datetime) -> None:
    """Close the clauses of versions before; those deprecated earlier may still bind."""
    for other in current.contract.versions.filter(state=VersionState.DEPRECATED, clauses__in_force_until=None).distinct():
        close_clauses(version=other, at=moment)


def _tell(version: ContractVersion) -> None:
    """Call what follows a change of what is in force (settings.CONTRACT_STEPS), in the same transaction."""
    for path in settings.CONTRACT_STEPS:
        import_string(path)(version.pk)
