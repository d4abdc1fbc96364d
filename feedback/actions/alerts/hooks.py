"""Hooks: made with a key that is shown once, tried, switched on again, removed; and happenings sent again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from catalog import audit
from catalog.auth import new_secret
from catalog.models import Asset, Membership, Person, Team
from feedback.actions.alerts.calling import check_url
from feedback.alerting.envelope import TYPES
from feedback.alerting.guarding import ForbiddenAddress
from feedback.models import Delivery, Happening, Hook
from feedback.queries.hooks import may_receive
from lineage.sealing import seal


class CannotMakeHook(Exception):
    """The hook can't be made or used so; the message says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which happenings a hook is called for: types and assets, none for all."""

    types: Sequence[str] = ()
    assets: Sequence[int] = ()


def make_hook(*, name: str, url: str, person: Person, team: Team | None, wanted: Wanted) -> tuple[Hook, str]:
    """Make a hook; gives it with the key that signs its calls, shown this once. Raises CannotMakeHook."""
    if not person.is_administrator and (team is None or not Membership.objects.filter(team=team, person=person).exists()):
        raise CannotMakeHook("Choose a team of yours: the hook hears what the team may see.")
    unknown = [word for word in wanted.types if word not in TYPES]
    if unknown:
        raise CannotMakeHook(f"There is no event {unknown[0]!r}. Choose from: {', '.join(TYPES)}.")
    seen = set(Asset.objects.visible_to(person).filter(pk__in=wanted.assets).values_list("pk", flat=True))
    missing = [pk for pk in wanted.assets if pk not in seen]
    if missing:
        raise CannotMakeHook(f"There is no asset {missing[0]} that you can see.")
    try:
        shown = check_url(url)
    except ForbiddenAddress as error:
        raise CannotMakeHook(str(error)) from error
    key = new_secret()
    with transaction.atomic():  # begun once the address was looked up: a slow name server holds no transaction open
        made = Hook.objects.create(
            name=name.strip() or shown, team=team, made_by=person if person.pk else None, shown=shown,
            secret=seal(json.dumps({"url": url.strip()})), key=seal(key), types=list(wanted.types), assets=sorted(seen),
        )  # fmt: skip
        audit.record(verb="hook.made", target=made, after={"shown": shown, "team": str(team or ""), "types": list(wanted.types)})
    return made, key


@transaction.atomic
def try_hook(*, hook: Hook) -> Delivery:
    """Queue a test event."""
    Hook.objects.filter(pk=hook.pk).update(resting_until=None)
    audit.record(verb="hook.tried", target=hook)
    return Delivery.objects.create(hook=hook, content={})


@transaction.atomic
def replay(*, hook: Hook, happening: Happening) -> Delivery:
    """Send a happening to a hook (again): same id, so that receivers can tell. Raises CannotMakeHook."""
    if hook.disabled_at:
        raise CannotMakeHook("The hook is switched off; switch it on first.")
    asset = Asset.objects.filter(pk=happening.asset_id).select_related("domain").first() if happening.asset_id else None
    if not may_receive(hook, happening, asset):
        raise CannotMakeHook("The hook's team may not see that.")
    audit.record(verb="hook.replayed", target=hook, after={"happening": happening.source})
    return Delivery.objects.create(hook=hook, happening=happening, content={})


@transaction.atomic
def switch_on(*, hook: Hook) -> None:
    """Call a hook again that was switched off. What happened meanwhile can be replayed."""
    Hook.objects.filter(pk=hook.pk).update(disabled_at=None, disabled_reason="", failing_since=None, resting_until=None)
    audit.record(verb="hook.switched_on", target=hook, before={"reason": hook.disabled_reason})


@transaction.atomic
def remove_hook(*, hook: Hook) -> None:
    """Forget a hook, its address and its deliveries."""
    audit.record(verb="hook.removed", target=hook, before={"shown": hook.shown})
    hook.delete()
