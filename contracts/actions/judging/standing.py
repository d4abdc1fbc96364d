"""An asset's standing: the worst of its promises in force, or what it inherits; with a note in plain words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from catalog import bulk
from catalog.actions.judge_assets import set_standing
from catalog.models.asset import Standing
from contracts.queries.slots import trust_of
from lineage.actions.watching import look_again

# An agreement's own clauses are between two parties: they move the consumer's page, not the asset's standing in note, but its worst does.
CLAUSES = """
SELECT asset_id, verdict, severity, count(*), min(words) FILTER (WHERE agreement_id IS NULL) FROM contracts_clause
WHERE asset_id = ANY(%s) AND in_force_until IS NULL AND why_not = '' AND severity <> 'info' GROUP BY 1, 2, 3
"""
# What is broken upstream, and what tests and charts found here where no promise is broken.
BESIDES = """
SELECT i.asset_id, count(*), NULL FROM contracts_inheritance i JOIN contracts_deviation d ON d.id = i.deviation_id
WHERE i.asset_id = ANY(%s) AND d.resolved_at IS NULL GROUP BY 1
UNION ALL
SELECT asset_id, 0, (array_agg(words ORDER BY severity, opened_at))[1] FROM contracts_deviation
WHERE asset_id = ANY(%s) AND resolved_at IS NULL AND signal <> '' AND severity <> 'info' GROUP BY 1
"""
# One worker at a time works out an asset: two that each saw half of the news would leave the standing of the slower one. Never a wait: the
# projector locks assets in an order of its own; what it or another worker holds is noted and looked at again.
LOCK = "SELECT id FROM catalog_asset WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"
WORDS_LENGTH = 150


@dataclass(slots=True)
class Tally:
    """An asset's promises by verdict, those that matter most apart, and how many deviations it inherits."""

    verdicts: Counter[str] = field(default_factory=Counter)
    broken_errors: int = 0
    broken_words: str = ""
    risk_words: str = ""
    inherited: int = 0

    def add(self, verdict: str, severity: str, count: int, words: str) -> None:
        """Count promises of one verdict and severity."""
        self.verdicts[verdict] += count
        if verdict == Standing.BROKEN and severity == "error":
            self.broken_errors += count
            self.broken_words = words
        elif verdict in {Standing.BROKEN, Standing.AT_RISK}:
            self.risk_words = self.risk_words or words


def refresh_standing(assets: Iterable[int]) -> set[int]:
    """Work out the standing of assets anew, and the share of periods kept, and set what changed; returns those whose standing it changed."""
    wanted = set(assets)
    listed = [asset for (asset,) in bulk.ask(LOCK, sorted(wanted))] if wanted else []
    look_again(wanted.difference(listed))
    if not listed:
        return set()
    tallies: dict[int, Tally] = defaultdict(Tally)
    for asset, verdict, severity, count, words in bulk.ask(CLAUSES, listed):
        tallies[asset].add(verdict, severity, count, words or "what one consumer agreed with it")
    for asset, inherited, signal in bulk.ask(BESIDES, listed, listed):
        tallies[asset].inherited += inherited
        tallies[asset].risk_words = tallies[asset].risk_words or signal or ""
    told = trust_of(listed, timezone.now())
    shares = {asset: (one.kept_30 / one.counted_30 if one.counted_30 else None, one.counted_30) for asset, one in told.items()}
    return set_standing({asset: stand(tallies[asset]) for asset in listed}, shares)


def stand(tally: Tally) -> tuple[Standing, str]:
    """Give standing and note. Broken: a promise of severity error. At risk: a lesser one, a grace running, a test, a chart, a deviation upstream."""
    total = sum(tally.verdicts.values())
    if tally.broken_errors:
        more = f" (and {tally.broken_errors - 1} more)" if tally.broken_errors > 1 else ""
        return Standing.BROKEN, f"Broken: “{tally.broken_words[:WORDS_LENGTH]}”{more}"
    if tally.inherited:
        return Standing.AT_RISK, f"Made from data that breaks {tally.inherited} promise{'s' if tally.inherited > 1 else ''} now"
    if tally.risk_words:
        return Standing.AT_RISK, f"At risk: “{tally.risk_words[:WORDS_LENGTH]}”"
    kept = tally.verdicts[Standing.KEPT]
    if not kept:
        return Standing.UNKNOWN, f"None of its {total} promises could be judged yet" if total else ""
    if kept == total:
        return Standing.KEPT, f"All {total} promises hold" if total > 1 else "Its promise holds"
    return Standing.KEPT, f"{kept} of {total} promises hold; {total - kept} can't be judged yet"
