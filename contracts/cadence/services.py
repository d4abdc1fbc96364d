"""Service levels: every ODCS SLA property against what is known of an asset, each with its signed distance, or why it can't be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from contracts.cadence.history import Holds
from contracts.cadence.spans import Span, UnreadableSpan, read_span
from contracts.cadence.terms import UnreadableTerms, read_zone

Terms = Mapping[str, Any]

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HUNDRED = 100.0
# How often a share over a window is looked at without any news, and how long before a date its nearness is a risk.
LOOK_AGAIN = timedelta(hours=1)
NOTICE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an asset. Times are events' own. Shares are between 0 and 1 over the last 30 days, with the n they are of.

    `promised_minutes`: how much of the 30 days deliveries were promised for, `overdue_minutes`: in how much of it one was overdue.
    """

    fresh_at: datetime | None = None
    data_end: datetime | None = None
    delivered_at: datetime | None = None
    runs: int = 0
    failed_runs: int = 0
    available_share: float | None = None
    available_n: int = 0
    promised_minutes: float = 0.0
    overdue_minutes: float = 0.0
    is_overdue: bool = False
    rows_per_day: float | None = None
    retention_days: float | None = None
    detect_minutes: float | None = None
    notify_minutes: float | None = None
    repair_minutes: float | None = None
    repairs: int = 0
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How a service level stands: since when, how far from the promise (greater than 0 is worse), and when to look again without news.

    `why_not`: what is missing for an answer; then `holds` is unknown.
    """

    holds: Holds
    at: datetime
    words: str = ""
    distance: float | None = None
    unit: str = ""
    judge_at: datetime | None = None
    why_not: str = ""


def judge_service(property_name: str, terms: Terms, facts: Facts, now: datetime) -> Finding:
    """Judge one property. Properties this module has no judge for, and terms that can't be read, are unknown and say why."""
    judge = JUDGES.get(property_name)
    if judge is None:
        return _unknown(now, f"“{property_name}” is no service level Provender knows how to measure.")
    try:
        return judge(terms, facts, now)
    except (UnreadableSpan, UnreadableTerms, ValueError) as error:
        return _unknown(now, str(error))


def _unknown(now: datetime, why: str, judge_at: datetime | None = None) -> Finding:
    return Finding(Holds.UNKNOWN, now, why_not=why, judge_at=judge_at)


def _span(terms: Terms) -> Span:
    return read_span(terms.get("value"), str(terms.get("unit") or ""))


def _freshness(terms: Terms, facts: Facts, now: datetime) -> Finding:
    """Never older than so much: breaks by the clock alone."""
    if facts.fresh_at is None:
        return _unknown(now, "No successful run has written it yet.")
    most = _span(terms).roughly()
    turns_at = facts.fresh_at + most
    over = (now - turns_at) / MINUTE
    if now < turns_at:
        return Finding(Holds.KEPT, facts.fresh_at, f"{_long(now - facts.fresh_at)} old of {_long(most)}", over, "min", turns_at)
    return Finding(Holds.BROKEN, turns_at, f"older than {_long(most)}", over, "min")


def _latency(terms: Terms, facts: Facts, now: datetime) -> Finding:
    """From the end of a delivery's data interval to its arrival."""
    if facts.data_end is None or facts.delivered_at is None:
        return _unknown(now, "Its runs report no nominal time, so nobody knows which interval a delivery is for.")
    most = _span(terms).roughly()
    took = facts.delivered_at - facts.data_end
    holds = Holds.KEPT if took <= most else Holds.BROKEN
    return Finding(holds, facts.delivered_at, f"took {_long(took)} of {_long(most)}", (took - most) / MINUTE, "min")


def _share_of(terms: Terms) -> float:
    """Read a share: 99.9, "99.9", "99.9 %", or a fraction where the unit says nothing and it is at most 1."""
    text = str(terms.get("value")).strip()
    value = float(text.removesuffix("%").strip())
    is_percent = text.endswith("%") or "percent" in str(terms.get("unit") or "").lower() or "%" in str(terms.get("unit") or "") or value > 1
    share = value / HUNDRED if is_percent else value
    if not 0 <= share <= 1:
        raise UnreadableTerms(f"“{text}” is not a share. Write percent (99.9) or a fraction (0.999).")
    return share


def _availability(terms: Terms, facts: Facts, now: datetime) -> Finding:
    """By what was measured; else by the time in which no promised delivery was overdue, said as what it is."""
    least = _share_of(terms)
    if facts.available_share is not None:
        share, how = facts.available_share, f"measured {facts.available_n:,} times in 30 days"
    elif facts.promised_minutes * MINUTE >= DAY:
        share = 1 - facts.overdue_minutes / facts.promised_minutes
        overdue = f"{_long(facts.overdue_minutes * MINUTE)} overdue" if facts.overdue_minutes else "nothing overdue"
        how = f"{overdue} in {_long(facts.promised_minutes * MINUTE)}{', and it is now' if facts.is_overdue else ''}"
    else:
        why = "Nothing measures it: post observations `availability`, or promise deliveries; the time up to date then counts from the second day on."
        return _unknown(now, why, now + LOOK_AGAIN)
    holds = Holds.KEPT if share >= least else Holds.BROKEN
    words = f"{_floored(share)} of {least:.2%}: {how}"
    return Finding(holds, now, words, (least - share) * HUNDRED, "%", now + LOOK_AGAIN)


def _floored(share: float) -> str:
    """Say a share without rounding up: what is not all is never 100 %."""
    return f"{int(share * 10_000) / HUNDRED:.2f}%"


def _error_rate(terms: Terms, facts: Facts, now: datetime) -> Finding:
    if not facts.runs:
        return _unknown(now, "No run has written it in the last 30 days.", now + LOOK_AGAIN)
    most, rate = _share_of(terms), facts.failed_runs / facts.runs
    holds = Holds.KEPT if rate <= most else Holds.BROKEN
    words = f"{facts.failed_runs} of {facts.runs} runs failed in 30 days ({rate:.1%}; promised at most {most:.1%})"
    return Finding(holds, now, words, (rate - most) * HUNDRED, "%", now + LOOK_AGAIN)


def _throughput(terms: Terms, facts: Facts, now: datetime) -> Finding:
    if facts.rows_per_day is None:
        return _unknown(now, "No run reports how many rows it wrote (outputStatistics).", now + LOOK_AGAIN)
    per = str(terms.get("unit") or "rows/day").lower().rpartition("/")[2] or "day"
    least = float(str(terms.get("value"))) / (read_span(1, per).roughly() / timedelta(days=1))
    holds = Holds.KEPT if facts.rows_per_day >= least else Holds.BROKEN
    words = f"{facts.rows_per_day:,.0f} rows a day of {least:,.0f}"
    return Finding(holds, now, words, (least - facts.rows_per_day) / least * HUNDRED if least else 0.0, "%", now + LOOK_AGAIN)


def _retention(terms: Terms, facts: Facts, now: datetime) -> Finding:
    if facts.retention_days is None:
        return _unknown(now, "Nothing says how old its oldest row is: post an observation `retention` in days.")
    least = _span(terms).roughly() / timedelta(days=1)
    holds = Holds.KEPT if facts.retention_days >= least else Holds.BROKEN
    return Finding(holds, now, f"keeps {facts.retention_days:,.0f} of {least:,.0f} days", least - facts.retention_days, "d")


def _times(field: str, words: str) -> Callable[[Terms, Facts, datetime], Finding]:
    """Make the judge of a median over the deviations of 30 days."""

    def judge(terms: Terms, facts: Facts, now: datetime) -> Finding:
        took = getattr(facts, field)
        if took is None:
            return _unknown(now, f"Nothing was {words} in the last 30 days, so there is no time to measure.", now + LOOK_AGAIN)
        most = _span(terms).roughly() / MINUTE
        holds = Holds.KEPT if took <= most else Holds.BROKEN
        told = f"{words} in {_long(timedelta(minutes=took))} at the median of {facts.repairs} (promised {_long(timedelta(minutes=most))})"
        return Finding(holds, now, told, took - most, "min", now + LOOK_AGAIN)

    return judge


def _moment(terms: Terms) -> datetime:
    """Read a date or a time; a bare date begins at midnight of the contract's zone."""
    value = terms.get("value")
    text = str(value).strip()
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableTerms(f"“{text}” is not a date. Write YYYY-MM-DD.") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        said = datetime.combine(value, time())
    return said if said.tzinfo else said.replace(tzinfo=read_zone(terms.get("timezone")) or UTC)


def _begins(terms: Terms, facts: Facts, now: datetime) -> Finding:
    """General availability: from that day on it must have been delivered."""
    at = _moment(terms)
    if facts.fresh_at is not None:
        return Finding(Holds.KEPT, facts.fresh_at, f"delivered; promised from {at:%Y-%m-%d}")
    if now < at:
        return Finding(Holds.KEPT, now, f"promised from {at:%Y-%m-%d}", judge_at=at)
    return Finding(Holds.BROKEN, at, f"promised from {at:%Y-%m-%d}, never delivered", (now - at) / timedelta(days=1), "d")


def _ends(words: str) -> Callable[[Terms, Facts, datetime], Finding]:
    """Make the judge of an announced end: a risk from thirty days before, broken when it has come."""

    def judge(terms: Terms, facts: Facts, now: datetime) -> Finding:
        del facts
        at = _moment(terms)
        away = (now - at) / timedelta(days=1)
        if now >= at:
            return Finding(Holds.BROKEN, at, f"{words} was {at:%Y-%m-%d}", away, "d")
        if now >= at - NOTICE:
            return Finding(Holds.AT_RISK, at - NOTICE, f"{words} is {at:%Y-%m-%d}", away, "d", at)
        return Finding(Holds.KEPT, now, f"{words} is {at:%Y-%m-%d}", away, "d", at - NOTICE)

    return judge


JUDGES: dict[str, Callable[[Terms, Facts, datetime], Finding]] = {
    "freshness": _freshness,
    "latency": _latency,
    "availability": _availability,
    "errorRate": _error_rate,
    "throughput": _throughput,
    "retention": _retention,
    "timeToDetect": _times("detect_minutes", "noticed"),
    "timeToNotify": _times("notify_minutes", "told to consumers"),
    "timeToRepair": _times("repair_minutes", "repaired"),
    "generalAvailability": _begins,
    "endOfSupport": _ends("end of support"),
    "endOfLife": _ends("end of life"),
}


def _long(span: timedelta) -> str:
    """Say a length in at most two units."""
    minutes = round(span / MINUTE)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    told = [f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (left, "min")) if count][:2]
    return sign + (" ".join(told) or "0 min")
