"""Writing tests, changing them, deciding about proposed ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from contracts.actions.judging.signals import raise_signals
from contracts.actions.testing.asking import CannotAsk, checked, rendered
from contracts.expecting import UnreadableExpectation, balance, judge
from contracts.models import DataTest, DataTestKind, DataTestState
from lineage.models import Connection

BALANCES = (DataTestKind.LOCATION, DataTestKind.HISTORIC)
DECISIONS = {
    "accept": DataTestState.ACTIVE,
    "resume": DataTestState.ACTIVE,
    "pause": DataTestState.PAUSED,
    "decline": DataTestState.DECLINED,
}
LEAST_MINUTES = 5


class CannotTest(Exception):
    """The test can't be kept so; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a test is to be. `terms`: the expectation (contracts.expecting); `variables`: {environment: {name: value}}."""

    name: str
    kind: str
    sql: str
    connection: Connection | None
    terms: Mapping[str, Any] = field(default_factory=dict)
    column_path: str = ""
    source: Asset | None = None
    source_sql: str = ""
    source_connection: Connection | None = None
    variables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    environment: str = ""
    severity: str = "error"
    on_arrival: bool = False
    every_minutes: int | None = None


NAMES = tuple(one.name for one in fields(Wish))


@transaction.atomic
def write_test(*, asset: Asset, wish: Wish, person: Person | None, state: str = DataTestState.ACTIVE, proposed_from: str = "") -> DataTest:
    """Keep a new test; raises CannotTest."""
    _check(wish)
    test = DataTest(asset=asset, state=state, proposed_from=proposed_from, created_by=person)
    _fill(test, wish)
    _save(test)
    if state == DataTestState.ACTIVE:
        audit.record(verb="test.written", target=test, after={"asset": str(asset), "kind": wish.kind, "sql": wish.sql[:500]})
    return test


@transaction.atomic
def change_test(*, test: DataTest, wish: Wish) -> None:
    """Change a test; its past results stay. Raises CannotTest."""
    _check(wish)
    before = _told(test)
    _fill(test, wish)
    after = _told(test)
    changed = {name for name, value in after.items() if before[name] != value}
    if not changed:
        return
    _save(test)
    audit.record(
        verb="test.changed", target=test, before={name: before[name] for name in changed}, after={name: after[name] for name in changed}
    )


@transaction.atomic
def decide_test(*, test: DataTest, decision: str) -> None:
    """Accept, decline, pause or resume a test; raises CannotTest."""
    if decision not in DECISIONS:
        raise CannotTest(f"Choose one of {', '.join(DECISIONS)}.")
    state = DECISIONS[decision]
    if test.state == state:
        return
    before, test.state = test.state, state
    test.next_at = timezone.now() if state == DataTestState.ACTIVE and test.every_minutes else None
    test.save(update_fields=["state", "next_at"])
    audit.record(
        verb=f"test.{'resumed' if decision == 'resume' else DataTestState(state).value}",
        target=test,
        before={"state": before},
        after={"state": state},
    )
    raise_signals([test.asset_id])


@transaction.atomic
def delete_test(*, test: DataTest) -> None:
    """Delete a test with its results; what it observed stays."""
    asset = test.asset_id
    audit.record(verb="test.deleted", target=test, before={"asset": str(test.asset), "sql": test.sql[:500]})
    test.delete()
    raise_signals([asset])


def _check(wish: Wish) -> None:
    if not wish.name.strip():
        raise CannotTest("Give the test a name.")
    if wish.every_minutes is not None and wish.every_minutes < LEAST_MINUTES:
        raise CannotTest(f"A test runs every {LEAST_MINUTES} minutes at most.")
    if wish.kind == DataTestKind.LOCATION and not (wish.source and wish.source_sql.strip()):
        raise CannotTest("A location balance has two sides: name the other asset and its SQL.")
    _check_terms(wish)
    for environment in sorted({wish.environment, *wish.variables}):
        _check_sql(wish, environment)


def _check_terms(wish: Wish) -> None:
    try:
        if wish.kind in BALANCES:
            balance(wish.terms, 0.0, 0.0, "")
        elif wish.kind != DataTestKind.STATISTICAL:
            judge(wish.terms, 0.0)
    except UnreadableExpectation as error:
        raise CannotTest(str(error)) from error


def _check_sql(wish: Wish, environment: str) -> None:
    if environment == "" and wish.environment:
        return  # the values for all alone need not be enough
    variables = {**wish.variables.get("", {}), **wish.variables.get(environment, {})}
    for sql in filter(None, (wish.sql, wish.source_sql)):
        try:
            checked(rendered(sql, variables), _backend(wish.connection))
        except CannotAsk as error:
            raise CannotTest(f"In {environment}: {error}" if environment else str(error)) from error
    if not wish.sql.strip():
        raise CannotTest("Write the SQL that measures.")


def _backend(connection: Connection | None) -> str:
    return connection.address.partition(":")[0].partition("+")[0] if connection else "postgresql"


def _fill(test: DataTest, wish: Wish) -> None:
    for name in NAMES:
        setattr(test, name, getattr(wish, name))
    test.name = wish.name.strip()
    if test.state == DataTestState.ACTIVE:
        test.next_at = timezone.now() + timedelta(seconds=5) if wish.every_minutes else None


def _told(test: DataTest) -> dict[str, Any]:
    plain = {name: getattr(test, name) for name in NAMES}
    return {name: str(value) if isinstance(value, Asset | Connection) else value for name, value in plain.items()}


def _save(test: DataTest) -> None:
    try:
        with transaction.atomic():
            test.save()
    except IntegrityError as error:
        raise CannotTest(f"This asset has a test called “{test.name}” already; choose another name.") from error
