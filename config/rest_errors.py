"""One shape of error for every REST view."""

from typing import Any

from django.db import InterfaceError, OperationalError
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler


class AwayForNow(APIException):
    """The database can't be reached."""

    status_code = 503
    default_detail = "The database is away for a moment. Try again."
    default_code = "unavailable"
    wait = 2


def answer_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give every error one shape: `{"error": {"code", "message", "fields"?}}`."""
    if isinstance(error, OperationalError | InterfaceError):
        error = AwayForNow()
    response = exception_handler(error, context)
    if response is None:
        return None
    details = response.data
    fields = details if isinstance(details, dict) and "detail" not in details else None
    message = str(details["detail"]) if isinstance(details, dict) and "detail" in details else "Some values can't be used."
    code = getattr(error, "default_code", "error")
    response.data = {"error": {"code": code, "message": message, **({"fields": fields} if fields else {})}}
    return response
