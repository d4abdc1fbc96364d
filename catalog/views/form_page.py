"""The page of a form by itself: for making and changing what has no more to show than its fields."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(request: HttpRequest, form: Form, *, heading: str, back: str, back_to: str = "") -> HttpResponse:
    """Show the form; `back` names the page to leave for, `back_to` an address instead of it. What was sent and is wrong comes back as 422."""
    page = {"form": form, "heading": heading, "back": back, "back_to": back_to}
    return render(request, "catalog/form_page.html", page, status=422 if form.is_bound else 200)
