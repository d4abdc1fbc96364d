"""Taking the demo away: everything it made and nothing else, in one transaction."""

from django.db import transaction
from django.db.models import Q, QuerySet

from catalog import bulk
from catalog.models import Asset, AssetList, AuditEntry, Domain, Namespace, Person, SearchEntry, Team, Term
from config.demo.contracts import KEYS
from config.demo.landscape.spaces import PRODUCER
from config.demo.landscape.words import Landscape
from config.demo.testing import forget_tests
from config.demo.warehouse import tear_down
from contracts.models import Agreement, ChangeProposal, Contract, ControlChart, DataTest
from lineage.models import AssetFacet, ColumnEdge, Edge, Job, JobDataset, JobFacet, Observation, Run, RunDataset

# Raw events are append-only; the demo's own are the exception, and are known by who says they made them.
EVENTS = "SELECT id, digest FROM lineage_event WHERE producer LIKE %s"
FORGET = (
    f"DELETE FROM lineage_eventproblem p USING ({EVENTS}) e WHERE p.event_id = e.id",
    f"DELETE FROM lineage_eventdigest d USING ({EVENTS}) e WHERE d.digest = e.digest",
    "DELETE FROM lineage_event WHERE producer LIKE %s",
)
UNUSED_CONTENT = """
DELETE FROM lineage_facetcontent c WHERE NOT EXISTS (SELECT 1 FROM lineage_assetfacet f WHERE f.content_id = c.digest)
AND NOT EXISTS (SELECT 1 FROM lineage_jobfacet f WHERE f.content_id = c.digest)
"""

# What waits for the watcher about runs and assets that are gone.
UNUSED_NOTES = tuple(
    f"DELETE FROM {table} n WHERE (n.run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lineage_run r WHERE r.id = n.run))"
    " OR (n.asset IS NOT NULL AND NOT EXISTS (SELECT 1 FROM catalog_asset a WHERE a.id = n.asset))"
    for table in ("lineage_note", "lineage_stepproblem")
)


@transaction.atomic
def remove_demo(landscape: Landscape) -> None:
    """Delete the demo: its events, assets, jobs, runs, people, teams, domains, their audit rows, its warehouse.

    Holds the projector's cursor, so that nothing is projected meanwhile, and has the projector forget what it remembers.
    """
    bulk.ask("SELECT 1 FROM lineage_projectioncursor WHERE name = 'projector' FOR UPDATE")
    spaces = Namespace.objects.filter(name__in=landscape.spaces)
    assets = Asset.objects.filter(Q(namespace__in=spaces) | Q(names__namespace__in=spaces)).distinct()
    asset_ids = list(assets.values_list("pk", flat=True))
    job_ids = list(Job.objects.filter(namespace__in=spaces).values_list("pk", flat=True))
    _forget_events()
    # First: agreements hold on to the people who signed them.
    _delete_contracts()
    _delete_lineage(asset_ids, job_ids)
    _delete_audit(asset_ids, job_ids)
    _delete_catalog(asset_ids, job_ids)
    spaces.delete()
    for model in (Domain, Team, Person):
        model._default_manager.filter(is_demo=True).delete()  # noqa: SLF001 - the same for all three
    tear_down()
    forget_tests()
    for statement in (UNUSED_CONTENT, *UNUSED_NOTES):
        bulk.run(statement)
    bulk.run("UPDATE lineage_projectioncursor SET generation = generation + 1 WHERE name = 'projector'")


def _forget_events() -> None:
    for statement in FORGET:
        bulk.run(statement, f"{PRODUCER}%")


def _delete_contracts() -> None:
    contracts = Contract.objects.filter(key__in=KEYS)
    proposals = ChangeProposal.objects.filter(version__contract__in=contracts)
    agreements = Agreement.objects.filter(contract__in=contracts)
    for kind, rows in (("contract", contracts), ("changeproposal", proposals), ("agreement", agreements)):
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        AuditEntry.objects.filter(target_kind=kind, target_id__in=keys).delete()
    contracts.delete()


def _delete_lineage(assets: list[int], jobs: list[int]) -> None:
    """Delete what hangs on the assets and jobs; big tables first, each in one statement."""
    ends = Q(source__in=assets) | Q(target__in=assets) | Q(job__in=jobs)
    runs = Run.objects.filter(job__in=jobs)
    found: tuple[QuerySet[ColumnEdge] | QuerySet[Edge] | QuerySet[JobDataset] | QuerySet[RunDataset] | QuerySet[Observation], ...] = (
        ColumnEdge.objects.filter(ends),
        Edge.objects.filter(ends),
        JobDataset.objects.filter(Q(asset__in=assets) | Q(job__in=jobs)),
        RunDataset.objects.filter(Q(asset__in=assets) | Q(run__in=runs)),
        Observation.objects.filter(asset__in=assets),
    )
    for rows in found:
        rows.delete()
    AssetFacet.objects.filter(asset__in=assets).delete()
    JobFacet.objects.filter(job__in=jobs).delete()
    Job.objects.filter(pk__in=jobs).update(latest_run=None, parent=None)
    runs.delete()
    Job.objects.filter(pk__in=jobs).delete()


def _delete_audit(assets: list[int], jobs: list[int]) -> None:
    """Delete what the audit log says of the demo's own things; what its people did to others' stays, without a name."""
    known = {"asset": assets, "job": jobs}
    for model in (Domain, Team, Person):
        rows = model._default_manager.filter(is_demo=True)  # noqa: SLF001 - the same for all three
        known[model.__name__.lower()] = list(rows.values_list("pk", flat=True))
    known["term"] = list(Term.objects.filter(domain__is_demo=True).values_list("pk", flat=True))
    known["assetlist"] = list(AssetList.objects.filter(owner__is_demo=True).values_list("pk", flat=True))
    known["datatest"] = list(DataTest.objects.filter(asset__in=assets).values_list("pk", flat=True))
    known["controlchart"] = list(ControlChart.objects.filter(asset__in=assets).values_list("pk", flat=True))
    for kind, keys in known.items():
        AuditEntry.objects.filter(target_kind=kind, target_id__in=[str(key) for key in keys]).delete()


def _delete_catalog(assets: list[int], jobs: list[int]) -> None:
    demo = Q(kind=SearchEntry.Kind.TERM, domain__is_demo=True)
    demo |= Q(kind=SearchEntry.Kind.PERSON, ref__in=Person.objects.filter(is_demo=True).values("pk"))
    SearchEntry.objects.filter(Q(asset_id__in=assets) | Q(kind=SearchEntry.Kind.JOB, ref__in=jobs) | demo).delete()
    Asset.objects.filter(pk__in=assets).delete()
