"""What is used together with an asset: read by the same jobs or queries, looked at by the same people."""

from dataclasses import dataclass
from datetime import date, timedelta

from catalog import bulk
from catalog.models import Asset, Person
from lineage.queries.querying import DAYS

SHOWN = 6
READ = 50  # candidates, before those the person may not see are left out
FEWEST_PEOPLE = 2  # one person's curiosity is their own business

# A job that reads both says more than a person who opened both; queries come by the thousand, so each doubling of them counts once.
TOGETHER = """
WITH mine AS (
    SELECT DISTINCT job_id FROM lineage_jobdataset WHERE asset_id = %s AND direction = 'input' AND is_shown LIMIT 1000
), counted(asset_id, jobs, people, queries) AS (
    SELECT d.asset_id, count(DISTINCT d.job_id), 0, 0 FROM lineage_jobdataset d JOIN mine USING (job_id)
    WHERE d.direction = 'input' AND d.is_shown AND d.asset_id <> %s GROUP BY 1
    UNION ALL SELECT o.asset_id, 0, count(*), 0 FROM catalog_viewing v JOIN catalog_viewing o USING (person_id)
    WHERE v.asset_id = %s AND o.asset_id <> %s GROUP BY 1 HAVING count(*) >= %s
    UNION ALL SELECT other_id, 0, 0, sum(queries) FROM lineage_usedtogether WHERE asset_id = %s AND day >= %s GROUP BY 1
    UNION ALL SELECT asset_id, 0, 0, sum(queries) FROM lineage_usedtogether WHERE other_id = %s AND day >= %s GROUP BY 1
)
SELECT asset_id, sum(jobs)::int, sum(people)::int, sum(queries)::bigint FROM counted GROUP BY 1
ORDER BY 3 * sum(jobs) + sum(people) + log(2, 1 + sum(queries)) DESC, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Companion:
    """An asset used together with another: by `jobs` and (in the last ninety days) `queries` that read both, by `people` who opened both."""

    asset: Asset
    jobs: int
    people: int
    queries: int

    @property
    def words(self) -> str:
        """Say by whom."""
        parts = [
            _counted(self.jobs, "job reads both", "jobs read both"),
            _counted(self.queries, "query read both", "queries read both"),
            _counted(self.people, "", "people looked at both"),
        ]
        return ", ".join(part for part in parts if part)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""


def used_together(asset_id: int, person: Person, *, today: date) -> list[Companion]:
    """Give what is most used together with an asset, as far as this person may see it; two queries."""
    since = today - timedelta(days=DAYS)
    rows = bulk.ask(TOGETHER, *[asset_id] * 4, FEWEST_PEOPLE, asset_id, since, asset_id, since, READ)
    found = Asset.objects.visible_to(person).present().for_listing().in_bulk([row[0] for row in rows])
    return [Companion(found[key], *counts) for key, *counts in rows if key in found][:SHOWN]
