"""Names of assets as one person may see them: an asset of a restricted domain is masked, but keeps its place in the graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Asset, Domain, Person

HIDDEN_NAME = "Hidden asset"


@dataclass(frozen=True, slots=True)
class AssetLabel:
    """What one may read on an asset's card. Of a hidden asset only its key is true; everything else is blank."""

    pk: int
    name: str
    title: str = ""
    namespace: str = ""
    platform: str = ""
    kind: str = "dataset"
    domain: str = ""
    rating: str = ""
    standing: str = "unknown"
    standing_note: str = ""
    is_dropped: bool = False
    fresh_at: datetime | None = None
    dropped_at: datetime | None = None
    is_hidden: bool = False

    @property
    def short(self) -> str:
        """The plain-language name, or the technical one without its path."""
        return self.title or self.name


def hidden_domains(person: Person | None) -> frozenset[int]:
    """Give the keys of the domains whose assets this person may not see."""
    if person is not None and person.is_administrator:
        return frozenset()
    seen = Domain.objects.visible_to(person).values("pk")
    return frozenset(Domain.objects.exclude(pk__in=seen).values_list("pk", flat=True))


def label_of(asset: Asset, hidden: frozenset[int]) -> AssetLabel:
    """Label one asset, read with its namespace and domain."""
    if asset.domain_id in hidden:
        return AssetLabel(pk=asset.pk, name=HIDDEN_NAME, is_hidden=True)
    return AssetLabel(
        pk=asset.pk,
        name=asset.name,
        title=asset.title,
        namespace=asset.namespace.name,
        platform=asset.namespace.platform,
        kind=asset.kind,
        domain=asset.domain.name if asset.domain else "",
        rating="" if asset.rating is None else f"{asset.rating:.1f}",
        standing=asset.standing,
        standing_note=asset.standing_note,
        is_dropped=asset.is_dropped,
        fresh_at=asset.fresh_at,
        dropped_at=asset.dropped_at,
    )


# In the order of AssetLabel's fields. Plain values: a picture may name thousands, and a model instance costs more than its query.
_FIELDS = (
    "pk", "name", "title", "namespace__name", "namespace__platform", "kind", "domain__name", "rating", "standing", "standing_note", "is_dropped", "fresh_at",
    "dropped_at",
)  # fmt: skip


def labels(ids: Iterable[int], person: Person | None) -> dict[int, AssetLabel]:
    """Label many assets with two queries; keys that don't exist are left out."""
    return labelled(ids, hidden_domains(person))


def labelled(ids: Iterable[int], hidden: frozenset[int]) -> dict[int, AssetLabel]:
    """Label many assets with one query, given the domains to mask."""
    found: dict[int, AssetLabel] = {}
    for domain, pk, name, title, space, platform, kind, domain_name, rating, *rest in Asset.objects.filter(pk__in=list(ids)).values_list(
        "domain_id", *_FIELDS
    ):
        if domain in hidden:
            found[pk] = AssetLabel(pk=pk, name=HIDDEN_NAME, is_hidden=True)
        else:
            stars = "" if rating is None else f"{rating:.1f}"
            found[pk] = AssetLabel(pk, name, title, space, platform, kind, domain_name or "", stars, *rest)
    return found
