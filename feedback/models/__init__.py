"""The feedback room's nouns."""

from feedback.models.access import AccessRequest
from feedback.models.alert import Channel, Delivery, Matter, Notice, Preference
from feedback.models.case import Case, CaseDeviation, CaseEntry, Report
from feedback.models.desk import ReplyTemplate, RotaTurn, SavedView, ServiceTarget, WorkHours
from feedback.models.follow import Follow
from feedback.models.happening import Happening, Hook, News
from feedback.models.promotion import Criterion
from feedback.models.question import Answer, Question
from feedback.models.review import AbuseReport, HelpfulVote, Review

__all__ = [
    "AbuseReport",
    "AccessRequest",
    "Answer",
    "Case",
    "CaseDeviation",
    "CaseEntry",
    "Channel",
    "Criterion",
    "Delivery",
    "Follow",
    "Happening",
    "HelpfulVote",
    "Hook",
    "Matter",
    "News",
    "Notice",
    "Preference",
    "Question",
    "ReplyTemplate",
    "Report",
    "Review",
    "RotaTurn",
    "SavedView",
    "ServiceTarget",
    "WorkHours",
]
