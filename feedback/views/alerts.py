"""Notices, channels and wishes of the person signed in; deliveries and their results."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.views.access import person_of
from feedback.actions.alerts import channels as acts
from feedback.actions.alerts.delivering import CannotSendAgain, send_again
from feedback.actions.alerts.queueing import zone_of
from feedback.alerting import REASONS
from feedback.forms.alerts import ChannelForm, WishesForm
from feedback.models import Delivery, Preference
from feedback.queries.deliveries import channels_of, deliveries_of, narrowed, notices_of

PAGE = 25


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what one should know; `show=unread`, `reason` narrow."""
    rows = notices_of(person_of(request))
    if request.GET.get("show") == "unread":
        rows = rows.filter(read_at=None)
    if (reason := request.GET.get("reason", "")) in REASONS:
        rows = rows.filter(reason=reason)
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for notice in listed:
        notice.said, _, notice.more = notice.words.partition("\n")  # type: ignore[attr-defined]  # for the template
        notice.why = REASONS.get(notice.reason, "")  # type: ignore[attr-defined]  # likewise
    return render(
        request, "feedback/notices.html", {"page": listed, "reasons": REASONS, "reason": reason, "show": request.GET.get("show", "")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about. It is read once its reader asked by POST: browsers and scanners fetch addresses unasked."""
    person = person_of(request)
    found = get_object_or_404(notices_of(person), pk=notice_id)
    if request.method == "POST":
        acts.read_notices(person=person, ids=[found.pk], at=timezone.now())
    return redirect(found.matter.url)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    acts.read_notices(person=person_of(request), ids=None, at=timezone.now())
    return redirect("notices")


def my_alerts(request: HttpRequest) -> HttpResponse:
    """Show channels and wishes; keep new wishes, or make a channel (`do`)."""
    person = person_of(request)
    row = Preference.objects.filter(person=person).first() or Preference(person=person, digest_at=acts.Wishes().digest_at)
    wants_channel = request.POST.get("do") == "channel"
    posted = request.POST if request.method == "POST" else None
    channel_form = ChannelForm(
        posted if wants_channel else None, person=person, initial={"value": person.email if settings.SMTP_URL else ""}
    )
    asked = {name: getattr(row, name) for name in WishesForm.base_fields}
    wishes_form = WishesForm(None if wants_channel else posted, initial=asked, person=person)
    key = ""
    try:
        if wants_channel and channel_form.is_valid():
            said = channel_form.cleaned_data
            address = acts.Address(said["kind"], said["value"], said["room"])
            made, key = acts.make_channel(name=said["name"], address=address, person=person, team=said["team"], reasons=said["reasons"])
            messages.success(request, f"“{made}” is ready; try it.")
            if not key:
                return redirect("my-alerts")
        elif posted and not wants_channel and wishes_form.is_valid():
            acts.set_wishes(person=person, wishes=acts.Wishes(**wishes_form.cleaned_data))
            messages.success(request, "Kept.")
            return redirect("my-alerts")
    except acts.CannotMakeChannel as error:
        (channel_form if wants_channel else wishes_form).add_error(None, str(error))
    page = {
        "channels": channels_of(person).select_related("team").order_by("team", "name", "pk"), "channel_form": channel_form,
        "wishes_form": wishes_form, "zone": zone_of(person), "key": key, "reasons": REASONS,
    }  # fmt: skip
    answer = render(request, "feedback/alerts.html", page, status=422 if posted and not key else 200)
    if key:
        answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def channel_do(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Try a channel, switch it on again, or remove it (`do`)."""
    person = person_of(request)
    channel = get_object_or_404(channels_of(person), pk=channel_id)
    do = request.POST.get("do")
    if do == "try":
        acts.try_channel(channel=channel, person=person)
        messages.success(request, f"A test is on its way over “{channel}”; its result stands under Deliveries.")
    elif do == "on":
        acts.switch_on(channel=channel)
        messages.success(request, f"“{channel}” is used again.")
    elif do == "remove":
        acts.remove_channel(channel=channel)
        messages.success(request, f"“{channel}” is gone.")
    return redirect("my-alerts")


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """List every message and its result: one's own; all for administrators."""
    person = person_of(request)
    asked = request.GET.dict()
    listed = Paginator(narrowed(deliveries_of(person), asked), PAGE).get_page(request.GET.get("page"))
    page = {"page": listed, "states": Delivery.State.choices, "state": asked.get("state", ""), "mine": _own(listed.object_list, person.pk)}
    return render(request, "feedback/deliveries.html", page)


def _own(rows: object, person_id: int) -> set[int]:
    """Give the deliveries whose words may be shown: nobody reads what somebody else was told, administrators neither."""
    return {row.pk for row in rows if row.channel is None or row.channel.person_id in {None, person_id}}  # type: ignore[attr-defined]  # a page of deliveries


@require_POST
def delivery_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send a message again that failed or wasn't sent."""
    found = get_object_or_404(deliveries_of(person_of(request)), pk=delivery_id)
    try:
        send_again(delivery=found)
    except CannotSendAgain as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Queued again.")
    return redirect("deliveries")
