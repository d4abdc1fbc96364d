"""Planning: what has to happen on a server so that it says what the folder says. Pure; the folder is the truth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.cli.folder import Local

DRAFT, PROPOSED, ACTIVE, DEPRECATED, RETIRED = "draft", "proposed", "active", "deprecated", "retired"
EDITABLE = (DRAFT, PROPOSED)
# Beyond it a part of a version is no number any more.
LONG = 10
ORDER = (DRAFT, PROPOSED, ACTIVE, DEPRECATED, RETIRED)
# What people write into `status`.
STATUSES = {
    **{state: state for state in ORDER},
    **dict.fromkeys(("production", "prod", "live", "current", ""), ACTIVE),
    **dict.fromkeys(("development", "in development", "dev", "test", "testing"), DRAFT),
}


class Kind(StrEnum):
    """What a step does."""

    CREATE = "create"
    UPDATE = "update"
    VERSION = "new version"
    STATE = "change state"
    PRUNE = "prune"
    NOTHING = "nothing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `states` are the states to go through after the document is sent (if `sends`); `pk` is the contract's number if known."""

    kind: Kind
    key: str
    number: str
    words: str
    path: str = ""
    sends: bool = False
    states: tuple[str, ...] = ()
    pk: int | None = None

    @property
    def changes(self) -> bool:
        """Tell whether it does anything."""
        return self.kind not in (Kind.NOTHING, Kind.BLOCKED)


def plan(locals_: Sequence[Local], remote: Iterable[Mapping[str, Any]], *, root: str, prune: bool) -> list[Step]:
    """Compare files with a server's list of contracts (as its API gives them). Older versions go first, so that newer ones follow them."""
    known = {str(contract["key"]): contract for contract in remote}
    ordered = sorted(locals_, key=lambda local: (local.key, _parts(local.number)))
    steps = [_step(local, known.get(local.key)) for local in ordered]
    if prune:
        here = {local.key for local in locals_}
        steps += [step for key, contract in known.items() if key not in here for step in _pruned(contract, root)]
    return steps


def wanted_state(local: Local) -> str:
    """Give the state a document asks for in `status`; unknown words and none ask for active."""
    return STATUSES.get(local.document.text("status").strip().lower(), ACTIVE)


def _step(local: Local, contract: Mapping[str, Any] | None) -> Step:
    wanted = wanted_state(local)
    if contract is None:
        return _new(local, wanted, Kind.CREATE, None)
    pk = int(contract["id"])
    version = next((item for item in contract["versions"] if item["number"] == local.number), None)
    if version is None:
        return _new(local, wanted, Kind.VERSION, pk)
    if version["digest"] != local.digest:
        return _changed(local, wanted, version, pk)
    return _moved(local, wanted, str(version["state"]), pk)


def _new(local: Local, wanted: str, kind: Kind, pk: int | None) -> Step:
    words = "a new contract" if kind == Kind.CREATE else f"a new version of {local.key}"
    states = _way(DRAFT, wanted)
    if wanted == RETIRED:
        return _blocked(local, "it says retired and the server never had it in force; remove the file", pk)
    told = f"{words}, {wanted}"
    return Step(kind, local.key, local.number, told, local.path, sends=True, states=states, pk=pk)


def _changed(local: Local, wanted: str, version: Mapping[str, Any], pk: int) -> Step:
    state = str(version["state"])
    if state not in EDITABLE:
        return _blocked(local, f"version {local.number} is {state} on the server and says something else; give the file a new version", pk)
    if wanted == RETIRED:
        return _blocked(local, "a draft can't be retired; remove the file", pk)
    return Step(
        Kind.UPDATE, local.key, local.number, f"the draft changes, {wanted}", local.path, sends=True, states=_way(DRAFT, wanted), pk=pk
    )


def _moved(local: Local, wanted: str, state: str, pk: int) -> Step:
    if wanted == state:
        return Step(Kind.NOTHING, local.key, local.number, f"{state} as it is", local.path, pk=pk)
    if state == PROPOSED and wanted == DRAFT:
        return Step(Kind.STATE, local.key, local.number, "proposed → draft", local.path, states=(DRAFT,), pk=pk)
    if state not in EDITABLE and ORDER.index(wanted) < ORDER.index(state):
        # A newer version took its place, and a folder may keep the older ones as they were written.
        if wanted == ACTIVE:
            return Step(
                Kind.NOTHING, local.key, local.number, f"{state}: a newer version or a steward took it out of force", local.path, pk=pk
            )
        return _blocked(local, f"version {local.number} is {state} on the server and can't go back to {wanted}", pk)
    if wanted == RETIRED and state in EDITABLE:
        return _blocked(local, "a draft can't be retired; remove the file", pk)
    return Step(Kind.STATE, local.key, local.number, f"{state} → {wanted}", local.path, states=_way(state, wanted), pk=pk)


def _way(state: str, wanted: str) -> tuple[str, ...]:
    """Give the states to go through: whatever is to be deprecated has to be active first."""
    if wanted == state:
        return ()
    if wanted in (DEPRECATED, RETIRED) and state in EDITABLE:
        return (ACTIVE, wanted)
    return (wanted,)


def _pruned(contract: Mapping[str, Any], root: str) -> list[Step]:
    """Take back what came from this folder and is no longer in it: retire what binds, discard drafts."""
    if contract.get("source") != "folder" or not str(contract.get("source_path", "")).startswith(f"{root}/"):
        return []
    steps = []
    for version in contract["versions"]:
        state = str(version["state"])
        if state != RETIRED:
            words = f"no longer in the folder: {'discarded' if state in EDITABLE else 'retired'}"
            states = () if state in EDITABLE else (RETIRED,)
            steps.append(Step(Kind.PRUNE, str(contract["key"]), str(version["number"]), words, states=states, pk=int(contract["id"])))
    # Discarding the last draft takes the contract away, so what binds is retired first.
    return sorted(steps, key=lambda step: not step.states)


def _blocked(local: Local, words: str, pk: int | None) -> Step:
    return Step(Kind.BLOCKED, local.key, local.number, words, local.path, pk=pk)


def _parts(number: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() and len(part) < LONG else (0, part) for part in number.removeprefix("v").split("."))
