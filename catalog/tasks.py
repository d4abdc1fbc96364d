"""The catalog's side work."""

from celery import shared_task
from django.utils import timezone

from catalog.actions import people, viewing
from catalog.search import learn_words


@shared_task(acks_late=True)
def learn_search_words() -> None:
    """Refresh the vocabulary that corrects mistyped searches."""
    learn_words()


@shared_task(acks_late=True)
def sum_views() -> None:
    """Sum how often assets were looked at."""
    viewing.sum_views(now=timezone.now())


@shared_task(acks_late=True)
def forget_unconfirmed() -> None:
    """Drop who signed up and never confirmed the e-mail."""
    people.forget_unconfirmed(now=timezone.now())
