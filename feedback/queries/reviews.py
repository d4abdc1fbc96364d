"""The reviews and questions of an asset, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from catalog.models import Asset, Person
from catalog.queries import stewarded_assets
from feedback.models import AbuseReport, Answer, HelpfulVote, Question, Review
from feedback.models.review import ASPECTS
from feedback.queries.standing import is_owner, major_version

PAGE = 10
STARS = (5, 4, 3, 2, 1)
ORDERS = {"helpful": "Most helpful", "recent": "Newest"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: how many gave so many stars, and that as a share of all (0 to 100)."""

    stars: int
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people think of an asset. `aspects`: (name, mean or None); `why_not`: why this person can't rate it, empty when they can."""

    page: Page[Review]
    bars: tuple[Bar, ...]
    count: int
    aspects: tuple[tuple[str, float | None], ...]
    version: str
    mine: Review | None
    why_not: str
    order: str
    only: int | None


def opinions(asset: Asset, person: Person, asked: Mapping[str, str]) -> Opinions:
    """Gather an asset's reviews: `order` (helpful, recent), `stars` (only these), `page`."""
    shown = Review.objects.shown().filter(asset=asset)
    only = int(asked["stars"]) if asked.get("stars") in {"1", "2", "3", "4", "5"} else None
    order = asked.get("order", "")
    facts = shown.aggregate(total=Count("pk"), **{f"n{n}": Count("pk", filter=Q(stars=n)) for n in STARS}, **{a: Avg(a) for a in ASPECTS})
    total = facts["total"]
    mine = Review.objects.filter(asset=asset, author=person).first()
    return Opinions(
        page=Paginator(_listed(shown, person, order, only), PAGE).get_page(asked.get("page")),
        bars=tuple(Bar(n, facts[f"n{n}"], round(100 * facts[f"n{n}"] / total) if total else 0) for n in STARS),
        count=total,
        aspects=tuple((aspect.replace("_", " ").capitalize(), facts[aspect]) for aspect in ASPECTS),
        version=major_version(asset),
        mine=mine,
        why_not="You answer for this asset: you can reply, not rate." if is_owner(person, asset) else "",
        order=order if order in ORDERS else "helpful",
        only=only,
    )


def _listed(shown: QuerySet[Review], person: Person, order: str, only: int | None) -> QuerySet[Review]:
    voted = HelpfulVote.objects.filter(review=OuterRef("pk"), person=person)
    rows = shown.select_related("author", "replied_by", "case").annotate(is_voted=Exists(voted))
    if only:
        rows = rows.filter(stars=only)
    return rows.order_by("-written_at", "-pk") if order == "recent" else rows.order_by("-helpful_count", "-written_at", "-pk")


def questions_of(asset: Asset, text: str = "") -> QuerySet[Question]:
    """Give an asset's questions with their answers, the accepted one first; `text`: only those that speak of these words."""
    answers = Answer.objects.filter(hidden_at=None).select_related("author").order_by(F("accepted_at").asc(nulls_last=True), "answered_at")
    asked = Question.objects.shown().filter(asset=asset).select_related("author").prefetch_related(Prefetch("answers", answers))
    for word in text.split()[:8]:
        asked = asked.filter(Q(text__icontains=word) | Q(answers__text__icontains=word)).distinct()
    return asked.order_by("-asked_at", "-pk")


def complaints(person: Person) -> QuerySet[AbuseReport]:
    """Give the complaints about what a person may see."""
    joined = (
        "review__asset__domain",
        "review__author",
        "question__asset__domain",
        "question__author",
        "answer__question__asset__domain",
        "answer__author",
        "person",
    )
    return AbuseReport.objects.filter(_about(Asset.objects.visible_to(person))).select_related(*joined)


def complaints_to_decide(person: Person, *, hidden: bool = False) -> QuerySet[AbuseReport]:
    """Give the open complaints of assets a person stewards, the oldest first; or (`hidden`) those whose words are hidden now, the newest first."""
    ours = complaints(person).filter(_about(stewarded_assets(person)))
    if not hidden:
        return ours.filter(decided_at=None).order_by("at", "pk")
    gone = Q(review__hidden_at__isnull=False) | Q(question__hidden_at__isnull=False) | Q(answer__hidden_at__isnull=False)
    return ours.filter(gone, was_hidden=True).order_by("-decided_at", "-pk")


def _about(assets: QuerySet[Asset]) -> Q:
    return Q(review__asset__in=assets) | Q(question__asset__in=assets) | Q(answer__question__asset__in=assets)
