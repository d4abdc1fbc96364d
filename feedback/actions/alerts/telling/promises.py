"""Promises: broken, mended, kept. A broken promise downstream of another raises no alarm of its own."""

from datetime import datetime

from catalog.models import Asset
from contracts.models import Agreement, Clause, Deviation, Inheritance, Slot, Verdict
from feedback.actions.alerts.queueing import Event, Told, happen, tell
from feedback.actions.alerts.telling.threads import still_broken, thread_of
from feedback.actions.alerts.telling.wording import DAY, asset_of, lasted, listed, place
from feedback.alerting import Step
from feedback.models import Matter, Notice
from feedback.queries.audience import Audience, answering_for, consumers, followers

STEPS = {"opened": Step.OPENED, "reopened": Step.UPDATED, "closed": Step.RESOLVED, "acknowledged": Step.ACKNOWLEDGED}


def deviation(row: int, what: str, now: datetime) -> None:
    """Tell of a deviation that opened, closed, came back or was acknowledged."""
    found = Deviation.objects.select_related("clause__agreement", "acknowledged_by").filter(pk=row).first()
    if found is None:
        return
    asset = asset_of(found.asset_id)
    _happened(found, asset, what, now)
    # Read off the past: whoever heard of it now could do nothing about it.
    if found.resolved_at and found.resolved_at < now - DAY:
        return
    root = _root_of(found) if what in {"opened", "reopened"} else None
    if root is not None:
        _tell_because(root, found, asset, now)
        return
    thread = thread_of(found)
    if thread != found and Matter.objects.filter(key=_key(thread)).exists():
        _tell_in(thread, found, asset, what, now)
        return
    if what == "closed" and (left := len(still_broken(found, found))):
        more = f"{left} more promise{'s' if left > 1 else ''} about it still {'do' if left > 1 else 'does'} not hold."
        tell(_told_beside(found, found, asset, f"{_again(found, now)} {more}", now), now=now)
        return
    is_known = Matter.objects.filter(key=_key(found)).exists()
    if what in {"opened", "reopened"} or is_known:
        tell(_told(found, asset, what, now), now=now)
    if what == "opened":
        _tell_heirs(found, now)


def _key(found: Deviation) -> str:
    return f"deviation/{found.pk}"


def reason_of(found: Deviation) -> str:
    """Say under which reason people hear of it."""
    return "late" if found.clause and found.clause.kind == Clause.Kind.CADENCE else "deviation"


def audience_of(found: Deviation, asset: Asset) -> Audience:
    """Give who hears: the producer, the consumers it hits; of what all were promised also followers. Once told, until the end."""
    reason = reason_of(found)
    heard = Audience()
    heard.add(reason, answering_for(asset), [asset.owner_team_id])
    hit = Agreement.objects.filter(hits__deviation=found) | Agreement.objects.filter(clauses__deviations=found)
    theirs = consumers(hit.distinct().select_related("consumer_job", "consumer_asset"))
    heard.add(reason, theirs.people, theirs.teams)
    if found.clause is None or found.clause.agreement_id is None:
        heard.add(reason, followers(asset, reason, [found.clause.column_path] if found.clause else ()))
    heard.add(reason, Notice.objects.filter(matter__key=_key(found)).values_list("person_id", flat=True))
    return heard


def _tell_in(thread: Deviation, found: Deviation, asset: Asset, what: str, now: datetime) -> None:
    """Tell of one of several broken promises in the thread of the first; the thread is over once all of them hold again."""
    if what == "closed" and not still_broken(thread, found):
        heard = audience_of(thread, asset)
        own = audience_of(found, asset)
        heard.add(reason_of(found), own.people, own.teams)
        text = f"All of it holds again, after {lasted((found.resolved_at or now) - thread.opened_at)}."
        at = found.resolved_at or now
        told = Told(
            _key(thread),
            f"{asset}: {thread.words}",
            text,
            place("deviation", thread.pk),
            at,
            heard,
            Step.RESOLVED,
            thread.severity,
            {},
            asset,
        )
        tell(told, now=now)
        return
    text = {
        "closed": f"One promise of it holds again: {found.clause.words if found.clause else found.words}.",
        "acknowledged": f"{found.acknowledged_by or 'Somebody'} looks after it.",
    }.get(what, f"By the same delay: {found.words}.")
    tell(_told_beside(thread, found, asset, text, now), now=now)


def _told_beside(thread: Deviation, found: Deviation, asset: Asset, text: str, now: datetime) -> Told:
    """Put news of one promise under the title of its thread."""
    heard = audience_of(found, asset)
    return Told(
        _key(thread), f"{asset}: {thread.words}", text, place("deviation", thread.pk), now, heard, Step.UPDATED, thread.severity, {}, asset
    )


def _again(found: Deviation, now: datetime) -> str:
    return f"{'It is over' if found.signal else 'It holds again'}, after {lasted((found.resolved_at or now) - found.opened_at)}."


def _told(found: Deviation, asset: Asset, what: str, now: datetime) -> Told:
    clause = found.clause
    facts = {"Asset": str(asset), **({"Promise": clause.words} if clause else {}), "Since": f"{found.opened_at:%d %b %Y, %H:%M} UTC"}
    text = {"opened": "", "reopened": "It is broken again."}.get(what, "")
    if what == "closed":
        text = _again(found, now)
    if what == "acknowledged":
        text = f"{found.acknowledged_by or 'Somebody'} looks after it."
    heard = audience_of(found, asset)
    if what == "acknowledged":
        heard.leave_out([found.acknowledged_by_id])
    at = (found.resolved_at if what == "closed" else found.opened_at) or now
    return Told(
        _key(found), f"{asset}: {found.words}", text, place("deviation", found.pk), at, heard, STEPS[what], found.severity, facts, asset
    )


def _root_of(found: Deviation) -> Deviation | None:
    """Give the open deviation furthest upstream whose consequence this one is taken to be."""
    above = Inheritance.objects.filter(asset_id=found.asset_id, deviation__resolved_at=None).exclude(deviation=found)
    root = above.select_related("deviation__asset__domain").order_by("-steps", "deviation_id").first()
    return root.deviation if root else None


def _tell_because(root: Deviation, found: Deviation, asset: Asset, now: datetime) -> None:
    """Tell of a consequence in the thread of its cause."""
    late = Deviation.objects.open().filter(asset__inherited_deviations__deviation=root).select_related("asset")
    names = sorted({str(row.asset) for row in late} | {str(asset)})
    heard = audience_of(found, asset)
    _tell_of_root(root, asset, heard, f"{found.words} ({asset}).", names, now)


def _tell_heirs(found: Deviation, now: datetime) -> None:
    """Tell those who answer for assets downstream once, whatever number of theirs it reaches."""
    heirs = Inheritance.objects.filter(deviation=found).select_related("asset__domain", "asset__namespace").order_by("steps")
    told = set(Notice.objects.filter(matter__key=_key(found)).values_list("person_id", flat=True))
    by_person: dict[int, list[Asset]] = {}
    for heir in heirs:
        for person in answering_for(heir.asset) - told:
            by_person.setdefault(person, []).append(heir.asset)
    groups: dict[tuple[int, ...], tuple[list[Asset], list[int]]] = {}
    for person, assets in by_person.items():
        groups.setdefault(tuple(one.pk for one in assets), (assets, []))[1].append(person)
    for assets, people in groups.values():
        heard = Audience()
        heard.add(reason_of(found), people)
        _tell_of_root(found, assets[0], heard, "", [str(one) for one in assets], now)


def _tell_of_root(root: Deviation, seen: Asset, heard: Audience, text: str, names: list[str], now: datetime) -> None:
    """Say "3 assets are affected because of X"; X keeps its name to itself where its domain is restricted and not theirs."""
    hidden = bool(root.asset.domain and root.asset.domain.is_restricted and root.asset.domain_id != seen.domain_id)
    cause = "something upstream" if hidden else str(root.asset)
    count = f"{len(names)} asset{'' if len(names) == 1 else 's'}"
    why = "" if hidden else f" {root.asset}: {root.words}."
    path = place("asset", seen.pk) if hidden else place("deviation", root.pk)
    title = f"{count} affected because of {cause}"
    told = Told(
        f"{_key(root)}/{seen.pk}" if hidden else _key(root), title, f"{listed(names)}.{why} {text}".strip(), path, now, heard,
        Step.UPDATED, root.severity, {}, seen,
    )  # fmt: skip
    tell(told, now=now)


def _happened(found: Deviation, asset: Asset, what: str, now: datetime) -> None:
    if what not in {"opened", "reopened", "closed"}:
        return
    kind = "closed" if what == "closed" else "opened"
    at = (found.resolved_at if kind == "closed" else found.opened_at) or now
    clause = found.clause
    data = {
        "deviation": found.pk, "words": found.words, "severity": found.severity, "clause": "" if found.signal else found.key,
        "signal": found.signal, "promise": clause.words if clause else "",
        "opened_at": found.opened_at.isoformat(), "resolved_at": found.resolved_at.isoformat() if found.resolved_at else None,
        "url": place("deviation", found.pk),
    }  # fmt: skip
    source = f"deviation/{found.pk}/{kind}" + (f"/{found.flaps}" if found.flaps else "")
    happen(Event(f"deviation.{kind}", source, at, data, asset, clause.agreement_id if clause else None))


def slot(row: int, what: str, now: datetime) -> None:
    """Note for machines that a delivery came in time."""
    del what
    found = Slot.objects.select_related("clause").filter(pk=row).first()
    if found is None or found.outcome not in {Slot.Outcome.EARLY, Slot.Outcome.ON_TIME}:
        return
    data = {
        "clause": found.clause.key, "promise": found.clause.words, "period": found.period, "outcome": found.outcome,
        "due_at": found.due_at.isoformat(), "delivered_at": found.delivered_at.isoformat() if found.delivered_at else None,
        "deviation_minutes": found.deviation_minutes,
    }  # fmt: skip
    source = f"slot/{found.clause_id}/{found.period}/met"
    at = found.delivered_at or found.decided_at or now
    happen(Event("contract.met", source, at, data, asset_of(found.clause.asset_id), found.clause.agreement_id))


def verdict(row: int, what: str, now: datetime) -> None:
    """Note for machines that a clause holds; of cadence the slots tell."""
    del what, now
    found = Verdict.objects.select_related("clause").filter(pk=row).first()
    if found is None or found.clause.kind == Clause.Kind.CADENCE:
        return
    data = {"clause": found.clause.key, "promise": found.clause.words, "before": found.before, "words": found.words}
    source = f"verdict/{found.pk}/kept"
    happen(Event("contract.met", source, found.at, data, asset_of(found.clause.asset_id), found.clause.agreement_id))
