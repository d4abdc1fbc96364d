"""The feedback room, as Django sees it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Who noticed, who hears, what was done."""

    name = "feedback"
