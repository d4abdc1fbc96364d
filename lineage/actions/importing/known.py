"""What the catalog knows of the things a source names: their columns, their ids, the tables of a namespace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog import bulk
from lineage.openlineage.words import DatasetRef

ASSETS = """
SELECT s.name, n.name, a.id, a.is_dropped, a.reported_description FROM (VALUES %s) v(namespace, name)
JOIN catalog_namespace s ON s.name = v.namespace JOIN catalog_assetname n ON n.namespace_id = s.id AND n.name = v.name
JOIN catalog_asset a ON a.id = n.asset_id
"""
DESCRIBED = """
SELECT s.name, n.name, c.path, c.reported_description FROM (VALUES %s) v(namespace, name)
JOIN catalog_namespace s ON s.name = v.namespace JOIN catalog_assetname n ON n.namespace_id = s.id AND n.name = v.name
JOIN catalog_column c ON c.asset_id = n.asset_id AND c.is_current AND c.reported_description <> ''
"""
COLUMNS = "SELECT asset_id, path, data_type FROM catalog_column WHERE is_current AND asset_id = ANY(%s) ORDER BY asset_id, ordinal, path"
TABLES = """
SELECT n.name, coalesce(array_agg(c.path ORDER BY c.ordinal, c.path) FILTER (WHERE c.id IS NOT NULL), '{}')
FROM catalog_namespace s JOIN catalog_assetname n ON n.namespace_id = s.id JOIN catalog_asset a ON a.id = n.asset_id AND NOT a.is_dropped
LEFT JOIN catalog_column c ON c.asset_id = a.id AND c.is_current AND position('.' IN c.path) = 0
WHERE s.name = %s GROUP BY n.name ORDER BY n.name LIMIT 200000
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An asset as the catalog has it: {column path: type} in order, without parts inside columns."""

    asset: int
    is_dropped: bool
    description: str
    columns: dict[str, str] = field(default_factory=dict)


def known_assets(refs: Iterable[DatasetRef]) -> dict[DatasetRef, Known]:
    """Find assets by any of their names."""
    wanted = sorted({(ref.namespace, ref.name) for ref in refs})
    rows = bulk.read(ASSETS, wanted)
    found = {DatasetRef(namespace, name): Known(*row) for namespace, name, *row in rows}
    by_asset: dict[int, list[Known]] = {}
    for known in found.values():
        by_asset.setdefault(known.asset, []).append(known)
    for asset, path, data_type in bulk.ask(COLUMNS, list(by_asset)) if by_asset else ():
        for known in by_asset[asset]:
            known.columns[path] = data_type
    return found


def known_columns(refs: Iterable[DatasetRef]) -> Mapping[DatasetRef, Mapping[str, str]]:
    """Give the columns of assets: {path: type}."""
    return {ref: known.columns for ref, known in known_assets(refs).items()}


def reported_words(refs: Iterable[DatasetRef]) -> dict[DatasetRef, dict[str, str]]:
    """Give what events say of columns: {path in lower case: description}."""
    found: dict[DatasetRef, dict[str, str]] = {}
    for namespace, name, path, text in bulk.read(DESCRIBED, sorted({(ref.namespace, ref.name) for ref in refs})):
        found.setdefault(DatasetRef(namespace, name), {})[path.lower()] = text
    return found


def tables_of(namespace: str) -> dict[str, list[str]]:
    """Give the tables of a namespace with their columns: {name: columns in order}."""
    return dict(bulk.ask(TABLES, namespace))


def known_jobs(jobs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Keep those jobs that the catalog has."""
    rows = bulk.read(
        "SELECT s.name, j.name FROM (VALUES %s) v(namespace, name) JOIN catalog_namespace s ON s.name = v.namespace"
        " JOIN lineage_job j ON j.namespace_id = s.id AND j.name = v.name",
        sorted(set(jobs)),
    )
    return {(namespace, name) for namespace, name in rows}
