"""A question as people and pipelines write it, made into one that can be answered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q

from catalog.models import Asset, AssetName, Person
from contracts.models import Contract, ContractVersion
from contracts.odcs import Unreadable, check, read
from contracts.queries.change_offers import IN_FORCE, ContractDocument, Ddl, ObservedNow, Proposed, SchemaList, UnreadableProposal
from contracts.queries.contracts import contracts_visible

Question = tuple[Asset, Proposed]


class Form(StrEnum):
    """How a change is written down."""

    SCHEMA = "schema"
    CONTRACT = "contract"
    SQL = "sql"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the form, the text in it, and for SQL its dialect (empty: that of the asset's platform)."""

    form: Form
    text: str = ""
    dialect: str = ""


_LINE = re.compile(r"""\s*(?:"([^"]+)"|`([^`]+)`|(\S+?))(?:\s*:\s+|\s+|,\s*|$)(.*)""")
_NOT_NULL = re.compile(r"\s*\bnot\s+null\b\s*", re.IGNORECASE)
_NULL = re.compile(r"\s+null\s*$", re.IGNORECASE)
_MOST_COLUMNS = 20_000
_MOST_SLASHES = 8


def questions(asset: Asset | None, asked: Asked, person: Person | None) -> list[Question]:
    """Turn what was asked into questions about assets: about one, or about all that a contract in force binds.

    Raises UnreadableProposal with what to do.
    """
    if asked.form is Form.CONTRACT:
        document = read_contract(asked.text)
        return [(asset, ContractDocument(document))] if asset else _of_contract(document, person)
    if asset is None:
        raise UnreadableProposal("Say which asset it is about.")
    if asked.form is Form.OBSERVED:
        return [(asset, ObservedNow())]
    if asked.form is Form.SQL:
        return [(asset, Ddl(asked.text, asked.dialect))]
    return [(asset, SchemaList(read_columns(asked.text)))]


def read_contract(text: str) -> Mapping[str, Any]:
    """Read a contract; one that breaks the standard is refused, for what it promises isn't clear then."""
    try:
        document = read(text.encode())
    except Unreadable as error:
        raise UnreadableProposal(f"The contract can't be read. {error}") from error
    problems = check(document)
    if not problems.is_valid:
        more = f" (and {len(problems.errors) - 1} more)" if len(problems.errors) > 1 else ""
        raise UnreadableProposal(f"The contract breaks the standard: {problems.errors[0]}{more}")
    return document.value


def _of_contract(document: Mapping[str, Any], person: Person | None) -> list[Question]:
    key = str(document.get("id") or document.get("uuid") or "")
    contract = contracts_visible(person).filter(key=key).first() if person else Contract.objects.filter(key=key).first()
    if contract is None:
        raise UnreadableProposal(f"No contract here has the id {key or '(none)'}. Name the asset that it is about.")
    bound = Asset.objects.filter(contracted__version__contract=contract, contracted__version__state__in=IN_FORCE)
    assets = list(bound.select_related("namespace", "domain").distinct().order_by("pk"))
    if not assets:
        raise UnreadableProposal(
            f"No version of {contract} is in force, so nobody relies on it yet. Name the asset to ask about its readers."
        )
    return [(asset, ContractDocument(document)) for asset in assets]


def read_columns(text: str) -> tuple[Mapping[str, Any], ...]:
    """Read columns from JSON (a list of {name, type, required}) or from lines such as `amount decimal(12,2) not null`."""
    stripped = text.strip()
    columns = _of_json(stripped) if stripped.startswith(("[", "{")) else tuple(_of_lines(stripped))
    if len(columns) > _MOST_COLUMNS:
        raise UnreadableProposal(f"A table of more than {_MOST_COLUMNS:,} columns can't be judged at once.")
    return columns


def _of_json(text: str) -> tuple[Mapping[str, Any], ...]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableProposal(f"This is no JSON: {error}.") from error
    listed = found.get("fields", found.get("columns")) if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(column, dict) and isinstance(column.get("name"), str) for column in listed):
        raise UnreadableProposal('JSON must be a list of columns: [{"name": "amount", "type": "decimal(12,2)", "required": true}].')
    return tuple(
        {
            "name": column["name"],
            "type": str(column.get("type") or ""),
            "required": column["required"] if isinstance(column.get("required"), bool) else None,
        }
        for column in listed
    )


def _of_lines(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        cut = line.strip().rstrip(",")
        if not cut or cut.startswith(("#", "--")):
            continue
        found = _LINE.fullmatch(cut)
        if found is None:
            raise UnreadableProposal(f"This line names no column: {cut[:80]}. Write a name and a type, such as amount decimal(12,2).")
        kind = found[4].strip()
        required = True if _NOT_NULL.search(kind) else False if _NULL.search(f" {kind}") else None
        yield {
            "name": found[1] or found[2] or found[3],
            "type": _NULL.sub("", _NOT_NULL.sub(" ", f" {kind}")).strip(),
            "required": required,
        }


def asset_called(name: str, person: Person | None) -> Asset | None:
    """Find an asset one may see by its number, by `namespace/name`, or by a name that only one asset has."""
    visible = Asset.objects.visible_to(person).select_related("namespace", "domain")
    if name.isascii() and name.isdigit():
        return visible.filter(pk=int(name)).first() if len(name) < 19 else None  # noqa: PLR2004 - bigint has 19 digits
    meant = Q(name=name)
    # Namespaces and names may hold slashes themselves: each of the last ones may be the one between.
    for cut in [at for at, letter in enumerate(name) if letter == "/"][-_MOST_SLASHES:]:
        meant |= Q(namespace__name=name[:cut], name=name[cut + 1 :])
    found = list(visible.filter(pk__in=AssetName.objects.filter(meant).values("asset"))[:2])
    return found[0] if len(found) == 1 else None


def about_version(version: ContractVersion) -> list[Question]:
    """Ask about a kept version: all assets that it binds, and all that the one in force does."""
    bound = Asset.objects.filter(contracted__version__contract=version.contract_id, contracted__version__state__in=IN_FORCE)
    own = Asset.objects.filter(contracted__version=version)
    assets = (bound | own).select_related("namespace", "domain").distinct().order_by("pk")
    return [(asset, ContractDocument(version.document)) for asset in assets]
