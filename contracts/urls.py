"""Where the contracts room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from contracts.api import agreements as api_agreements
from contracts.api import change as api_change
from contracts.api import consumers as api_consumers
from contracts.api import contracts as api_contracts
from contracts.api import deviations as api_deviations
from contracts.api import documents as api_documents
from contracts.api import emitting as api_emitting
from contracts.api import gate as api_gate
from contracts.api import observations as api_observations
from contracts.api import proposals as api_proposals
from contracts.api import tests as api_tests
from contracts.api import versions as api_versions
from contracts.views import (
    agreements,
    asset_news,
    cadence,
    change,
    charts,
    contracts,
    deviations,
    editor,
    profiles,
    promises,
    proposals,
    slo,
    tests,
)

pages: list[URLPattern | URLResolver] = [
    path("assets/<int:asset_id>/promises/", promises.asset_promises, name="asset-promises"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/new/", editor.contract_new, name="contract-new"),
    path("contracts/check/", editor.contract_check, name="contract-check"),
    path("contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("contracts/<int:contract_id>/edit/", editor.contract_edit, name="contract-edit"),
    path("contracts/<int:contract_id>/versions/<int:pk>/bind/", contracts.version_bind, name="contract-version-bind"),
    path("contracts/<int:contract_id>/versions/<int:pk>/<slug:step>/", contracts.version_step, name="contract-version-step"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/amend/", agreements.agreement_amend, name="agreement-amend"),
    path("agreements/<int:pk>/decide/", agreements.agreement_decide, name="agreement-decide"),
    path("contracts/<int:contract_id>/agreements/new/", agreements.agreement_new, name="agreement-new"),
    path("contracts/<int:contract_id>/consumers/confirm/", agreements.consumer_confirm, name="consumer-confirm"),
    path("can-i-change/", change.change, name="can-i-change"),
    path("assets/<int:asset_id>/news/", asset_news.asset_news, name="asset-news"),
    path("can-i-change.csv", change.change_csv, name="can-i-change-csv"),
    path("assets/<int:asset_id>/can-i-change/", change.asset_change, name="asset-change"),
    path("assets/<int:asset_id>/can-i-change.csv", change.asset_change_csv, name="asset-change-csv"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.proposal_new, name="proposal-new"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/answer/", proposals.proposal_answer, name="proposal-answer"),
    path("proposals/<int:pk>/step/", proposals.proposal_step, name="proposal-step"),
    path("assets/<int:asset_id>/calendar/", cadence.asset_calendar, name="asset-calendar"),
    path("assets/<int:asset_id>/tiles/freshness/", cadence.freshness_tile, name="asset-freshness-tile"),
    path("assets/<int:asset_id>/tiles/contract/", cadence.contract_tile, name="asset-contract-tile"),
    path("deviations/", deviations.deviations, name="deviations"),
    path("deviations/csv", deviations.deviations_csv, name="deviations-csv"),
    path("deviations/<int:pk>/", deviations.deviation, name="deviation"),
    path("deviations/<int:pk>/acknowledge/", deviations.acknowledge, name="deviation-acknowledge"),
    path("promises/slo/", slo.slo, name="slo"),
    path("assets/<int:asset_id>/charts/", charts.asset_charts, name="asset-charts"),
    path("charts/", charts.charts, name="charts"),
    path("charts/<int:pk>/", charts.chart, name="chart"),
    path("charts/<int:pk>/shift/", charts.shift, name="chart-shift"),
    path("charts/<int:pk>/design/", charts.design, name="chart-design"),
    path("charts/points/<int:pk>/", charts.point, name="chart-point"),
    path("assets/<int:asset_id>/tests/", tests.asset_tests, name="asset-tests"),
    path("assets/<int:asset_id>/tests/new/", tests.write, name="test-write"),
    path("assets/<int:asset_id>/tests/propose/", tests.propose, name="tests-propose"),
    path("assets/<int:asset_id>/profile/", profiles.profile, name="asset-profile"),
    path("assets/<int:asset_id>/profile/take/", profiles.take_profile, name="profile-take"),
    path("tests/", tests.tests, name="tests"),
    path("tests/<int:pk>/", tests.test, name="test"),
    path("tests/<int:pk>/edit/", tests.edit, name="test-edit"),
    path("tests/<int:pk>/run/", tests.run, name="test-run"),
    path("tests/<int:pk>/decide/", tests.decide, name="test-decide"),
]

api: list[URLPattern | URLResolver] = [
    path("can-i-change", api_change.CanIChangeView.as_view(), name="api-can-i-change"),
    path("can-i-change/badge", api_change.Badge.as_view(), name="api-can-i-change-badge"),
    path("assets/<int:pk>/consumers", api_consumers.Consumers.as_view(), name="api-asset-consumers"),
    path("proposals", api_proposals.Proposals.as_view(), name="api-proposals"),
    path("proposals/<int:pk>", api_proposals.ProposalDetail.as_view(), name="api-proposal"),
    path("proposals/<int:pk>/answers", api_proposals.ProposalAnswers.as_view(), name="api-proposal-answers"),
    path("proposals/<int:pk>/state", api_proposals.ProposalStep.as_view(), name="api-proposal-state"),
    path("agreements", api_agreements.AgreementsList.as_view(), name="api-agreements"),
    path("agreements/<int:pk>", api_agreements.AgreementDetail.as_view(), name="api-agreement"),
    path("agreements/<int:pk>/amendment", api_agreements.AgreementAmendment.as_view(), name="api-agreement-amendment"),
    path("agreements/<int:pk>/state", api_agreements.AgreementStep.as_view(), name="api-agreement-state"),
    path("deviations", api_deviations.DeviationsView.as_view(), name="api-deviations"),
    path("deviations/<int:pk>", api_deviations.DeviationView.as_view(), name="api-deviation"),
    path("deviations/<int:pk>/acknowledge", api_deviations.AcknowledgeView.as_view(), name="api-deviation-acknowledge"),
    path("gate/<path:asset>", api_gate.GateView.as_view(), name="api-gate"),
    path("observations", api_observations.ObservationsView.as_view(), name="api-observations"),
    path("charts", api_observations.ChartsView.as_view(), name="api-charts"),
    path("charts/<int:pk>", api_observations.ChartView.as_view(), name="api-chart"),
    path("tests", api_tests.DataTestsView.as_view(), name="api-tests"),
    path("tests/<int:pk>", api_tests.DataTestView.as_view(), name="api-test"),
    path("tests/<int:pk>/state", api_tests.DataTestStateView.as_view(), name="api-test-state"),
    path("tests/<int:pk>/run", api_tests.DataTestRunView.as_view(), name="api-test-run"),
    path("tests/<int:pk>/results", api_tests.DataTestResultsView.as_view(), name="api-test-results"),
    path("contracts", api_contracts.Contracts.as_view(), name="api-contracts"),
    path("contracts/validate", api_documents.Validate.as_view(), name="api-contracts-validate"),
    path("contracts/diff", api_documents.Diff.as_view(), name="api-contracts-diff"),
    path("contracts/environments", api_emitting.Environments.as_view(), name="api-contracts-environments"),
    path("contracts/<int:pk>", api_contracts.ContractDetail.as_view(), name="api-contract"),
    path("contracts/<int:pk>/raw", api_contracts.ContractRaw.as_view(), name="api-contract-raw"),
    path("contracts/<int:pk>/results", api_emitting.Results.as_view(), name="api-contract-results"),
    path("contracts/<int:pk>/agreements", api_agreements.ContractAgreements.as_view(), name="api-contract-agreements"),
    path("contracts/<int:pk>/versions/<str:number>", api_versions.VersionDetail.as_view(), name="api-contract-version"),
    path("contracts/<int:pk>/versions/<str:number>/state", api_versions.VersionStep.as_view(), name="api-contract-version-state"),
    path("contracts/<int:pk>/versions/<str:number>/bindings", api_versions.VersionBinding.as_view(), name="api-contract-version-bindings"),
    path("contracts/<int:pk>/versions/<str:number>/diff", api_versions.VersionDiff.as_view(), name="api-contract-version-diff"),
    path("contracts/<int:pk>/versions/<str:number>/clauses", api_versions.VersionClauses.as_view(), name="api-contract-version-clauses"),
]
