"""What the tellers share: addresses of pages, spans in words, an asset with its domain."""

from datetime import timedelta

from django.urls import NoReverseMatch, reverse

from catalog.models import Asset

DAY = timedelta(days=1)


def asset_of(pk: int) -> Asset:
    """Read an asset with what audiences and words need."""
    return Asset.objects.select_related("domain", "namespace", "owner_team").get(pk=pk)


def place(name: str, *args: object) -> str:
    """Give the path of a page; the notices' own where no room serves it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("notices")


def lasted(span: timedelta) -> str:
    """Say a span in its two largest units."""
    minutes, hours = divmod(round(span.total_seconds() / 60), 60)[1], round(span.total_seconds() / 60) // 60
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join([f"{count} {unit}" for count, unit in parts if count][:2]) or "less than a minute"


def listed(names: list[str], most: int = 3) -> str:
    """Say names with commas, the rest as a number."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
