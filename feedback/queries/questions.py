"""Questions over all assets: those that wait for an accepted answer, those that have one."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.models import Asset, Person
from catalog.queries import stewarded_assets
from feedback.models import Answer, Question

STATES = {"open": "Without an accepted answer", "answered": "Answered", "all": "All"}
WHOSE = {"mine": "On what I answer for", "all": "On all I may see"}


def questions(person: Person, state: str, whose: str) -> QuerySet[Question]:
    """Give the questions a person may see: open ones longest waiting first, others newest first. `answer_count`: answers shown."""
    accepted = Answer.objects.filter(question=OuterRef("pk"), accepted_at__isnull=False, hidden_at=None)
    found = Question.objects.shown().filter(asset__in=Asset.objects.visible_to(person).values("pk")).annotate(is_answered=Exists(accepted))
    if whose == "mine":
        teams = person.memberships.values("team")
        mine = Q(asset__in=stewarded_assets(person).values("pk")) | Q(asset__steward=person) | Q(asset__owner_team__in=teams)
        found = found.filter(mine)
    if state != "all":
        found = found.filter(is_answered=state == "answered")
    counted = found.annotate(answer_count=Count("answers", filter=Q(answers__hidden_at=None), distinct=True))
    order = ("asked_at", "pk") if state == "open" else ("-asked_at", "-pk")
    return counted.select_related("asset", "author").order_by(*order)
