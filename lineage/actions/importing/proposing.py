"""Compare what a source says with what it said before and with what the catalog has: the proposal somebody confirms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog import bulk
from catalog.schema_history import shape_changes
from lineage.actions.importing.known import Known, known_assets, known_jobs
from lineage.importing import events
from lineage.importing.events import SEPARATOR
from lineage.importing.words import Document, Piece, Reading
from lineage.openlineage import UnreadableBody, UnreadableEvent, canonical_digest, open_envelope
from lineage.openlineage.words import DatasetRef

MOST_SHOWN = 400
MOST_COLUMNS_SHOWN = 40
MOST_SKIPPED = 500
NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"
SHOWN_AS_KNOWN = {"schema", "documentation", "datasetType"}
WORDS = {"dataset": "assets", "job": "jobs", "run": "run reports"}


@dataclass(slots=True)
class Proposal:
    """What an import would do. `pieces` are to be told, with the digest of what they say; `shown` is the list for people."""

    pieces: list[tuple[Piece, bytes]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def count(self, word: str, number: int = 1) -> None:
        """Count something."""
        self.counts[word] = self.counts.get(word, 0) + number


def propose(reading: Reading, *, label: str, watches_schemas: bool) -> Proposal:
    """Compare a reading. `watches_schemas`: the source is the table itself, so a schema that differs here is news whoever told it."""
    proposal = Proposal()
    reading.pieces = list(_sound(reading))
    said_before = _said_before(label)
    refs = [ref for piece in reading.pieces if (ref := piece.dataset) is not None]
    assets = known_assets(refs)
    jobs = known_jobs(
        (piece.document["job"]["namespace"], piece.document["job"]["name"]) for piece in reading.pieces if "job" in piece.document
    )
    for piece in reading.pieces:
        digest = content_digest(piece.document)
        state = _state(piece, said_before.get(piece.key) == digest, assets, jobs)
        changes: list[dict[str, str]] = []
        if (ref := piece.dataset) is not None and state is not NEW:
            changes = list(_changes(piece, assets.get(ref), said_before.get(piece.key) == digest and not watches_schemas))
            state = CHANGED if state is CHANGED or changes else UNCHANGED
        is_told = state is not UNCHANGED
        if state is CHANGED and not changes and _is_known(piece, assets, said_before):
            # Told all the same, once: so that the source can say later that it is gone.
            state = UNCHANGED
        _note(proposal, piece, state, changes)
        if is_told:
            proposal.pieces.append((piece, digest))
    _note_gone(proposal, reading, said_before)
    # What asks for eyes comes first; of a long list the rest is only counted.
    order = {GONE: 0, CHANGED: 1, NEW: 2}
    proposal.shown = sorted(proposal.shown, key=lambda entry: (order[entry["state"]], not entry["changes"], entry["name"]))[:MOST_SHOWN]
    return proposal


def _sound(reading: Reading) -> Iterator[Piece]:
    """Leave out what could be no event: names without end, times that are none; a key that is said twice is said once."""
    seen: set[str] = set()
    for piece in reading.pieces:
        try:
            open_envelope({**piece.document, "eventTime": piece.document["eventTime"] or "2000-01-01T00:00:00Z"})
        except (UnreadableEvent, UnreadableBody) as error:
            reading.skip(piece.key.replace(SEPARATOR, " ")[:200], str(error))
            continue
        if piece.key not in seen:
            seen.add(piece.key)
            yield piece


def content_digest(document: Document) -> bytes:
    """Sum up what an event says, whenever it says it."""
    said = {name: value for name, value in document.items() if name != "eventTime"} if "run" not in document else document
    return canonical_digest(said)


def _said_before(label: str) -> dict[str, bytes]:
    """Give the newest content of each piece that imports under this label have told."""
    rows = bulk.ask("SELECT DISTINCT ON (key) key, content FROM lineage_importpiece WHERE label = %s ORDER BY key, id DESC", label)
    return {key: bytes(content) for key, content in rows}


def _state(piece: Piece, is_same: bool, assets: dict[DatasetRef, Known], jobs: set[tuple[str, str]]) -> str:  # noqa: FBT001 - a fact beside others
    ref = piece.dataset
    if ref is not None:
        known = assets.get(ref)
        is_there, needs_telling = known is not None, known is None or known.is_dropped
    else:
        job = piece.document["job"]
        is_there = needs_telling = False
        if "run" not in piece.document:
            is_there = (job["namespace"], job["name"]) in jobs
            needs_telling = not is_there and not is_same
    if is_same and not needs_telling:
        return UNCHANGED
    return CHANGED if is_there else NEW


def _is_known(piece: Piece, assets: dict[DatasetRef, Known], said_before: dict[str, bytes]) -> bool:
    """Say whether a source that never told of a table says nothing of it that the catalog doesn't have."""
    ref = piece.dataset
    known = assets.get(ref) if ref is not None else None
    if known is None or known.is_dropped or piece.key in said_before:
        return False
    facets = piece.document["dataset"].get("facets", {})
    text = facets.get("documentation", {}).get("description", "")
    return facets.keys() <= SHOWN_AS_KNOWN and text in {"", known.description}


def _changes(piece: Piece, known: Known | None, is_settled: bool) -> Iterator[dict[str, str]]:  # noqa: FBT001
    """Say what differs from the catalog: columns, then the description; nothing where the same was said and taken before."""
    if known is None or is_settled:
        return
    fields = piece.fields
    if fields is not None and known.columns:
        after = {entry["name"]: entry.get("type", "") for entry in fields}
        before = {path: data_type for path, data_type in known.columns.items() if "." not in path or path in after}
        for change in shape_changes(before, after):
            yield {"sign": change.sign, "kind": change.kind, "path": change.path, "words": change.words}
    elif fields is not None:
        yield from ({"sign": "+", "kind": "added", "path": entry["name"], "words": entry.get("type", "")} for entry in fields)


def _note(proposal: Proposal, piece: Piece, state: str, changes: Sequence[dict[str, str]]) -> None:
    kind = piece.key.partition(SEPARATOR)[0]
    proposal.count(f"{WORDS[kind]} {state}")
    for sign, word in (("+", "columns added"), ("-", "columns removed"), ("~", "columns changed")):
        if number := sum(change["sign"] == sign for change in changes):
            proposal.count(word, number)
    if state is NEW and piece.fields:
        proposal.count("columns added", len(piece.fields))
    if state is UNCHANGED or kind == "run":
        return
    named = piece.document.get("dataset") or piece.document["job"]
    entry = {
        "kind": kind,
        "state": state,
        "namespace": named["namespace"],
        "name": named["name"],
        "changes": list(changes[:MOST_COLUMNS_SHOWN]),
    }
    entry["more"] = max(0, len(changes) - MOST_COLUMNS_SHOWN)
    entry["columns"] = len(piece.fields or ())
    proposal.shown.append(entry)


def _note_gone(proposal: Proposal, reading: Reading, said_before: dict[str, bytes]) -> None:
    """Find the tables that were in the source and aren't now; where the source is the database, they are dropped."""
    now = {piece.key for piece in reading.pieces}
    gone = [key.split(SEPARATOR) for key in said_before if key.startswith("dataset" + SEPARATOR) and key not in now]
    # The same source looked at under another name of its database says nothing about what it was called before.
    places = {_place(ref) for piece in reading.pieces if (ref := piece.dataset) is not None}
    found = (DatasetRef(namespace, name) for _, namespace, name in gone if not name.startswith(reading.not_covered or ("\0",)))
    refs = [ref for ref in found if _place(ref) in places]
    known = known_assets(refs)
    for ref in refs:
        piece = dropped(ref)
        digest = content_digest(piece.document)
        if said_before[piece.key] == digest or ref not in known or known[ref].is_dropped:
            continue
        proposal.count("assets gone")
        proposal.shown.append(
            {"kind": "dataset", "state": GONE, "namespace": ref.namespace, "name": ref.name, "changes": [], "more": 0, "columns": 0}
        )
        if reading.drops_what_is_gone:
            proposal.pieces.append((piece, digest))


def _place(ref: DatasetRef) -> tuple[str, str]:
    """Give the namespace and the first level of a name: the database, or the schema where there are no databases."""
    return ref.namespace, ref.name.partition(".")[0]


def dropped(ref: DatasetRef) -> Piece:
    """Say that a table is gone."""
    return events.dataset_event(ref, events.facets(lifecycleStateChange={"lifecycleStateChange": "DROP"}), None)


def skipped_shown(reading: Reading) -> list[list[str]]:
    """List what was left out, up to a bound, as [what, why]; the last line counts the rest."""
    told = [[entry.what[:300], entry.why[:500]] for entry in reading.skipped[:MOST_SKIPPED]]
    rest = len(reading.skipped) - len(told)
    return [*told, [f"{rest:,} more", "not listed here"]] if rest > 0 else told


def drops_much(counts: dict[str, int]) -> bool:
    """Say whether an unattended import should wait for somebody: it would drop many tables, as after a lost permission."""
    gone, stayed = counts.get("assets gone", 0), sum(counts.get(f"assets {state}", 0) for state in (NEW, CHANGED, UNCHANGED))
    return gone > max(10, stayed // 5)


def names_in(shown: Iterable[dict[str, Any]]) -> list[DatasetRef]:
    """Name the assets of a proposal."""
    return [DatasetRef(entry["namespace"], entry["name"]) for entry in shown if entry["kind"] == "dataset"]
