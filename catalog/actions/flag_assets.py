"""Let upper rooms flag assets that lost what their stage asks for. Computed, so not audited."""

from catalog.models import Asset


def flag_asset(*, asset_id: int, flag: str) -> bool:
    """Set the words (at most 200 characters; none: all is well); gives whether they changed."""
    return bool(Asset.objects.filter(pk=asset_id).exclude(lifecycle_flag=flag).update(lifecycle_flag=flag))
