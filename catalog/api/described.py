"""What the OpenAPI document says of an endpoint, kept until somebody asks for the document.

drf-spectacular's own decorator makes a class for each endpoint and imports what writes documents, Django's test client among it: 10 MB in every
process, for a page that few open.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Endpoint = TypeVar("Endpoint")

_kept: list[tuple[Any, dict[str, Any]]] = []
_one_at_a_time = Lock()


def extend_schema(**words: Any) -> Callable[[Endpoint], Endpoint]:
    """Keep what drf-spectacular's decorator of this name takes, for a method or a view."""

    def keep(endpoint: Endpoint) -> Endpoint:
        _kept.append((endpoint, words))
        return endpoint

    return keep


def describe_all() -> None:
    """Tell drf-spectacular what was kept, in the order in which it was said; a second call finds nothing to do."""
    from drf_spectacular.utils import extend_schema as describe

    with _one_at_a_time:
        while _kept:
            endpoint, words = _kept.pop(0)
            describe(**words)(endpoint)
