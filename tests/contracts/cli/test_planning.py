"""Plans: what a server must do to say what a folder says."""

import pytest

from contracts.cli.folder import Local
from contracts.cli.planning import Kind, plan
from contracts.odcs import check, read
from tests.contracts.odcs.texts import ORDERS, changed


def local(text: str = ORDERS, path: str = "orders.odcs.yaml") -> Local:
    document = read(text.encode())
    return Local(path, document, check(document))


def remote(*versions: dict[str, object], **fields: object) -> dict[str, object]:
    return {"id": 7, "key": "orders", "source": "folder", "source_path": "shop/orders.odcs.yaml", "versions": list(versions), **fields}


def version(state: str, number: str = "1.0.0", digest: str = "") -> dict[str, object]:
    return {"number": number, "state": state, "digest": digest or local().digest}


def only(text: str, *contracts: dict[str, object]):
    (step,) = plan([local(text)], contracts, root="shop", prune=False)
    return step


def stating(status: str) -> str:
    return changed(ORDERS, ("status: active", f"status: {status}"))


def test_an_unknown_contract_is_created_and_put_in_force() -> None:
    step = only(ORDERS)
    assert (step.kind, step.sends, step.states) == (Kind.CREATE, True, ("active",))


@pytest.mark.parametrize(
    ("status", "states"),
    [("draft", ()), ("proposed", ("proposed",)), ("deprecated", ("active", "deprecated")), ("production", ("active",))],
)
def test_the_status_says_how_far_it_goes(status: str, states: tuple[str, ...]) -> None:
    assert only(stating(status)).states == states


@pytest.mark.parametrize(
    ("state", "kind", "states"),
    [
        ("active", Kind.NOTHING, ()),
        ("draft", Kind.STATE, ("active",)),
        ("proposed", Kind.STATE, ("active",)),
        ("deprecated", Kind.NOTHING, ()),
        ("retired", Kind.NOTHING, ()),
    ],
)
def test_the_same_bytes_only_change_state(state: str, kind: Kind, states: tuple[str, ...]) -> None:
    step = only(ORDERS, remote(version(state)))
    assert (step.kind, step.states) == (kind, states)


def test_other_words_change_a_draft_and_are_blocked_by_what_was_active() -> None:
    assert only(ORDERS, remote(version("draft", digest="x"))).kind == Kind.UPDATE
    step = only(ORDERS, remote(version("active", digest="x")))
    assert (step.kind, "give the file a new version" in step.words) == (Kind.BLOCKED, True)


def test_what_is_in_force_does_not_become_a_draft_again() -> None:
    same = local(stating("draft")).digest
    assert only(stating("draft"), remote(version("active", digest=same))).kind == Kind.BLOCKED


def test_older_versions_go_before_newer_ones() -> None:
    files = [local(changed(ORDERS, ("1.0.0", number))) for number in ("1.10.0", "1.9.0", "1.0.0")]
    assert [step.number for step in plan(files, [], root="shop", prune=False)] == ["1.0.0", "1.9.0", "1.10.0"]


def test_pruning_takes_back_only_what_came_from_this_folder() -> None:
    mine = remote(version("draft", "2.0.0"), version("active"), key="gone")
    others = [remote(version("active"), key="page", source="page"), remote(version("active"), key="other", source_path="other/x.odcs.yaml")]
    steps = plan([], [mine, *others], root="shop", prune=True)
    assert [(step.key, step.number, step.states) for step in steps] == [("gone", "1.0.0", ("retired",)), ("gone", "2.0.0", ())]
    assert plan([], [mine], root="shop", prune=False) == []
