"""The catalog's side work."""

from celery import shared_task

from catalog.search import learn_words


@shared_task(acks_late=True)
def learn_search_words() -> None:
    """Refresh the vocabulary that corrects mistyped searches."""
    learn_words()
