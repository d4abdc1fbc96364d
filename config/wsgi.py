"""The WSGI front door: events go straight to the ingest route, everything else through Django."""

import gc
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from lineage.api.ingest import BATCH, SINGLE, wsgi_ingest  # noqa: E402 - needs Django set up

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

INGEST = {SINGLE, BATCH}
# What is loaded stays, so the garbage collector need not walk it; and a batch makes 20,000 objects without one cycle.
gc.freeze()
gc.set_threshold(50_000, 20, 100)


def application(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request."""
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].rstrip("/") in INGEST:
        return wsgi_ingest(environ, start_response)
    return django_application(environ, start_response)
