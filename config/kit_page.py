"""The UI kit's own page: every component with a sample, for whoever builds pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.forms import KeyForm
from catalog.models import Asset, AuditEntry, Domain, Namespace, Person, Team
from catalog.queries import Tab
from catalog.schema_history import ColumnChange
from catalog.search.pages import Facet, FacetValue, Hit
from config.states import STATES
from config.templatetags.charts import Mark

KINDS = ("table", "view", "file", "topic", "model", "dashboard", "metric", "column", "job")
DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Samples:
    """Something to show of each sort; nothing of it is saved."""

    asset: Asset
    person: Person
    entry: AuditEntry
    hit: Hit
    facets: tuple[Facet, ...]
    tabs: tuple[Tab, ...]
    changes: tuple[ColumnChange, ...]
    marks: tuple[Mark, ...]


def samples() -> Samples:
    """Make up one of each, unsaved."""
    person = Person(pk=1, handle="ada", name="Ada Okafor", title="Platform lead")
    namespace = Namespace(pk=1, name="duckdb:///warehouse/marts.duckdb", platform="duckdb")
    asset = Asset(pk=1, namespace=namespace, name="marts.fct_orders", title="Orders", kind="table", purpose="One row per order.")
    asset.domain, asset.owner_team = Domain(name="Sales", slug="sales"), Team(name="Sales data", slug="sales-data")
    asset.fresh_at, asset.is_dropped = timezone.now() - timedelta(hours=3), False
    change = {"title": "Orders"}
    return Samples(
        asset=asset,
        person=person,
        entry=AuditEntry(
            verb="asset.described", actor=person, at=DAY, target_kind="team", target_name="Orders", before={"title": ""}, after=change
        ),
        hit=Hit("asset", 1, "Orders", "marts.fct_orders", "#", "table", "words in the name", "every order ever placed", asset),
        facets=(
            Facet(
                "platform",
                "Platform",
                (FacetValue("duckdb", "duckdb", 14, is_chosen=True, href="#"), FacetValue("s3", "s3", 3, is_chosen=False, href="#")),
            ),
        ),
        tabs=(Tab("one", "Overview", "#"), Tab("two", "Columns", "#", 12)),
        changes=(
            ColumnChange("-", "removed", "status", "text"),
            ColumnChange("~", "changed", "id", "int → bigint"),
            ColumnChange("+", "added", "currency", "char(3)"),
        ),
        marks=tuple(
            Mark(tone, f"day {day}") for day, tone in enumerate([*["good"] * 7, "bad", *["good"] * 9, "idle", "bad", *["good"] * 11])
        ),
    )


def show(request: HttpRequest) -> HttpResponse:
    """Show the kit to administrators, and to everybody signed in while debugging."""
    if not (settings.DEBUG or (isinstance(request.user, Person) and request.user.is_administrator)):
        raise Http404
    page = {
        "samples": samples(),
        "states": STATES,
        "kinds": KINDS,
        "form": KeyForm({"name": ""}, teams=Team.objects.none()),
        "numbers": (3.0, 4.0, 3.5, 5.0, 4.2, 6.0, 5.5, 7.0),
        "page": Paginator(range(1000), 50).get_page(3),
        "trail": (("Domains", "#"), ("Sales", "")),
        "pairs": (("Platform", "duckdb"), ("First seen", "16 days ago")),
        "span": timedelta(hours=2, minutes=5),
    }
    return render(request, "kit_page.html", page)
