"""The edges of a picture as rows of a table: what print, a screen reader and a browser without scripts get."""

from dataclasses import dataclass
from datetime import datetime

from lineage.models.edge import EvidenceKind
from lineage.queries.labels import AssetLabel
from lineage.queries.scene import Scene

EVIDENCE = dict(EvidenceKind.choices)
_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """One edge in words. `source_column`, `target_column`: empty where the whole asset is meant."""

    source: AssetLabel
    target: AssetLabel
    source_column: str
    target_column: str
    kind: str
    how: str
    evidence: str
    confidence: str
    jobs: tuple[tuple[int, str], ...]
    last_seen_at: datetime


def edge_rows(facts: Scene) -> list[EdgeRow]:
    """List the edges drawn: those between columns where columns are drawn, and those between assets."""
    dashed = facts.only_indirect()
    told = [
        EdgeRow(
            facts.labels[link.source],
            facts.labels[link.target],
            "",
            "",
            "indirect" if (link.source, link.target) in dashed else "direct",
            "",
            ", ".join(EVIDENCE.get(word, word) for word in link.evidence),
            "",
            tuple((job, facts.jobs[job]) for job in link.jobs if job in facts.jobs),
            link.last_seen_at,
        )
        for link in facts.links
    ]
    return told + _column_rows(facts)


def _column_rows(facts: Scene) -> list[EdgeRow]:
    paths = {column.pk: column.path for columns in facts.columns.values() for column in columns}
    if not paths:
        return []
    return [
        EdgeRow(
            facts.labels[link.source],
            facts.labels[link.target],
            paths.get(link.source_column or 0, _ROWS),
            paths.get(link.target_column or 0, _ROWS),
            link.kind,
            ", ".join(part for part in (link.subtype.replace("_", " ").lower(), "masked" if link.masking else "") if part),
            EVIDENCE.get(link.evidence, link.evidence),
            link.confidence,
            ((link.job, facts.jobs[link.job]),) if link.job and link.job in facts.jobs else (),
            link.last_seen_at,
        )
        for link in facts.column_links
        if facts.asked.indirect or link.kind == "direct"
    ]
