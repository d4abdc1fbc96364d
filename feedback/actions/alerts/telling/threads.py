"""One delivery that is overdue breaks several promises: they are told in one thread, that of the first of them, until all hold again."""

from datetime import datetime

from django.db.models import Q

from contracts.models import Clause, Deviation

# Promises that one missing delivery breaks together.
ABOUT_TIME = Q(clause__kind=Clause.Kind.CADENCE) | Q(
    clause__kind=Clause.Kind.SERVICE, clause__property__in=["freshness", "latency", "availability"]
)


def thread_of(found: Deviation) -> Deviation:
    """Give the deviation in whose thread this one is told: the first of those about time that overlap it on the asset, else itself.

    Only what was promised to all begins a thread: what one consumer agreed is nobody else's to read. The same whenever it is asked.
    """
    told = Deviation.objects.filter(ABOUT_TIME, asset=found.asset_id).select_related("clause")
    if not told.filter(pk=found.pk).exists():
        return found
    offered = told.filter(clause__agreement=None)
    first = found
    while before := offered.filter(_overlapping(first.opened_at), _earlier(first)).order_by("opened_at", "pk").first():
        first = before
    return first


def still_broken(thread: Deviation, found: Deviation) -> list[Deviation]:
    """Give what is open in a thread besides this one."""
    others = Deviation.objects.open().filter(ABOUT_TIME, asset=thread.asset_id).exclude(pk=found.pk).select_related("clause")
    return [one for one in others.order_by("opened_at", "pk") if thread_of(one) == thread]


def _overlapping(at: datetime) -> Q:
    return Q(opened_at__lte=at) & (Q(resolved_at=None) | Q(resolved_at__gte=at))


def _earlier(than: Deviation) -> Q:
    is_offered = than.clause is not None and than.clause.agreement_id is None
    if not is_offered:  # what all were promised goes first, however late it was noticed
        return ~Q(pk=than.pk)
    return Q(opened_at__lt=than.opened_at) | Q(opened_at=than.opened_at, pk__lt=than.pk)
