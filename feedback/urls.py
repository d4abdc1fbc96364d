"""Addresses of the feedback room: `pages` at the root, `api` under /api/v1/."""

from django.urls import path

from feedback.api import cases as api_cases
from feedback.api import reviews as api_reviews
from feedback.views import access, cases, desk, home, inbox, moderation, promotion, questions, reports, reviews

pages = [
    path("", home.home, name="home"),
    path("first-event/", home.first_event_arrived, name="first-event"),
    path("assets/<int:asset_id>/report/", reports.asset_report, name="asset-report"),
    path("assets/<int:asset_id>/cases/", reports.asset_cases, name="asset-cases"),
    path("me/reports/", reports.reports, name="my-reports"),
    path("reports/<int:report_id>/confirm/", reports.report_confirm, name="report-confirm"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/say/", cases.case_say, name="case-say"),
    path("cases/<int:case_id>/decide/", cases.case_decide, name="case-decide"),
    path("cases/<int:case_id>/resolve/", cases.case_resolve, name="case-resolve"),
    path("cases/<int:case_id>/join/", reports.case_join, name="case-join"),
    path("inbox/", inbox.desk_inbox, name="inbox"),
    path("inbox/bulk/", inbox.inbox_bulk, name="inbox-bulk"),
    path("inbox.csv", inbox.inbox_csv, name="inbox-csv"),
    path("inbox/views/", inbox.view_save, name="view-save"),
    path("inbox/views/<int:view_id>/drop/", inbox.view_drop, name="view-drop"),
    path("domains/<slug:slug>/desk/", desk.desk, name="desk"),
    path("turns/<int:turn_id>/take/", desk.turn_take, name="turn-take"),
    path("reply-templates/<int:template_id>/drop/", desk.template_drop, name="template-drop"),
    path("assets/<int:asset_id>/reviews/", reviews.asset_reviews, name="asset-reviews"),
    path("assets/<int:asset_id>/reviews/write/", reviews.review_write, name="review-write"),
    path("reviews/<int:review_id>/take-back/", reviews.review_take_back, name="review-take-back"),
    path("reviews/<int:review_id>/vote/", reviews.review_vote, name="review-vote"),
    path("reviews/<int:review_id>/reply/", reviews.review_reply, name="review-reply"),
    path("assets/<int:asset_id>/ask/", questions.asset_ask, name="asset-ask"),
    path("questions/<int:question_id>/answer/", questions.question_answer, name="question-answer"),
    path("questions/<int:question_id>/reword/", questions.question_reword, name="question-reword"),
    path("questions/<int:question_id>/promote/", questions.question_promote, name="question-promote"),
    path("answers/<int:answer_id>/accept/", questions.answer_accept, name="answer-accept"),
    path("answers/<int:answer_id>/reword/", questions.answer_reword, name="answer-reword"),
    path("abuse/<slug:kind>/<int:number>/", moderation.abuse_report, name="abuse-report"),
    path("moderation/", moderation.moderation, name="moderation"),
    path("moderation/<int:complaint_id>/", moderation.complaint_decide, name="complaint-decide"),
    path("assets/<int:asset_id>/access/", access.asset_access, name="asset-access"),
    path("data-requests/new/", access.data_request, name="data-request"),
    path("me/access/", access.my_access, name="my-access"),
    path("access-requests/", access.access_requests, name="access-requests"),
    path("access-requests/<int:request_id>/decide/", access.access_decide, name="access-decide"),
    path("access-requests/<int:request_id>/withdraw/", access.access_withdraw, name="access-withdraw"),
    path("assets/<int:asset_id>/promotion/", promotion.asset_promotion, name="asset-promotion"),
    path("criteria/", promotion.criteria, name="criteria"),
    path("criteria/<int:criterion_id>/drop/", promotion.criterion_drop, name="criterion-drop"),
]

api = [
    path("reports", api_cases.Reports.as_view(), name="api-reports"),
    path("cases", api_cases.Cases.as_view(), name="api-cases"),
    path("cases/<int:case_id>", api_cases.CaseDetail.as_view(), name="api-case"),
    path("assets/<int:asset_id>/reviews", api_reviews.AssetReviews.as_view(), name="api-asset-reviews"),
    path("assets/<int:asset_id>/questions", api_reviews.AssetQuestions.as_view(), name="api-asset-questions"),
    path("cases/<int:case_id>/candidates", api_cases.CaseCandidates.as_view(), name="api-case-candidates"),
]
