"""The two sides of a question: what is promised about an asset now, and what is proposed instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.models import Asset, Column, SchemaVersion
from contracts.compatibility.promises import Field, Offer
from contracts.compatibility.reading import offers, schema_offer
from contracts.models import ContractedAsset
from contracts.models.contract import ContractVersion, VersionState
from contracts.odcs.upgrading import upgrade
from contracts.odcs.variables import fill
from contracts.queries.environments import variables_of

IN_FORCE = (VersionState.ACTIVE, VersionState.DEPRECATED)
# A version is proposed while it is no more than a draft; what counts is what it would promise once active.
_NOT_YET = frozenset({"", "draft", "proposed"})


class UnreadableProposal(ValueError):
    """What was proposed can't be read, or isn't about this asset; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ContractDocument:
    """A proposed version: an ODCS document's values."""

    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SchemaList:
    """Columns as they are to be: mappings with name, type and, where known, required."""

    columns: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Ddl:
    """SQL that makes or alters the table; no dialect: that of the asset's platform."""

    text: str
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class ObservedNow:
    """The schema that the newest events told, against what is promised."""


Proposed = ContractDocument | SchemaList | Ddl | ObservedNow


@dataclass(frozen=True, slots=True)
class Sides:
    """Before and after, and in words what each is; `missing`: columns that the proposal is about and nobody knows of."""

    before: Offer
    after: Offer
    before_words: str
    after_words: str
    missing: tuple[str, ...] = ()


def in_force(asset: int) -> ContractedAsset | None:
    """Find the object of a contract's version that binds an asset now; an active version before a deprecated one."""
    bound = ContractedAsset.objects.filter(asset=asset, version__state__in=IN_FORCE)
    return bound.select_related("version__contract").order_by("version__state", "-version__activated_at").first()


def offer_of(version: ContractVersion, object_name: str) -> Offer:
    """Read what a version promises about one of its objects."""
    found = read_offers(version.document, version.environment).get(object_name, Offer(is_gone=True))
    return replace(found, status=str(version.state))


def read_offers(document: Mapping[str, Any], environment: str = "") -> dict[str, Offer]:
    """Read a document of any version of the standard, its variables filled for an environment."""
    return offers(fill(upgrade(document).value, variables_of(environment)).value)


def sides(asset: Asset, proposed: Proposed) -> Sides:
    """Set up the comparison. Raises UnreadableProposal."""
    bound = in_force(asset.pk)
    promised = offer_of(bound.version, bound.object_name) if bound else None
    before_words = f"version {bound.version.number} of {bound.version.contract}" if bound else "the columns seen last"
    if isinstance(proposed, ContractDocument):
        return _with_contract(asset, proposed, bound, promised, before_words)
    if isinstance(proposed, ObservedNow):
        return _with_observed(asset, promised, before_words)
    before = _overlaid(asset, promised)
    words = f"{before_words} and the columns seen last" if bound else before_words
    if isinstance(proposed, Ddl):
        after, missing = _of_ddl(asset, proposed)
        known = {field.name.casefold() for field in before.fields}
        unknown = tuple(name for name in missing if name.casefold() not in known)
        return Sides(before, after, words, "the table as the SQL makes it", unknown)
    return Sides(before, _of_columns(proposed), words, "the columns given")


def _with_contract(asset: Asset, proposed: ContractDocument, bound: ContractedAsset | None, promised: Offer | None, words: str) -> Sides:
    found = read_offers(proposed.document, bound.version.environment if bound else "")
    number = str(proposed.document.get("version") or "").strip()
    after_words = f"version {number}, as proposed" if number else "the contract proposed"
    after = _object_of(asset, found, proposed.document, bound)
    if promised is not None and promised.status == VersionState.ACTIVE and after.status in _NOT_YET:
        after = replace(after, status=str(VersionState.ACTIVE))
    if promised is not None:
        return Sides(promised, after, words, after_words)
    # Without a contract nothing was promised: only what both speak of can differ.
    named = {field.name.casefold() for field in after.fields}
    seen = schema_offer(_observed(asset))
    return Sides(replace(seen, fields=tuple(f for f in seen.fields if f.name.casefold() in named)), after, words, after_words)


def _object_of(asset: Asset, found: Mapping[str, Offer], document: Mapping[str, Any], bound: ContractedAsset | None) -> Offer:
    if bound is not None:
        return found.get(bound.object_name, Offer(is_gone=True))
    last = asset.name.rpartition(".")[2].casefold()
    for entry in document.get("schema") or ():
        names = (
            {str(entry.get(key) or "").rpartition(".")[2].casefold() for key in ("name", "physicalName")}
            if isinstance(entry, Mapping)
            else set()
        )
        if last in names:
            return found[str(entry.get("name"))]
    if len(found) == 1:
        return next(iter(found.values()))
    listed = ", ".join(sorted(found)) or "none"
    raise UnreadableProposal(f"Which object of the contract is {asset.name}? It has {listed}. Give one of them this physicalName.")


def _with_observed(asset: Asset, promised: Offer | None, words: str) -> Sides:
    after = schema_offer(_observed(asset))
    if promised is not None:
        return Sides(promised, after, words, "the columns seen last")
    versions = SchemaVersion.objects.filter(asset=asset).order_by("-last_seen_at", "-pk")[:2]
    older = list(versions)[1:]
    before = schema_offer([(column[0], column[1] or "") for column in older[0].columns]) if older else after
    return Sides(before, after, "the schema before", "the columns seen last")


def _observed(asset: Asset) -> list[tuple[str, str]]:
    return list(Column.objects.filter(asset=asset, is_current=True).order_by("ordinal", "pk").values_list("path", "data_type"))


def _overlaid(asset: Asset, promised: Offer | None) -> Offer:
    """Lay what is promised over what was seen: a promise without a physical type has the one seen, and columns nobody promised are in use, too."""
    seen = schema_offer(_observed(asset))
    if promised is None:
        return seen
    types = {field.name.casefold(): field.physical_type for field in seen.fields}
    fields = [replace(field, physical_type=field.physical_type or types.get(field.name.casefold(), "")) for field in promised.fields]
    named = {field.name.casefold() for field in fields}
    rest = tuple(field for field in seen.fields if field.name.casefold() not in named)
    return Offer((*fields, *rest), is_contract=False)


def _of_columns(proposed: SchemaList) -> Offer:
    if not proposed.columns:
        raise UnreadableProposal("Give at least one column. To ask about removing the whole table, use DROP TABLE.")
    if not all(str(column.get("name") or "").strip() for column in proposed.columns):
        raise UnreadableProposal("Every column needs a name.")
    return schema_offer(list(proposed.columns))


def _of_ddl(asset: Asset, proposed: Ddl) -> tuple[Offer, tuple[str, ...]]:
    # The SQL parser takes 25 MB: loaded with the first such question, not with the web server.
    from lineage.sql import UnknownDialect, Unreadable
    from lineage.sql.definitions import Defined, NoDefinition, definition
    from lineage.sql.dialects import rules

    dialect = proposed.dialect
    if not dialect:
        try:
            dialect = rules(asset.namespace.platform).name
        except UnknownDialect:
            dialect = ""
    before = [Defined(path, kind) for path, kind in _observed(asset)]
    try:
        found = definition(proposed.text, dialect, before)
    except Unreadable as error:
        raise UnreadableProposal(f"Line {error.line}: {error}") from error
    except (UnknownDialect, NoDefinition) as error:
        raise UnreadableProposal(str(error)) from error
    if found.parts and found.parts[-1].casefold() != asset.name.rpartition(".")[2].casefold():
        raise UnreadableProposal(f"The SQL is about {'.'.join(found.parts)}, the question about {asset.name}.")
    fields = tuple(Field(c.name, c.type, required=c.required, key=c.was) for c in found.columns)
    return Offer(fields, is_contract=False, is_gone=found.is_gone), found.missing
