"""Calendars: days and windows on which a promise excuses what does not come."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache


class UnknownCalendar(ValueError):
    """No such country or subdivision; the message says which are known."""


@dataclass(frozen=True, slots=True)
class Window:
    """Maintenance: from `begins` until before `ends`, and why."""

    begins: datetime
    ends: datetime
    reason: str = "maintenance"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays by own dates ({date: name}) and by country (ISO 3166, with a subdivision), working days that are none, and windows."""

    dates: tuple[tuple[date, str], ...] = ()
    country: str = ""
    subdivision: str = ""
    working: tuple[date, ...] = ()
    windows: tuple[Window, ...] = ()

    def excuse(self, due: datetime, day: date) -> str:
        """Say what excuses a delivery due then, for that civil day; empty where nothing does."""
        for window in self.windows:
            if window.begins <= due < window.ends:
                return window.reason
        if day in self.working:
            return ""
        own = dict(self.dates).get(day)
        return own or (public_holidays(self.country, self.subdivision, day.year).get(day, "") if self.country else "")


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """Give a country's public holidays of a year, in English where the library has it. Raises UnknownCalendar."""
    # Rules for some 250 countries: loaded only where a contract names one.
    import holidays

    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US"))
    except (RuntimeError, AttributeError, KeyError) as error:  # what the library raises for a country it does not know
        place = f"{country}-{subdivision}" if subdivision else country
        raise UnknownCalendar(
            f"No holidays are known for “{place}”. Use an ISO 3166 code such as DE or US-CA, or list the dates."
        ) from error
