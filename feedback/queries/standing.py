"""What a person is to an asset: who owns it may not rate it, who demonstrably uses it rates with more weight in readers' eyes."""

from django.db.models import Q

from catalog.models import Asset, Person
from contracts.models import Agreement, ContractVersion
from contracts.models.agreement import AgreementState
from contracts.models.contract import VersionState
from feedback.models import AccessRequest
from lineage.models import Edge, JobDataset
from lineage.models.run import Direction


def is_owner(person: Person, asset: Asset) -> bool:
    """Say whether somebody answers for an asset: its steward, or a member of its owning team."""
    if asset.steward_id == person.pk:
        return True
    return bool(asset.owner_team_id and person.memberships.filter(team=asset.owner_team_id).exists())


def verified_by(person: Person, asset: Asset) -> str:
    """Say what shows that somebody uses an asset: `access`, `agreement`, `lineage`; empty when nothing does."""
    teams = person.memberships.values("team")
    granted = AccessRequest.objects.filter(Q(person=person) | Q(team__in=teams), asset=asset, state=AccessRequest.State.APPROVED)
    if granted.exists():
        return "access"
    agreements = Agreement.objects.of_consumer(person).filter(state=AgreementState.ACTIVE)
    if agreements.filter(contract__versions__state=VersionState.ACTIVE, contract__versions__objects_bound__asset=asset).exists():
        return "agreement"
    ours = Q(target__owner_team__in=teams) | Q(target__steward=person) | Q(job__owner_team__in=teams)
    reads = JobDataset.objects.filter(asset=asset, direction=Direction.INPUT, is_shown=True, job__owner_team__in=teams)
    if Edge.objects.filter(ours, source=asset, is_shown=True).exists() or reads.exists():
        return "lineage"
    return ""


def major_version(asset: Asset) -> str:
    """Give the version a review is bound to: the major of the contract in force (`v3`), else how many shapes the asset has had (`schema 2`)."""
    versions = ContractVersion.objects.filter(state=VersionState.ACTIVE, objects_bound__asset=asset).order_by("-activated_at")
    number = versions.values_list("number", flat=True).first()
    if number:
        return f"v{number.removeprefix('v').partition('.')[0]}"
    shapes = asset.schema_versions.count()
    return f"schema {shapes}" if shapes else ""
