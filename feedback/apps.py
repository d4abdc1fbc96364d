"""The feedback room, as Django sees it."""

from django.apps import AppConfig
from django.core import checks


class FeedbackConfig(AppConfig):
    """Who noticed, who hears, what was done."""

    name = "feedback"

    def ready(self) -> None:
        """Register the check of the home page's shelves."""
        from feedback.queries.shelves import check_shelves  # models are ready only now

        checks.register(check_shelves)
