"""What the OpenAPI document promises: whatever is sent, nothing breaks; and every answer has a status and a shape that it names.

Each operation is called on rows that exist, with values made from the document by schemathesis; nothing stays. More examples are tried with
PROVENDER_FUZZ_EXAMPLES=100.
"""

import logging
import os
import re
from urllib.parse import quote

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings

from config.wsgi import application
from tests.stories.everything import make_everything, make_key

EXAMPLES = int(os.environ.get("PROVENDER_FUZZ_EXAMPLES", "1"))
PLACE = re.compile(r"{(\w+)}")
# A document as it came, in YAML or JSON: the checker holds JSON against the shape of the other.
BYTE_FOR_BYTE = {"/api/v1/contracts/{id}/raw"}
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def world(db):
    """Everything, with the connection kept open between requests: the test's transaction hangs on it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    yield make_everything()
    logging.disable(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def real_arguments(world, path) -> dict:
    """Fill the places of a path with rows that exist."""
    match = resolve(PLACE.sub("1", path))
    found = world.arguments(match.url_name, list(match.kwargs))
    return dict(zip(PLACE.findall(path), [quote(str(found[word]), safe="") for word in match.kwargs], strict=True))


def called(case, headers):
    """Send it, and take back whatever it changed."""
    point = transaction.savepoint()
    try:
        return case.call(headers=headers)
    finally:
        transaction.savepoint_rollback(point)


def test_every_operation_answers_as_documented(world):
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {make_key(world.people['admin'], 'read', 'write', 'ingest')}"}
    problems: dict[str, str] = {}

    def ask(case) -> None:
        case.path_parameters = real_arguments(world, case.operation.path)
        answer = called(case, headers)
        try:
            case.validate_response(answer, checks=checks[:-1] if case.operation.path in BYTE_FOR_BYTE else checks)
            # Refusals are described together, successes one by one.
            assert answer.status_code >= 400 or str(answer.status_code) in case.operation.definition.raw["responses"], case.operation.label
        except BaseExceptionGroup as found:
            told = [f"{type(error).__name__}: {error}" for error in found.exceptions]
            problems.setdefault(f"{case.operation.label} {answer.status_code}", "\n".join([*told, case.as_curl_command()]))

    for operation in schemathesis.openapi.from_wsgi("/api/openapi.json", application).get_all_operations():
        SETTINGS(given(operation.ok().as_strategy())(ask))()
    assert not problems, "\n\n".join(f"{label}\n{words}" for label, words in problems.items())
