"""Who looks at a page, and the address of the same page with something changed."""

from django.http import HttpRequest

from catalog.models import Person


def visitor(request: HttpRequest) -> Person | None:
    """Give the signed-in person."""
    return request.user if isinstance(request.user, Person) else None


def query_with(request: HttpRequest, **changes: str) -> str:
    """Give this page's query string with values replaced; an empty value removes its parameter."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
