"""Where the contracts room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from contracts.api import observations as api_observations
from contracts.views import charts

pages: list[URLPattern | URLResolver] = [
    path("assets/<int:asset_id>/charts/", charts.asset_charts, name="asset-charts"),
    path("charts/", charts.charts, name="charts"),
    path("charts/<int:pk>/", charts.chart, name="chart"),
    path("charts/<int:pk>/shift/", charts.shift, name="chart-shift"),
    path("charts/<int:pk>/design/", charts.design, name="chart-design"),
    path("charts/points/<int:pk>/", charts.point, name="chart-point"),
]

api: list[URLPattern | URLResolver] = [
    path("observations", api_observations.ObservationsView.as_view(), name="api-observations"),
    path("charts", api_observations.ChartsView.as_view(), name="api-charts"),
    path("charts/<int:pk>", api_observations.ChartView.as_view(), name="api-chart"),
]
