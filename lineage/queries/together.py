"""What is used together with an asset: read by the same jobs, looked at by the same people."""

from dataclasses import dataclass

from catalog import bulk
from catalog.models import Asset, Person

SHOWN = 6
READ = 50  # candidates, before those the person may not see are left out
FEWEST_PEOPLE = 2  # one person's curiosity is their own business

# A job that reads both says more than a person who opened both.
TOGETHER = """
WITH mine AS (
    SELECT DISTINCT job_id FROM lineage_jobdataset WHERE asset_id = %s AND direction = 'input' AND is_shown LIMIT 1000
), read AS (
    SELECT d.asset_id, count(DISTINCT d.job_id) AS jobs FROM lineage_jobdataset d JOIN mine USING (job_id)
    WHERE d.direction = 'input' AND d.is_shown AND d.asset_id <> %s GROUP BY 1
), seen AS (
    SELECT o.asset_id, count(*) AS people FROM catalog_viewing v JOIN catalog_viewing o USING (person_id)
    WHERE v.asset_id = %s AND o.asset_id <> %s GROUP BY 1 HAVING count(*) >= %s
)
SELECT coalesce(r.asset_id, s.asset_id), coalesce(r.jobs, 0), coalesce(s.people, 0) FROM read r FULL JOIN seen s ON s.asset_id = r.asset_id
ORDER BY 3 * coalesce(r.jobs, 0) + coalesce(s.people, 0) DESC, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Companion:
    """An asset used together with another: by `jobs` that read both, by `people` who opened both lately (0, or at least two)."""

    asset: Asset
    jobs: int
    people: int

    @property
    def words(self) -> str:
        """Say by whom."""
        parts = [_counted(self.jobs, "job reads both", "jobs read both"), _counted(self.people, "", "people looked at both")]
        return ", ".join(part for part in parts if part)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""


def used_together(asset_id: int, person: Person) -> list[Companion]:
    """Give what is most used together with an asset, as far as this person may see it; two queries."""
    rows = bulk.ask(TOGETHER, asset_id, asset_id, asset_id, asset_id, FEWEST_PEOPLE, READ)
    found = Asset.objects.visible_to(person).present().for_listing().in_bulk([row[0] for row in rows])
    return [Companion(found[key], jobs, people) for key, jobs, people in rows if key in found][:SHOWN]
