"""Name the assets events speak of: every name means one asset, and symlinks make two names one, in whatever order they come.

Used by the projector alone (one writer at a time), hence plain set-based SQL without audit rows: nobody decided anything.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from catalog import bulk
from catalog.models import AssetName
from catalog.wording import environment_of

REPORTED, SYMLINK, FORMER = AssetName.Kind.REPORTED, AssetName.Kind.SYMLINK, AssetName.Kind.FORMER
# Which of its names an asset is called by: one it was reported under, before a symlink, before a name it gave up.
RANK = {REPORTED: 0, SYMLINK: 1, FORMER: 2}


class Name(NamedTuple):
    """A name as events give it: namespace and name."""

    namespace: str
    name: str


class Link(NamedTuple):
    """Two names of one asset; `kind` says what the second is to the first (symlink, former)."""

    name: Name
    other: Name
    kind: str


Member = TypeVar("Member", Name, int)


@dataclass(frozen=True, slots=True)
class Naming:
    """The outcome: asset ids by name, assets that are new, and those that were merged away with their survivors."""

    ids: Mapping[Name, int]
    created: frozenset[int]
    merged: Mapping[int, int]


def name_namespaces(names: Iterable[str], platform_of: Callable[[str], str]) -> dict[str, int]:
    """Give the ids of namespaces, making those that are new."""
    wanted = sorted(set(names))
    bulk.write(
        "INSERT INTO catalog_namespace (name, platform, description, environment) VALUES %s ON CONFLICT (name) DO NOTHING",
        [(name, platform_of(name)[:40], "", environment_of(name)) for name in wanted],
    )
    return {
        row[1]: row[0]
        for row in bulk.read("SELECT id, n.name FROM catalog_namespace n JOIN (VALUES %s) v(name) USING (name)", [(n,) for n in wanted])
    }


def name_assets(names: Mapping[Name, str], links: Sequence[Link], namespaces: Mapping[str, int]) -> Naming:
    """Give every name its asset. `names` maps each to its kind (reported or symlink); all their namespaces must be in `namespaces`."""
    known, pinned = _look_up(names, namespaces)
    groups = _group(names, [(link.name, link.other) for link in links if not {link.name, link.other} & pinned])
    created = _make_missing(groups, names, known, namespaces)
    merged = _merged(groups, known)
    for group in groups:
        asset = next(known[name] for name in group if name in known)
        known |= dict.fromkeys(group, merged.get(asset, asset))
    _settle_names(groups, names, links, known, namespaces, merged)
    return Naming(known, frozenset(created), merged)


def _merged(groups: list[list[Name]], known: Mapping[Name, int]) -> dict[int, int]:
    """Map assets that groups hold together to the oldest of them."""
    assets = {asset: asset for asset in known.values()}
    together = [(known[group[0]], known[name]) for group in ([n for n in g if n in known] for g in groups) for name in group[1:]]
    return {asset: chosen[0] for chosen in _group(assets, together) for asset in chosen[1:]}


def _look_up(names: Mapping[Name, str], namespaces: Mapping[str, int]) -> tuple[dict[Name, int], set[Name]]:
    """Give the assets of names already known, and which names a steward placed: no event moves those, nor joins others to them."""
    spoken = {(namespaces[name.namespace], name.name): name for name in names}
    rows = bulk.read(
        "SELECT a.namespace_id, a.name, a.asset_id, a.is_pinned FROM catalog_assetname a"
        " JOIN (VALUES %s) v(namespace_id, name) ON v.namespace_id = a.namespace_id AND v.name = a.name",
        spoken,
    )
    known = {spoken[namespace, name]: asset for namespace, name, asset, _ in rows}
    return known, {spoken[namespace, name] for namespace, name, _, is_pinned in rows if is_pinned}


def _group(members: Iterable[Member], links: Iterable[tuple[Member, Member]]) -> list[list[Member]]:
    """Put members that links hold together into one group (union-find), each group sorted."""
    leader = {member: member for member in members}

    def find(member: Member) -> Member:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for one, other in links:
        leader[find(one)] = find(other)
    groups: dict[Member, list[Member]] = {}
    for member in sorted(leader):
        groups.setdefault(find(member), []).append(member)
    return list(groups.values())


def _make_missing(groups: list[list[Name]], names: Mapping[Name, str], known: dict[Name, int], namespaces: Mapping[str, int]) -> list[int]:
    """Make an asset for each group that has none, called by its best name."""
    missing = [
        min(group, key=lambda name: (RANK[AssetName.Kind(names[name])], name)) for group in groups if not any(n in known for n in group)
    ]
    by_key = {(namespaces[name.namespace], name.name): name for name in missing}
    rows = bulk.write(
        "INSERT INTO catalog_asset (namespace_id, name, title, purpose, description) VALUES %s RETURNING id, namespace_id, name",
        sorted(by_key),
        template="(%s, %s, '', '', '')",
    )
    for asset, namespace, name in rows:
        known[by_key[namespace, name]] = asset
    return [row[0] for row in rows]


def _settle_names(
    groups: list[list[Name]],
    names: Mapping[Name, str],
    links: Sequence[Link],
    known: Mapping[Name, int],
    namespaces: Mapping[str, int],
    merged: Mapping[int, int],
) -> None:
    """Write the names: a name reported as a dataset outranks a symlink, a former name stays former."""
    former = {link.other for link in links if link.kind == FORMER}
    rows = sorted(
        (namespaces[name.namespace], name.name, known[name], FORMER if name in former else names[name])
        for group in groups
        for name in group
    )
    bulk.write(
        "INSERT INTO catalog_assetname (namespace_id, name, asset_id, kind) VALUES %s"
        " ON CONFLICT (namespace_id, name) DO UPDATE SET"
        " asset_id = CASE WHEN catalog_assetname.is_pinned THEN catalog_assetname.asset_id ELSE excluded.asset_id END,"
        " kind = CASE WHEN 'former' IN (catalog_assetname.kind, excluded.kind) THEN 'former'"
        " WHEN 'reported' IN (catalog_assetname.kind, excluded.kind) THEN 'reported' ELSE 'symlink' END"
        " WHERE (catalog_assetname.asset_id, catalog_assetname.kind) IS DISTINCT FROM (excluded.asset_id, excluded.kind)",
        rows,
    )
    if merged:
        bulk.write(
            "UPDATE catalog_assetname a SET asset_id = v.survivor FROM (VALUES %s) v(loser, survivor)"
            " WHERE a.asset_id = v.loser AND NOT a.is_pinned",
            sorted(merged.items()),
        )


def settle_primary_names(assets: Iterable[int]) -> list[tuple[int, str]]:
    """Call assets by the best of their names; gives the ids and new names of those that changed.

    Two assets may have to exchange a name, so the names in the way are moved aside first.
    """
    rows = bulk.read(
        "SELECT DISTINCT ON (n.asset_id) n.asset_id, n.namespace_id, n.name FROM catalog_assetname n"
        " JOIN (VALUES %s) v(id) ON v.id = n.asset_id JOIN catalog_namespace s ON s.id = n.namespace_id"
        " JOIN catalog_asset a ON a.id = n.asset_id"
        " ORDER BY n.asset_id, array_position(ARRAY['reported', 'symlink', 'former'], n.kind::text), s.name COLLATE \"C\", n.name COLLATE \"C\"",
        [(asset,) for asset in sorted(set(assets))],
    )
    return [
        (row[0], row[1])
        for row in bulk.write(
            "UPDATE catalog_asset a SET namespace_id = v.namespace_id, name = v.name FROM (VALUES %s) v(id, namespace_id, name)"
            " WHERE a.id = v.id AND (a.namespace_id, a.name) IS DISTINCT FROM (v.namespace_id, v.name) RETURNING a.id, a.name",
            rows,
        )
    ]
