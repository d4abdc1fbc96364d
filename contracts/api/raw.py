"""Taking documents as they are: the body of a request is the file."""

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from contracts.odcs.reading import MAX_BYTES

YAML = "application/yaml"
# How OpenAPI says that a body is a contract.
BODY = {YAML: {"type": "string", "format": "binary"}, "application/json": {"type": "object"}, "text/plain": {"type": "string"}}


class TooLong(APIException):
    """The body is longer than any contract."""

    status_code = 413
    default_detail = f"A contract may have {MAX_BYTES:,} bytes."
    default_code = "too_long"


class RawParser(BaseParser):
    """Gives the body's bytes, whatever they are called."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: dict[str, Any] | None = None) -> bytes:  # type: ignore[override] # DRF's stubs know dictionaries only
        """Read no more than a contract may have."""
        del media_type, parser_context
        try:
            body = stream.read(MAX_BYTES + 1)
        except RequestDataTooBig as error:
            raise TooLong from error
        if len(body) > MAX_BYTES:
            raise TooLong
        return body


def body_of(request: Request) -> bytes:
    """Give the document sent."""
    body: object = request.data
    if not isinstance(body, bytes) or not body.strip():
        raise ParseError("Send the contract itself as the body, as YAML or JSON.")
    return body
