"""A contract's results and agreements as Bitol's standards write them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import OuterRef, Subquery

from contracts.models import Agreement as AgreementRow
from contracts.models import Clause, ContractVersion, Verdict
from contracts.standards import Agreement, Result, Source, agreement_document, results_document


def results_of(version: ContractVersion, *, now: datetime) -> dict[str, Any]:
    """Give how every clause of a version stands (OORS)."""
    last = Verdict.objects.filter(clause=OuterRef("pk"), at=OuterRef("verdict_at")).order_by("-pk")
    found = version.clauses.select_related("asset").annotate(evidence=Subquery(last.values("evidence")[:1])).order_by("asset_id", "key")
    clauses = list(found)
    newest = max((clause.verdict_at for clause in clauses if clause.verdict_at), default=now)
    return results_document(
        identifier=str(uuid5(NAMESPACE_URL, f"{version.contract.key}/{version.number}/{newest.isoformat()}")),
        observed_at=newest.isoformat(),
        contract={"contractID": version.contract.key, "version": version.number},
        results=[_result(clause) for clause in clauses],
        source=Source(),
    )


def _result(clause: Clause) -> Result:
    evidence = getattr(clause, "evidence", None)
    value = evidence.get("value") if isinstance(evidence, dict) else None
    resource = clause.asset.name + (f".{clause.column_path}" if clause.column_path else "")
    return Result(
        key=clause.key,
        name=clause.words,
        kind=clause.kind,
        metric=clause.property,
        verdict=clause.verdict,
        severity=clause.severity,
        resource=resource,
        is_column=bool(clause.column_path),
        at=clause.verdict_at.isoformat() if clause.verdict_at else "",
        note=clause.verdict_note or clause.why_not,
        value=value if isinstance(value, int | float) and not isinstance(value, bool) else None,
        terms=clause.terms,
    )


def agreements_as_oaas(agreements: Iterable[AgreementRow], version: ContractVersion | None) -> list[dict[str, Any]]:
    """Give agreements as documents (OAAS)."""
    return [agreement_document(_agreement(row, version)) for row in agreements]


def _agreement(row: AgreementRow, version: ContractVersion | None) -> Agreement:
    contract = row.contract
    job, asset = row.consumer_job, row.consumer_asset
    team = row.consumer_team or (job.owner_team if job else None) or (asset.owner_team if asset else None)
    return Agreement(
        identifier=str(uuid5(NAMESPACE_URL, f"{contract.key}/agreements/{row.pk}")),
        state=row.state,
        purpose=row.purpose,
        contract=contract.key,
        contract_version=version.number if version else "",
        provider_team=contract.owner_team.slug if contract.owner_team else "",
        product=str((version.document.get("dataProduct") if version else "") or contract.name),
        consumer_team=team.slug if team else "",
        consumer_user=row.consumer_person.handle if row.consumer_person else "",
        consumer_job=job.name if job else "",
        consumer_asset=asset.name if asset else "",
        starts=row.starts_on.isoformat() if row.starts_on else "",
        ends=row.ends_on.isoformat() if row.ends_on else "",
        reassess=row.reassess_on.isoformat() if row.reassess_on else "",
        notice_days=row.notice_days,
        columns=[{"column": column.column_path, "use": column.use, "asType": column.as_type} for column in row.columns.all()],
        needs=row.needs,
    )
