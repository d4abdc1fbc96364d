"""The parties of an agreement: who the consumer is, and who speaks for them."""

from dataclasses import dataclass

from catalog.models import Asset, Person, Team
from lineage.models import Job


@dataclass(frozen=True, slots=True)
class ConsumerRef:
    """The one consumer: a team, a person, a job, or an asset such as a dashboard."""

    team: Team | None = None
    person: Person | None = None
    job: Job | None = None
    asset: Asset | None = None


def speaks_for(person: Person, consumer: ConsumerRef) -> bool:
    """Say whether somebody may sign for a consumer."""
    if person.is_administrator:
        return True
    if consumer.person is not None:
        return consumer.person.pk == person.pk
    if consumer.asset is not None and consumer.asset.steward_id == person.pk:
        return True
    owner = consumer.job or consumer.asset
    team = consumer.team.pk if consumer.team else owner.owner_team_id if owner else None
    return team is not None and person.memberships.filter(team=team).exists()
