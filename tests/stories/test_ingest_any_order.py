"""Whatever the order, the batches and the repetitions in which events arrive, they lead to the same rows."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from tests.stories.happenings import Telling, tellings
from tests.stories.log import keep, kept_entries, world_of
from tests.stories.rows import differences

pytestmark = pytest.mark.django_db

EXAMPLES = settings(
    max_examples=int(os.environ.get("PROVENDER_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


@EXAMPLES
@given(telling=tellings())
def test_any_order_and_repetition_of_events_gives_the_same_rows(telling: Telling) -> None:
    with transaction.atomic():
        keep(telling.happened)
        entries = kept_entries()
        told_anew = [entries[at % len(entries)] for at in telling.arrival]
        told_anew += [entry for entry in entries if entry not in told_anew]
        found = differences(world_of(entries), world_of(told_anew, telling.sizes))
        transaction.set_rollback(True)
    assert found == []
