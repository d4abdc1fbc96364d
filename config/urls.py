"""The front door: every room's pages and API under one roof."""

from django.urls import include, path

from catalog.urls import api as catalog_api
from catalog.urls import pages as catalog_pages
from config import kit_page
from config.accounts.urls import pages as accounts_pages
from config.health import healthz
from config.openapi import openapi
from contracts.urls import api as contracts_api
from contracts.urls import pages as contracts_pages
from feedback.urls import api as feedback_api
from feedback.urls import pages as feedback_pages
from lineage.urls import api as lineage_api
from lineage.urls import pages as lineage_pages

handler403 = "config.errors.refused"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
handler500 = "config.errors.broken"

urlpatterns = [
    path("", include(accounts_pages)),
    path("", include(feedback_pages)),
    path("", include(catalog_pages)),
    path("", include(lineage_pages)),
    path("", include(contracts_pages)),
    path("api/v1/", include(contracts_api)),
    path("api/v1/", include(lineage_api)),
    path("api/v1/", include(catalog_api)),
    path("api/v1/", include(feedback_api)),
    path("_ui/", kit_page.show, name="ui-kit"),
    path("healthz", healthz, name="healthz"),
    path("api/openapi.json", openapi, name="openapi"),
]
