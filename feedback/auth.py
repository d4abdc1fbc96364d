"""Who may handle a case: stewards of its asset, the team it is with, its assignee."""

from catalog.auth import may
from catalog.models import Membership, Person, Role
from feedback.models import Case


def may_handle(person: Person, case: Case) -> bool:
    """Say whether somebody may act on a case: where the cause is believed to be, or where it was reported."""
    if not person.is_active:
        return False
    if person.is_administrator or person.pk in {case.assignee_id, case.asset.steward_id}:
        return True
    if case.team_id and Membership.objects.filter(person=person, team_id=case.team_id).exists():
        return True
    domains = {case.asset.domain_id: case.asset.domain}
    for report in case.reports.select_related("asset__domain"):
        if report.asset.steward_id == person.pk:
            return True
        domains[report.asset.domain_id] = report.asset.domain
    return any(may(person, Role.STEWARD, domain) for domain in domains.values())
