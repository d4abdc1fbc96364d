"""Exposures as consumers: dashboards, reports and applications with their owners, fed by models."""

from typing import Any

from lineage.importing import events
from lineage.importing.dbt.artifacts import Json
from lineage.importing.dbt.places import Warehouse
from lineage.importing.words import Piece, Reading
from lineage.openlineage.words import DatasetRef

KINDS = {"dashboard": "DASHBOARD", "notebook": "REPORT", "analysis": "REPORT", "ml": "MODEL"}


def exposure_pieces(warehouse: Warehouse, reading: Reading) -> None:
    """Say every exposure."""
    for body in warehouse.project.exposures:
        reading.count("exposures")
        reading.pieces.append(_exposure(warehouse, body))


def _exposure(warehouse: Warehouse, body: Json) -> Piece:
    """Say one: its lineage is stated without a job, since nobody knows when a dashboard reads."""
    ref = DatasetRef(f"dbt://{warehouse.project.name}", f"exposure.{body.get('name') or body['unique_id']}")
    depends: Any = (body.get("depends_on") or {}).get("nodes") or []
    inputs = [{"type": "DATASET", **events.named(warehouse.ref(parent))} for parent in warehouse.upstream(depends)]
    owner = body.get("owner") if isinstance(body.get("owner"), dict) else {}
    config = body.get("config") if isinstance(body.get("config"), dict) else {}
    address = f"Opens at {body['url']}" if body.get("url") else ""
    text = "\n\n".join(part for part in (str(body.get("label") or ""), str(body.get("description") or ""), address) if part)
    said = events.facets(
        datasetType={"datasetType": KINDS.get(str(body.get("type")), "APPLICATION")},
        documentation=events.documentation(text),
        ownership=events.ownership([str((owner or {}).get("email") or (owner or {}).get("name") or "")]),
        tags=events.tags([tag for tag in body.get("tags") or (config or {}).get("tags") or [] if isinstance(tag, str)], source="DBT"),
        lineage={"inputs": inputs},
        dbt_exposure={key: body[key] for key in ("type", "url", "maturity", "label", "unique_id") if body.get(key)},
    )
    return events.dataset_event(ref, said, warehouse.at)
