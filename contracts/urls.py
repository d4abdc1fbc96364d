"""Where the contracts room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from contracts.api import contracts as api_contracts
from contracts.api import documents as api_documents
from contracts.api import emitting as api_emitting
from contracts.api import observations as api_observations
from contracts.api import versions as api_versions
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
    path("contracts", api_contracts.Contracts.as_view(), name="api-contracts"),
    path("contracts/validate", api_documents.Validate.as_view(), name="api-contracts-validate"),
    path("contracts/diff", api_documents.Diff.as_view(), name="api-contracts-diff"),
    path("contracts/environments", api_emitting.Environments.as_view(), name="api-contracts-environments"),
    path("contracts/<int:pk>", api_contracts.ContractDetail.as_view(), name="api-contract"),
    path("contracts/<int:pk>/raw", api_contracts.ContractRaw.as_view(), name="api-contract-raw"),
    path("contracts/<int:pk>/results", api_emitting.Results.as_view(), name="api-contract-results"),
    path("contracts/<int:pk>/agreements", api_emitting.Agreements.as_view(), name="api-contract-agreements"),
    path("contracts/<int:pk>/versions/<str:number>", api_versions.VersionDetail.as_view(), name="api-contract-version"),
    path("contracts/<int:pk>/versions/<str:number>/state", api_versions.VersionStep.as_view(), name="api-contract-version-state"),
    path("contracts/<int:pk>/versions/<str:number>/bindings", api_versions.VersionBinding.as_view(), name="api-contract-version-bindings"),
    path("contracts/<int:pk>/versions/<str:number>/diff", api_versions.VersionDiff.as_view(), name="api-contract-version-diff"),
    path("contracts/<int:pk>/versions/<str:number>/clauses", api_versions.VersionClauses.as_view(), name="api-contract-version-clauses"),
]
