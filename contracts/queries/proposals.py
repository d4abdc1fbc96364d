"""Proposals as one person may read them: producers see all answers, consumers their own, others only what changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from catalog.auth import may
from catalog.models import Person, Role
from contracts.models import Acknowledgement, ChangeProposal
from contracts.queries.proposal_rules import objections
from lineage.models import Job
from lineage.queries.labels import HIDDEN_NAME, hidden_domains

WAITING = Acknowledgement.Answer.WAITING
UNDECIDED = (ChangeProposal.State.OPEN, ChangeProposal.State.APPROVED)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One consumer's answer; `is_mine`: the reader may give it. Names and reasons that the reader may not see are left out."""

    acknowledgement: Acknowledgement
    consumer: str
    reasons: tuple[dict[str, str], ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with the answers that one person may see. `hidden`: how many more were asked."""

    proposal: ChangeProposal
    answers: tuple[AnswerRow, ...]
    hidden: int
    counts: dict[str, int]
    is_contributor: bool
    is_steward: bool
    in_the_way: tuple[Acknowledgement, ...] = field(default=())

    @property
    def is_undecided(self) -> bool:
        """Whether it can still be answered and published."""
        return self.proposal.state in UNDECIDED

    @property
    def to_answer(self) -> tuple[AnswerRow, ...]:
        """The answers that the reader may give."""
        return tuple(row for row in self.answers if row.is_mine) if self.is_undecided else ()


def proposals_visible(person: Person, *, waiting: bool = False) -> QuerySet[ChangeProposal]:
    """List what somebody may see, counted: how many were asked, answered, blocked, and wait for this person (`waiting` keeps these)."""
    mine = Acknowledgement.objects.of_consumer(person).filter(answer=WAITING).values("pk")
    answered = Q(acknowledgements__isnull=False) & ~Q(acknowledgements__answer=WAITING)
    rows = ChangeProposal.objects.visible_to(person).select_related("version__contract__domain", "replaces", "opened_by")
    counted = rows.annotate(
        asked=Count("acknowledgements", distinct=True),
        answered=Count("acknowledgements", filter=answered, distinct=True),
        blocked=Count("acknowledgements", filter=Q(acknowledgements__answer=Acknowledgement.Answer.BLOCKED), distinct=True),
        waiting_for_me=Count("acknowledgements", filter=Q(acknowledgements__in=mine), distinct=True),
    ).order_by("-opened_at", "pk")
    return counted.filter(waiting_for_me__gt=0, state__in=UNDECIDED) if waiting else counted


def proposal_page(proposal: ChangeProposal, person: Person, at: datetime) -> ProposalPage:
    """Gather one proposal. `at` is now."""
    domain = proposal.version.contract.domain
    is_contributor, is_steward = may(person, Role.CONTRIBUTOR, domain), may(person, Role.STEWARD, domain)
    rows = list(
        proposal.acknowledgements.select_related("agreement__consumer_asset", "consumer_asset", "consumer_job", "answered_by").order_by(
            "verdict", "pk"
        )
    )
    own = set(Acknowledgement.objects.of_consumer(person).filter(proposal=proposal).values_list("pk", flat=True))
    shown = [row for row in rows if is_contributor or row.pk in own]
    names = _names(shown, person)
    answers = tuple(AnswerRow(row, names[row.pk], _reasons(row, can_read=is_steward or row.pk in own), row.pk in own) for row in shown)
    counts = {str(label): sum(row.answer == value for row in rows) for value, label in Acknowledgement.Answer.choices}
    return ProposalPage(
        proposal, answers, len(rows) - len(shown), counts, is_contributor, is_steward, tuple(objections(rows, proposal, at))
    )


def _names(rows: Iterable[Acknowledgement], person: Person) -> dict[int, str]:
    hidden = hidden_domains(person)
    listed = list(rows)
    jobs = {row.consumer_job_id for row in listed if row.consumer_job_id}
    seen = set(Job.objects.visible_to(person).filter(pk__in=jobs).values_list("pk", flat=True)) if jobs else set()
    return {row.pk: HIDDEN_NAME if _is_hidden(row, hidden, seen) else row.consumer for row in listed}


def _is_hidden(row: Acknowledgement, hidden: frozenset[int], seen_jobs: set[int]) -> bool:
    asset = row.consumer_asset or (row.agreement.consumer_asset if row.agreement else None)
    return (asset is not None and asset.domain_id in hidden) or (row.consumer_job_id is not None and row.consumer_job_id not in seen_jobs)


def _reasons(row: Acknowledgement, *, can_read: bool) -> tuple[dict[str, str], ...]:
    if can_read:
        return tuple(row.reasons)
    return tuple(reason for reason in row.reasons if reason.get("column"))
