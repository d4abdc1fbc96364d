"""Note what a batch touched for the steps that follow (settings.RUN_STEPS, ASSET_STEPS): in the batch's own transaction."""

from collections.abc import Sequence

from catalog import bulk
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import Memory
from lineage.models.run import RunState

# A run that has only begun has delivered and measured nothing; most events would be noted twice for nothing.
BEGUN = frozenset({RunState.UNKNOWN.value, RunState.STARTED.value})
INSERT = "INSERT INTO lineage_note (run, asset) SELECT unnest(%s::bigint[]), unnest(%s::bigint[])"


def note_touched(batch: Sequence[Told], memory: Memory) -> None:
    """Append notes; never a look at what is noted already: a note just being worked off must not swallow a newer one."""
    news = [one.event for one in batch if (one.entry.xid, one.entry.id) > memory.told_until]
    runs = (memory.runs[event.run.run_id, memory.jobs[event.job.ref].id] for event in news if event.run and event.job)
    touched = sorted({run.id for run in runs if run.state not in BEGUN})
    told = sorted({memory.names[event.dataset.ref] for event in news if event.dataset and not event.run})
    if touched or told:
        bulk.run(INSERT, [*touched, *[None] * len(told)], [*[None] * len(touched), *told])
