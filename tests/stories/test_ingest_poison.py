"""One event that can't be recorded is set aside with its reason; its batch goes on, and it can be driven again."""

import pytest

from catalog import bulk
from lineage.actions.redrive import redrive
from lineage.models import EventProblem, Run
from tests.stories.log import fold_in_batches, keep, kept_entries
from tests.stories.posting import event

pytestmark = pytest.mark.django_db

# A rule that only the database knows stands for whatever may go wrong with one event.
FORBID = "ALTER TABLE lineage_job ADD CONSTRAINT forbidden CHECK (name <> 'poison')"
# The same as a foreign key, which PostgreSQL checks at the commit.
FORBID_LATE = (
    "CREATE TABLE allowed (name varchar PRIMARY KEY)",
    "INSERT INTO allowed SELECT 'job' || n FROM generate_series(0, 9) n",
    "ALTER TABLE lineage_job ADD FOREIGN KEY (name) REFERENCES allowed DEFERRABLE INITIALLY DEFERRED",
)
ALLOW = "ALTER TABLE lineage_job DROP CONSTRAINT forbidden"


def happened(count: int, poisoned: set[int]) -> None:
    """Keep runs of so many jobs, of which some can't be recorded."""
    keep(
        event(
            run={"runId": f"01936894-494e-7b5c-938a-{at:012}"}, job={"namespace": "s", "name": "poison" if at in poisoned else f"job{at}"}
        )
        for at in range(count)
    )


@pytest.mark.parametrize("poisoned", [{0}, {4}, {9}, {2, 3, 8}])
def test_a_poisoned_event_is_set_aside_and_all_others_are_recorded(poisoned: set[int]) -> None:
    bulk.run(FORBID)
    happened(10, poisoned)
    entries = kept_entries()
    fold_in_batches(entries, [10])
    assert Run.objects.count() == 10 - len(poisoned)
    failed = EventProblem.objects.filter(severity=EventProblem.Severity.FAILURE)
    assert set(failed.values_list("event_id", "code")) == {(entries[at].id, "IntegrityError") for at in poisoned}


def test_a_rule_that_is_checked_at_the_commit_sets_aside_only_the_event_that_broke_it() -> None:
    for statement in FORBID_LATE:
        bulk.run(statement)
    happened(10, {3})
    fold_in_batches(kept_entries(), [10])
    assert Run.objects.count() == 9
    assert EventProblem.objects.get(severity=EventProblem.Severity.FAILURE).code == "IntegrityError"


def test_a_mended_event_is_recorded_when_driven_again() -> None:
    bulk.run(FORBID)
    happened(3, {1})
    fold_in_batches(kept_entries(), [3])
    failed = EventProblem.objects.get()
    assert redrive(event_ids=[failed.event_id]) == 0
    failed.refresh_from_db()
    assert (failed.attempts, failed.resolved_at) == (2, None)
    bulk.run("SET CONSTRAINTS ALL IMMEDIATE")
    bulk.run(ALLOW)
    assert redrive(event_ids=[failed.event_id]) == 1
    failed.refresh_from_db()
    assert failed.resolved_at is not None
    assert Run.objects.count() == 3
