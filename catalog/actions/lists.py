"""Lists of assets: making them, sharing them with a team, putting assets on them."""

from django.db import IntegrityError, transaction

from catalog import audit
from catalog.models import Asset, AssetList, ListedAsset, Person, Team

MOST_ON_A_LIST = 200


class CannotList(Exception):
    """The list can't be like that; the message says why and what to do."""


@transaction.atomic
def create_list(*, person: Person, name: str, description: str = "", team: Team | None = None) -> AssetList:
    """Begin a list: private, or shared with one of one's teams."""
    said = " ".join(name.split())
    if not said:
        raise CannotList("A list needs a name.")
    _refuse_foreign(person, team)
    try:
        with transaction.atomic():
            made = AssetList.objects.create(owner=person, name=said[:120], description=description.strip()[:300], team=team)
    except IntegrityError as error:
        raise CannotList(f"You have a list called {said} already.") from error
    audit.record(verb="list.created", target=made, after={"team": str(team or "")})
    return made


@transaction.atomic
def change_list(*, asset_list: AssetList, name: str, description: str, team: Team | None) -> None:
    """Rename a list, say what it is for, share it or keep it to oneself."""
    current = AssetList.objects.select_related("team", "owner").get(pk=asset_list.pk)
    _refuse_foreign(current.owner, team)
    wanted = {"name": " ".join(name.split())[:120], "description": description.strip()[:300], "team": team}
    if not wanted["name"]:
        raise CannotList("A list needs a name.")
    changed = {field: value for field, value in wanted.items() if getattr(current, field) != value}
    if not changed:
        return
    try:
        with transaction.atomic():
            AssetList.objects.filter(pk=asset_list.pk).update(**changed)
    except IntegrityError as error:
        raise CannotList(f"You have a list called {wanted['name']} already.") from error
    before = {field: str(getattr(current, field) or "") for field in changed}
    audit.record(verb="list.changed", target=current, before=before, after={field: str(value or "") for field, value in changed.items()})


def _refuse_foreign(person: Person, team: Team | None) -> None:
    if team and not team.memberships.filter(person=person).exists():
        raise CannotList(f"Only members of {team} can share a list with it.")


@transaction.atomic
def delete_list(*, asset_list: AssetList) -> None:
    """Throw a list away; the assets on it stay where they are."""
    audit.record(verb="list.deleted", target=asset_list, before={"assets": asset_list.entries.count()})
    asset_list.delete()


@transaction.atomic
def list_asset(*, asset_list: AssetList, asset: Asset, person: Person, note: str = "") -> None:
    """Put an asset on a list; a second time changes nothing but the note."""
    AssetList.objects.select_for_update(no_key=True).get(pk=asset_list.pk)  # two who add at once don't see each other's
    others = asset_list.entries.exclude(asset=asset)
    if others.count() >= MOST_ON_A_LIST:
        raise CannotList(f"A list holds at most {MOST_ON_A_LIST} assets. Begin another one, or take some off.")
    defaults = {"note": note.strip()[:300]} if note.strip() else {}
    _, is_new = ListedAsset.objects.update_or_create(
        asset_list=asset_list, asset=asset, defaults=defaults, create_defaults={**defaults, "added_by": person}
    )
    if is_new:
        audit.record(verb="list.extended", target=asset_list, after={"asset": str(asset)})


@transaction.atomic
def unlist_asset(*, asset_list: AssetList, asset: Asset) -> None:
    """Take an asset off a list."""
    gone, _ = asset_list.entries.filter(asset=asset).delete()
    if gone:
        audit.record(verb="list.shortened", target=asset_list, before={"asset": str(asset)})
