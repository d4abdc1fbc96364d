"""Facets that outlive a run: the newest of a name on an asset or a job, contents kept once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg2 import Binary

from catalog import bulk
from lineage.actions.projecting.memory import Memory, Order
from lineage.openlineage import canonical_digest
from lineage.openlineage.words import Dataset, Digests

# Ours, beside the reported ones: what kind of thing an asset is comes from several facets and its namespace.
KIND = "_kind"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One event's facets about one thing; `retracted` names were sent with `_deleted`."""

    owner: int
    order: Order
    facets: Mapping[str, Any]
    retracted: frozenset[str]
    digests: Digests
    dataset: Dataset | None = None

    def digest(self, name: str) -> bytes:
        """Sum up what it says under a name."""
        found = self.digests.get(name)
        if found is None:
            found = self.digests[name] = canonical_digest(self.facets[name])
        return found

    def text(self, name: str) -> str:
        """Spell what it says under a name as JSON."""
        return orjson.dumps(self.facets[name]).decode() if isinstance(self.facets[name], dict) else "{}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of newest facets and the column that owns them."""

    name: str
    owner: str

    def register(self, memory: Memory) -> dict[tuple[int, str], tuple[Order, bytes | None]]:
        """Give the part of the memory that mirrors it."""
        return memory.asset_facets if self.owner == "asset_id" else memory.job_facets


ASSET_FACETS = Table("lineage_assetfacet", "asset_id")
JOB_FACETS = Table("lineage_jobfacet", "job_id")


def dataset_facets(dataset: Dataset) -> dict[str, Any]:
    """Give the facets to keep of a dataset, with our own word for its kind."""
    return {**dataset.facets, **({KIND: {"kind": dataset.kind}} if dataset.kind else {})}


def keep_facets(table: Table, spoken: Sequence[Spoken], memory: Memory) -> dict[tuple[int, str], Spoken]:
    """Fold facets into the newest-of-a-name rows; returns those whose content changed, with who won."""
    register = table.register(memory)
    _load(table, {(said.owner, name) for said in spoken for name in (*said.facets, *said.retracted)}, register)
    contents: dict[bytes, str] = {}
    changed: dict[tuple[int, str], Spoken] = {}
    moved: set[tuple[int, str]] = set()
    for said in spoken:
        for name in (*said.facets, *said.retracted):
            key = (said.owner, name)
            before = register.get(key)
            if before and before[0] >= said.order:
                continue
            content = None
            if name not in said.retracted:
                content = said.digest(name)
                if content not in memory.contents and content not in contents:
                    contents[content] = said.text(name)
            register[key] = (said.order, content)
            moved.add(key)
            if before is None or before[1] != content or key in changed:
                changed[key] = said
    _write(table, moved, register, contents, memory)
    return changed


def _load(table: Table, keys: Iterable[tuple[int, str]], register: dict[tuple[int, str], tuple[Order, bytes | None]]) -> None:
    rows = bulk.read(
        f"SELECT f.{table.owner}, f.name, f.reported_at, f.event_digest, f.content_id FROM {table.name} f"
        f" JOIN (VALUES %s) v(owner, name) ON v.owner = f.{table.owner} AND v.name = f.name",
        sorted(key for key in set(keys) if key not in register),
    )
    for owner, name, reported_at, digest, content in rows:
        register[owner, name] = (Order(reported_at, bytes(digest)), bytes(content) if content is not None else None)


def _write(
    table: Table,
    moved: set[tuple[int, str]],
    register: Mapping[tuple[int, str], tuple[Order, bytes | None]],
    contents: Mapping[bytes, str],
    memory: Memory,
) -> None:
    bulk.write(
        "INSERT INTO lineage_facetcontent (digest, value) VALUES %s ON CONFLICT (digest) DO NOTHING",
        [(Binary(digest), text) for digest, text in sorted(contents.items())],
    )
    memory.contents |= contents.keys()
    rows = [
        (*key, Binary(content) if content is not None else None, order.at, Binary(order.digest))
        for key, (order, content) in ((key, register[key]) for key in sorted(moved))
    ]
    bulk.write(
        f"INSERT INTO {table.name} ({table.owner}, name, content_id, reported_at, event_digest) VALUES %s"
        f" ON CONFLICT ({table.owner}, name) DO UPDATE SET content_id = excluded.content_id,"
        " reported_at = excluded.reported_at, event_digest = excluded.event_digest",
        rows,
        template="(%s, %s, %s::bytea, %s, %s)",
    )


def current_facets(assets: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Read the current facets of each of these assets: what is left to derive everything else from after a merge."""
    listed = sorted(set(assets))
    rows = bulk.read(
        "SELECT f.asset_id, f.name, c.value::text FROM lineage_assetfacet f JOIN lineage_facetcontent c ON c.digest = f.content_id"
        " JOIN (VALUES %s) v(id) ON v.id = f.asset_id",
        [(asset,) for asset in listed],
    )
    facets: dict[int, dict[str, Any]] = {asset: {} for asset in listed}
    for asset, name, value in rows:
        facets[asset][name] = json.loads(value)
    return facets
