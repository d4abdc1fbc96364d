"""Control charts follow what is observed; people decide about shifts, single points and the chart's design."""

from contracts.actions.charting.deciding import CannotChart, accept_shift, exclude_point, include_point, redesign_chart
from contracts.actions.charting.following import Seen, chart_runs, follow

__all__ = ["CannotChart", "Seen", "accept_shift", "chart_runs", "exclude_point", "follow", "include_point", "redesign_chart"]
