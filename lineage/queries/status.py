"""How assets stand, from what is stored about them and the newest runs of the jobs that write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Asset
from catalog.models.asset import Standing
from lineage.models import JobDataset
from lineage.models.run import Direction, RunState
from lineage.queries.labels import AssetLabel


@dataclass(frozen=True, slots=True)
class AssetStatus:
    """A word (key of a shape and a colour), what to show, and a sentence why. `at`: when that became so."""

    word: str
    label: str
    why: str
    at: datetime | None = None


UNKNOWN = AssetStatus("unknown", "No run seen", "No run has been seen writing it.")
_BY_RUN = {
    RunState.FAILED: ("failed", "Last run failed", "The newest run that writes it failed."),
    RunState.ABORTED: ("aborted", "Last run aborted", "The newest run that writes it was aborted."),
    RunState.STARTED: ("running", "Running", "A run is writing it now."),
    RunState.RUNNING: ("running", "Running", "A run is writing it now."),
}
_BY_STANDING = {
    Standing.BROKEN: ("late", "Promise broken"),
    Standing.AT_RISK: ("at_risk", "At risk"),
}


def statuses(ids: Iterable[int]) -> dict[int, AssetStatus]:
    """Judge many assets with two queries: dropped, then failed or running, then promises, then delivered."""
    wanted = list(ids)
    newest = _newest_runs(wanted)
    rows = Asset.objects.filter(pk__in=wanted).values_list("pk", "is_dropped", "dropped_at", "standing", "standing_note", "fresh_at")
    return {pk: _judge(newest.get(pk), row) for pk, *row in rows}


def statuses_of(told: Iterable[AssetLabel]) -> dict[int, AssetStatus]:
    """Judge assets whose labels are known, with one query; hidden ones are left out."""
    seen = [label for label in told if not label.is_hidden]
    newest = _newest_runs([label.pk for label in seen])
    return {
        label.pk: _judge(newest.get(label.pk), [label.is_dropped, label.dropped_at, label.standing, label.standing_note, label.fresh_at])
        for label in seen
    }


def _newest_runs(assets: list[int]) -> dict[int, tuple[datetime, str]]:
    """Give when the newest run that writes each asset last spoke, and its state."""
    newest: dict[int, tuple[datetime, str]] = {}
    writers = JobDataset.objects.filter(asset_id__in=assets, direction=Direction.OUTPUT, is_shown=True, job__latest_run__isnull=False)
    for asset, at, state in writers.values_list("asset_id", "job__latest_run__last_event_at", "job__latest_run__state"):
        newest[asset] = max(newest.get(asset, (at, state)), (at, state))
    return newest


def _judge(newest: tuple[datetime, str] | None, row: list[object]) -> AssetStatus:
    is_dropped, dropped_at, standing, note, fresh_at = row
    if is_dropped:
        return AssetStatus("dropped", "Dropped", "It was dropped.", dropped_at if isinstance(dropped_at, datetime) else None)
    if newest and newest[1] in _BY_RUN:
        return AssetStatus(*_BY_RUN[RunState(newest[1])], at=newest[0])
    if isinstance(standing, str) and standing in _BY_STANDING:
        word, label = _BY_STANDING[Standing(standing)]
        return AssetStatus(word, label, str(note) or "A promise about it does not hold.")
    if isinstance(fresh_at, datetime):
        return AssetStatus("fresh", "Delivered", "The newest run that writes it completed.", fresh_at)
    return UNKNOWN
