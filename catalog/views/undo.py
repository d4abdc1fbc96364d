"""Undoing: a toast with a button after a change, and the address it posts to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from catalog import audit
from catalog.actions.terms import CannotDefine
from catalog.actions.undo import RESTORABLE, UNDOABLE, CannotRestore, CannotUndo, restore_words, undo_description
from catalog.models import Asset, AuditEntry, Role, Term
from catalog.views.access import person_of, require

BUTTON = '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}"><button class="button small">Undo</button></form>'


def say_done(request: HttpRequest, words: str, asset: Asset) -> None:
    """Tell that the change is made, with a way back when it was one of words."""
    entries = AuditEntry.objects.filter(request_id=audit.actor().request_id, target_id=str(asset.pk), verb__in=UNDOABLE)
    entry = entries.order_by("-id").first() if audit.actor().request_id else None
    if entry is None:
        messages.success(request, words)
        return
    messages.success(request, format_html(BUTTON, words, reverse("undo", args=[entry.pk]), get_token(request)))


@require_POST
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take one's change back."""
    person = person_of(request)
    entry = get_object_or_404(AuditEntry, pk=entry_id, target_kind="asset", verb__in=UNDOABLE)
    asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=entry.target_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    try:
        undo_description(entry=entry)
    except CannotUndo as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Undone.")
    return redirect("asset-columns" if entry.verb == "column.described" else "asset", asset.pk)


@require_POST
def restore(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Put an earlier wording back."""
    person = person_of(request)
    entry = get_object_or_404(AuditEntry, pk=entry_id, target_kind__in=("asset", "term"), verb__in=RESTORABLE)
    thing: Asset | Term
    if entry.target_kind == "term":
        thing = get_object_or_404(Term.objects.visible_to(person).select_related("domain"), pk=entry.target_id)
    else:
        thing = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=entry.target_id)
    require(person, Role.CONTRIBUTOR, thing.domain)
    try:
        restore_words(entry=entry)
    except (CannotRestore, CannotDefine) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The earlier wording is back.")
    return redirect("term" if entry.target_kind == "term" else "asset-history", thing.pk)
