"""Propose tests for an asset: balances from its lineage edges, expectations from its newest profile. A steward accepts or declines."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction

from catalog import audit
from catalog.models import Asset, Person
from contracts.actions.testing.writing import Wish, write_test
from contracts.expecting import Proposal, propose_from_profile, propose_location
from contracts.models import DataTest, DataTestState, Profile
from lineage.models import ColumnEdge, Connection, Edge

MOST_SUMS = 3
ENVIRONMENT = "prod"
CHANGING = ("join", "filter", "group_by", "window", "aggregation")
NUMERIC = ("int", "numeric", "decimal", "double", "float", "real")


@transaction.atomic
def propose_tests(*, asset: Asset, person: Person | None) -> int:
    """Add proposals that aren't there yet (declined ones don't come back); returns how many."""
    connection = connection_of(asset)
    if connection is None:
        return 0
    known = set(DataTest.objects.filter(asset=asset).values_list("name", flat=True))
    count = 0
    for proposal, source, source_connection, origin in (*_from_lineage(asset, person), *_from_profile(asset)):
        if proposal.name in known:
            continue
        known.add(proposal.name)
        wish = _wish(proposal, connection, source, source_connection)
        write_test(asset=asset, wish=wish, person=person, state=DataTestState.PROPOSED, proposed_from=origin)
        count += 1
    if count:
        audit.record(verb="test.proposed", target=asset, after={"count": count})
    return count


def connection_of(asset: Asset) -> Connection | None:
    """Find the connection that reaches an asset: the one for its namespace."""
    return Connection.objects.filter(namespace=asset.namespace.name).order_by("pk").first()


Found = tuple[Proposal, Asset | None, Connection | None, str]


def _from_lineage(asset: Asset, person: Person | None) -> Iterator[Found]:
    edges = Edge.objects.filter(target=asset, is_shown=True).exclude(source=asset).values("source")
    # Joined, filtered or summed up, rows are others: only a lone source whose rows come one by one promises as many.
    is_copy = len(set(edges.values_list("source", flat=True))) == 1 and not _changes_rows(asset)
    handed_on = {} if _changes_rows(asset) else _handed_on(asset)
    visible = Asset.objects.visible_to(person).present().select_related("namespace")
    for source in visible.filter(pk__in=edges, kind__in=("table", "view")):
        connection = connection_of(source)
        if connection is None:
            continue
        place = (asset.name, asset.namespace.platform), (source.name, source.namespace.platform)
        rows, *sums = propose_location(*place, handed_on.get(source.pk, [])[:MOST_SUMS])
        for proposal in [rows, *sums] if is_copy else sums:
            yield proposal, source, connection, "lineage"


def _changes_rows(asset: Asset) -> bool:
    """Tell whether lineage says that rows are joined, filtered, grouped or summed up on the way."""
    return ColumnEdge.objects.filter(target=asset, is_shown=True, subtype__in=CHANGING).exists()


def _handed_on(asset: Asset) -> dict[int, list[tuple[str, str]]]:
    """Give the numbers that reach the asset unchanged, by source: (source column, target column)."""
    edges = ColumnEdge.objects.filter(
        target=asset, subtype="identity", is_shown=True, source_column__isnull=False, target_column__isnull=False
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = edges.order_by("target_column__ordinal").values_list(
        "source_id", "source_column__path", "target_column__path", "target_column__data_type"
    )
    for source, told, kept, data_type in rows.distinct():
        is_key = str(kept).endswith(("_id", "_no", "key"))
        if not is_key and any(word in str(data_type).lower() for word in NUMERIC):
            found[source].append((str(told), str(kept)))
    return found


def _from_profile(asset: Asset) -> Iterator[Found]:
    newest = Profile.objects.filter(asset=asset).order_by("-at").first()
    if newest is not None:
        for proposal in propose_from_profile((asset.name, asset.namespace.platform), newest.row_count, newest.columns):
            yield proposal, None, None, "profile"


def _wish(proposal: Proposal, connection: Connection, source: Asset | None, source_connection: Connection | None) -> Wish:
    here = dict(proposal.measure.variables)
    there = dict(proposal.source_measure.variables) if proposal.source_measure else {}
    source_sql = proposal.source_measure.sql if proposal.source_measure else ""
    if there.get("schema") != here.get("schema") and there:
        source_sql = source_sql.replace("{{ schema }}", "{{ source_schema }}")
        here["source_schema"] = there["schema"]
    return Wish(
        name=proposal.name, kind=proposal.kind, sql=proposal.measure.sql, connection=connection, terms=dict(proposal.terms),
        column_path=proposal.column, source=source, source_sql=source_sql, source_connection=source_connection,
        variables={ENVIRONMENT: here} if here else {}, environment=ENVIRONMENT if here else "", on_arrival=True,
    )  # fmt: skip
