"""Open Access Agreement Standard v0.9.0: who relies on what, for what purpose, until when.

The draft knows requested, approved and rejected only, and no expectations; our finer state, the columns used, the needs and the notice
period travel as `customProperties` of vendor provender.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

API_VERSION = "v0.9.0"
KIND = "AccessAgreement"
VENDOR = "provender"
STATUSES = {"requested": "requested", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement in plain values; dates are ISO 8601, empty where none is set. One of team, user, job and asset is the consumer."""

    identifier: str
    state: str
    purpose: str
    contract: str
    contract_version: str
    provider_team: str
    product: str
    consumer_team: str = ""
    consumer_user: str = ""
    consumer_job: str = ""
    consumer_asset: str = ""
    starts: str = ""
    ends: str = ""
    reassess: str = ""
    notice_days: int = 0
    columns: Sequence[Mapping[str, str]] = ()
    needs: Mapping[str, Any] = field(default_factory=dict)


def agreement_document(agreement: Agreement) -> dict[str, Any]:
    """Give the document. Provender has no output ports: the contract's id stands for the port it governs."""
    return _without_empty(
        {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "id": agreement.identifier,
            "status": STATUSES.get(agreement.state, "approved"),
            "startTimestamp": _moment(agreement.starts),
            "endTimestamp": _moment(agreement.ends, is_end=True),
            "nextReassessmentTimestamp": _moment(agreement.reassess),
            "description": {"purpose": agreement.purpose or "Not stated."},
            "provider": {
                "teamId": agreement.provider_team or "none",
                "dataProductId": agreement.product or agreement.contract,
                "outputPortId": agreement.contract,
                **_without_empty({"dataContractId": agreement.contract, "dataContractVersion": agreement.contract_version}),
            },
            "consumer": _consumer(agreement),
            "customProperties": _custom(agreement),
        }
    )


def _consumer(agreement: Agreement) -> dict[str, str]:
    """A job or an asset consumes as a product of its team; one without a team still has a name."""
    found = {"teamId": agreement.consumer_team, "userId": agreement.consumer_user}
    found["dataProductId"] = agreement.consumer_job or agreement.consumer_asset
    if found["dataProductId"] and not found["teamId"]:
        found["teamId"] = "none"
    return _without_empty(found)


def _custom(agreement: Agreement) -> list[dict[str, Any]]:
    told = {
        "state": agreement.state,
        "noticeDays": agreement.notice_days,
        "columns": [dict(column) for column in agreement.columns],
        "needs": dict(agreement.needs),
    }
    return [{"property": name, "value": value, "vendor": VENDOR} for name, value in told.items() if value]


def _moment(day: str, *, is_end: bool = False) -> str:
    return f"{day}T{'23:59:59' if is_end else '00:00:00'}Z" if day else ""


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value not in ("", {}, [])}
