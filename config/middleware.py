"""Around every request: who acts (for the audit log), and domain errors turned into answers in one place."""

import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from catalog import audit, bulk
from catalog.models import Person
from config.dates import WRITTEN

Answer = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER_SECONDS = "2"


def audit_context(get_response: Answer) -> Answer:
    """Name the signed-in person and the request for every audit row written while answering it."""

    def answer(request: HttpRequest) -> HttpResponse:
        person = request.user if isinstance(request.user, Person) else None
        with audit.acting(audit.Actor(person=person, request_id=uuid.uuid4().hex)):
            return get_response(request)

    return answer


def in_their_time(get_response: Answer) -> Answer:
    """Show times in the zone of whoever looks, where they chose one, and days as they like to read them."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            return get_response(request)
        token = WRITTEN.set(request.user.dates)
        try:
            with timezone.override(request.user.time_zone) if request.user.time_zone else nullcontext():
                return get_response(request)
        finally:
            WRITTEN.reset(token)

    return answer


class ErrorsAsAnswers:
    """Turn errors into answers: a database that is away is 503 with Retry-After, a domain error its own page."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; Django calls `process_exception` where a view raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a meaning; leave the others to Django."""
        if bulk.is_away(error):
            return unavailable(request)
        return unwritable(request) if bulk.is_unwritable(error) else None


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database is away and when to come back; never touches the database itself."""
    response = render(request, "errors/503.html", status=503) if request.accepts("text/html") else HttpResponse(status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def unwritable(request: HttpRequest) -> HttpResponse:
    """Say that what was sent can't be looked for or kept."""
    if request.path.startswith("/api/"):
        said = {"code": "unwritable", "message": "A value holds the character NUL, which no text can hold. Leave it out."}
        return JsonResponse({"error": said}, status=400)
    return render(request, "errors/400.html", status=400)


errors_as_answers = ErrorsAsAnswers
