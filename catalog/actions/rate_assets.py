"""Let upper rooms say what people think of assets, and who uses them. Computed, so not audited."""

from decimal import Decimal

from catalog.models import Asset


def set_rating(*, asset_id: int, rating: Decimal | None, count: int) -> None:
    """Set an asset's mean of stars (1 to 5, two places; None without any) and of how many people it is."""
    Asset.objects.filter(pk=asset_id).update(rating=rating, rating_count=count)


def set_consumer_count(*, asset_id: int, count: int) -> None:
    """Set how many consumers have an agreement about an asset."""
    Asset.objects.filter(pk=asset_id).update(consumer_count=count)
