"""Answers follow what became of the assets and jobs that they are given for."""

from collections.abc import Mapping

from catalog import bulk

MOVED = "UPDATE contracts_acknowledgement a SET consumer_asset_id = m.survivor FROM merged_asset m WHERE a.consumer_asset_id = m.loser"
KEEP_JOBS = "DELETE FROM unmentioned_job u USING contracts_acknowledgement a WHERE a.consumer_job_id = u.id"


def follow_merges(merged: Mapping[int, int]) -> None:
    """Let answers for a merged asset be the survivor's. An ASSET_MERGE_STEP."""
    del merged  # the statement reads the table it was made of
    bulk.run(MOVED)


def follow_rebuild() -> None:
    """Keep the jobs that answers are given for. A REBUILT_STEP."""
    bulk.run(KEEP_JOBS)
