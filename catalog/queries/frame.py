"""The frame of an asset's page: what every tab shows around its content."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from catalog.auth import may
from catalog.models import Asset, AssetTag, Membership, Namespace, OwnerSuggestion, Person, Role
from catalog.models.asset import Lifecycle, Standing
from catalog.queries.meaning import Meaning, meanings

# Tabs of the asset page by URL name; a room that isn't mounted has no tab.
TABS = (
    ("asset", "Overview"),
    ("asset-columns", "Columns"),
    ("asset-promises", "Promises"),
    ("asset-lineage", "Lineage"),
    ("asset-runs", "Runs"),
    ("asset-charts", "Quality"),
    ("asset-reviews", "Reviews & questions"),
    ("asset-cases", "Cases"),
    ("asset-history", "History"),
)

BAD_NEWS: dict[str, tuple[str, str]] = {
    Standing.BROKEN: ("bad", "A promise is broken now"),
    Standing.AT_RISK: ("warn", "A promise is at risk"),
}


class UnknownAsset(Http404):
    """No such asset, or it is in a domain this person may not see: both look the same."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the frame. `name` is its URL name; `count` is None where nobody counted."""

    name: str
    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something about the asset that must be read first."""

    tone: str
    title: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class AssetFrame:
    """What every tab of an asset shows around its content; `templates/catalog/asset_frame.html` reads it as `frame`."""

    asset: Asset
    namespace: Namespace
    tags: tuple[AssetTag, ...]
    suggestions: tuple[OwnerSuggestion, ...]
    news: tuple[News, ...]
    tabs: tuple[Tab, ...]
    column_count: int
    name_count: int
    may_edit: bool
    may_steward: bool
    answers_for_it: bool
    meanings: tuple[Meaning, ...]

    @property
    def terms(self) -> list[Meaning]:
        """The terms on the asset itself, not those on its columns."""
        return [meaning for meaning in self.meanings if meaning.link.column_id is None]


def asset_frame(asset_id: int, person: Person) -> AssetFrame:
    """Gather the frame of an asset's page. Eight queries at most, two more where terms are on it.

    Raises UnknownAsset (a 404) when there is no such asset or the person may not see it.
    """
    assets = Asset.objects.visible_to(person).select_related("namespace", "domain", "owner_team", "steward", "successor", "certified_by")
    asset = assets.annotate(name_count=Count("names"), is_ours=_is_ours(person)).filter(pk=asset_id).first()
    if asset is None:
        raise UnknownAsset("There is no such asset, or it is in a domain you have no role in.")
    columns = asset.columns.filter(is_current=True).count()
    may_steward = may(person, Role.STEWARD, asset.domain)
    return AssetFrame(
        asset=asset,
        namespace=asset.namespace,
        tags=tuple(asset.tags.filter(column=None).order_by("key", "value")),
        suggestions=tuple(asset.owner_suggestions.filter(decision=OwnerSuggestion.Decision.OPEN).order_by("owner")) if may_steward else (),
        news=tuple(_news(asset)),
        tabs=tuple(_tabs(asset_id, columns)),
        column_count=columns,
        name_count=vars(asset)["name_count"],
        may_edit=may_steward or may(person, Role.CONTRIBUTOR, asset.domain),
        may_steward=may_steward,
        answers_for_it=may_steward or asset.steward_id == person.pk or vars(asset)["is_ours"],
        meanings=tuple(meanings(asset, person)),
    )


def _is_ours(person: Person) -> Exists:
    """Say whether somebody is on the team that owns an asset."""
    return Exists(Membership.objects.filter(person=person.pk, team=OuterRef("owner_team")))


def _news(asset: Asset) -> list[News]:
    news = []
    if asset.is_dropped and asset.dropped_at:
        news.append(News("bad", "Dropped", f"A run reported on {asset.dropped_at:%d %b %Y} that this asset was dropped."))
    if asset.lifecycle == Lifecycle.DEPRECATED:
        instead = f"Use {asset.successor} instead." if asset.successor else "No successor is named; ask its owner what to use instead."
        href = reverse("asset", args=[asset.successor_id]) if asset.successor_id else ""
        news.append(News("warn", "Deprecated", instead, href))
    if asset.standing in BAD_NEWS and not asset.is_dropped:
        tone, title = BAD_NEWS[asset.standing]
        text = asset.standing_note.removeprefix("Broken: ").removeprefix("At risk: ") or "A promise about it does not hold."
        news.append(News(tone, title, text, _address("asset-promises", asset.pk)))
    return news


def _address(name: str, asset_id: int) -> str:
    try:
        return reverse(name, args=[asset_id])
    except NoReverseMatch:
        return ""


def _tabs(asset_id: int, columns: int) -> list[Tab]:
    tabs = []
    for name, label in TABS:
        if href := _address(name, asset_id):
            tabs.append(Tab(name, label, href, columns if name == "asset-columns" else None))
    return tabs
