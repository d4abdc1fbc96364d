"""Record a SQL text as a job's lineage: a JobEvent like any other, so that a rebuild tells it again."""

from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from catalog import audit
from catalog.actions.name_assets import name_namespaces
from catalog.auth import may
from catalog.models import Asset, DomainRole, Person, Role
from lineage.actions.receive import Incoming, receive
from lineage.models import Job
from lineage.openlineage import open_envelope, parse, platform_of
from lineage.queries.sql_answer import SqlAnswer

PRODUCER = "urn:provender:sql"
SCHEMA_URL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent"
FACET_URL = "https://openlineage.io/spec/facets/1-0-1/SQLJobFacet.json"


class CannotRecordSql(Exception):
    """The text can't be recorded as a job's; the message says why."""


def record_sql(*, answer: SqlAnswer, namespace: str, name: str, person: Person, now: datetime) -> Job:
    """Record what a text reads and writes as declared by a job, with the text itself; columns are derived from it as from any event's SQL."""
    if not namespace.strip() or not name.strip():
        raise CannotRecordSql("Say which job runs this: its namespace and its name.")
    assets = {table.asset.pk: table for table in answer.tables if table.asset is not None}
    if not assets:
        raise CannotRecordSql("None of its tables is in the catalog, so there is nothing to link. Report or import them first.")
    found = list(Asset.objects.visible_to(person).filter(pk__in=assets).select_related("namespace", "domain"))
    written = [asset for asset in found if assets[asset.pk].is_written]
    _check(person, written)
    with transaction.atomic():
        space = name_namespaces([namespace.strip()], platform_of)[namespace.strip()]
        job, _ = Job.objects.get_or_create(namespace_id=space, name=name.strip())
        read = [asset for asset in found if assets[asset.pk].is_read]
        body = orjson.dumps(_event(job, answer, (read, written), now))
        receive([Incoming(open_envelope(parse(body)), body)])
        audit.record(
            verb="sql.recorded", target=job, after={"reads": [str(a.name) for a in read], "writes": [str(a.name) for a in written]}
        )
    return job


def _check(person: Person, written: list[Asset]) -> None:
    """Let contributors of every domain written to; where nothing known is written, of any."""
    for asset in written:
        if not may(person, Role.CONTRIBUTOR, asset.domain):
            where = f"the domain {asset.domain}" if asset.domain else "assets without a domain (team leads are)"
            raise CannotRecordSql(f"It writes {asset.name}: you need to be a contributor of {where}.")
    anywhere = (
        DomainRole.objects.filter(person=person, role__in=Role.at_least(Role.CONTRIBUTOR)).exists()
        or DomainRole.objects.filter(team__memberships__person=person, role__in=Role.at_least(Role.CONTRIBUTOR)).exists()
    )
    if not written and not (person.is_administrator or anywhere):
        raise CannotRecordSql("You need to be a contributor of a domain to record lineage.")


def _event(job: Job, answer: SqlAnswer, sides: tuple[list[Asset], list[Asset]], now: datetime) -> dict[str, Any]:
    facet = {
        "_producer": PRODUCER,
        "_schemaURL": FACET_URL,
        "query": answer.text,
        **({"dialect": answer.dialect} if answer.dialect else {}),
    }
    inputs, outputs = ([{"namespace": asset.namespace.name, "name": asset.name} for asset in side] for side in sides)
    return {
        "eventTime": now.isoformat(),
        "producer": PRODUCER,
        "schemaURL": SCHEMA_URL,
        "job": {"namespace": job.namespace.name, "name": job.name, "facets": {"sql": facet}},
        "inputs": inputs,
        "outputs": outputs,
    }
