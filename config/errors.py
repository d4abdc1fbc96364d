"""Error pages in the house's own look."""

from functools import partial

from django.views import defaults

refused = partial(defaults.permission_denied, template_name="errors/403.html")
not_found = partial(defaults.page_not_found, template_name="errors/404.html")
broken = partial(defaults.server_error, template_name="errors/500.html")
