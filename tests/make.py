"""Plain makers of catalog rows: every argument has a default, and what a test cares about it says."""

from collections.abc import Sequence
from datetime import UTC, datetime

from catalog.models import Asset, AssetName, Column, Namespace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_namespace(name: str = "postgres://shop-db:5432", platform: str = "postgres") -> Namespace:
    """Make a namespace, or find the one of that name."""
    return Namespace.objects.get_or_create(name=name, defaults={"platform": platform})[0]


def make_asset(
    name: str = "shop.public.orders", *, namespace: Namespace | None = None, columns: Sequence[str] = (), **fields: object
) -> Asset:
    """Make an asset under its own name, with current columns: `id` or `id bigint`."""
    place = namespace or make_namespace()
    seen = {"first_seen_at": NOON, "last_seen_at": NOON}
    asset = Asset.objects.create(namespace=place, name=name, **{**seen, **fields})
    AssetName.objects.create(asset=asset, namespace=place, name=name)
    for ordinal, column in enumerate(columns):
        path, _, data_type = column.partition(" ")
        make_column(asset, path, data_type=data_type, ordinal=ordinal)
    return asset


def make_column(asset: Asset, path: str, **fields: object) -> Column:
    """Make a column of the current schema."""
    return Column.objects.create(asset=asset, path=path, is_current=True, **{"ordinal": 0, **fields})
