"""Let assets and jobs be found as soon as they are known."""

from collections.abc import Iterable

from catalog import bulk
from catalog.actions.index_assets import UPDATE, WORDS, index_assets

JOBS = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity)
SELECT 'job', j.id, NULL, NULL, left(j.name, 500), left(n.name, 2000), left({WORDS.format("j.name")}, 4000), left(j.reported_description, 100000),
    coalesce(nullif(lower(left(j.integration, 40)), ''), n.platform), '', coalesce(t.name, ''), 0
FROM lineage_job j JOIN catalog_namespace n ON n.id = j.namespace_id LEFT JOIN catalog_team t ON t.id = j.owner_team_id
WHERE j.id = ANY(%s)
"""


def index_jobs(jobs: Iterable[int]) -> None:
    """Write the search entries of these jobs."""
    listed = sorted(set(jobs))
    if listed:
        bulk.run(JOBS + UPDATE, listed)


__all__ = ["index_assets", "index_jobs"]
