"""Forms of following, channels, wishes and hooks."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from catalog.models import Person, Team
from feedback.alerting import REASONS
from feedback.alerting.envelope import TYPES
from feedback.models import Channel, Preference

REASON_CHOICES = list(REASONS.items())
TICKS = forms.CheckboxSelectMultiple


def teams_of(person: Person) -> Any:
    """Give the teams somebody may act for: their own; all for administrators."""
    found = Team.objects.order_by("name")
    return found if person.is_administrator else found.filter(memberships__person=person)


class FollowForm(forms.Form):
    """For which reasons something is followed."""

    reasons = forms.MultipleChoiceField(
        choices=[choice for choice in REASON_CHOICES if choice[0] not in {"channel", "access", "review"}],
        widget=TICKS,
        label="Tell me when",
    )


class ChannelForm(forms.Form):
    """A way to be reached."""

    kind = forms.ChoiceField(choices=Channel.Kind.choices, label="How")
    value = forms.CharField(
        max_length=2_000, label="Where", widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="An e-mail address; the URL of an incoming webhook (Slack, Teams Workflows, your own); a Slack bot's token; "
        "a PagerDuty integration key. Kept sealed, never shown again.",
    )  # fmt: skip
    room = forms.CharField(required=False, max_length=80, label="Room", help_text="Only for a Slack bot: #data-alerts.")
    name = forms.CharField(required=False, max_length=80, label="Name")
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="Me", label="For whom")
    reasons = forms.MultipleChoiceField(choices=REASON_CHOICES, required=False, widget=TICKS, label="Only for (none: all)")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer one's teams; Apprise to administrators alone."""
        super().__init__(*args, **kwargs)
        team, kind = self.fields["team"], self.fields["kind"]
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams_of(person)
        if isinstance(kind, forms.ChoiceField) and not person.is_administrator:
            kind.choices = [choice for choice in Channel.Kind.choices if choice[0] != Channel.Kind.APPRISE]


class WishesForm(forms.Form):
    """When somebody wants to hear."""

    pace = forms.ChoiceField(choices=Preference.Pace.choices, label="How soon")
    digest_at = forms.TimeField(label="Digest at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_from = forms.TimeField(required=False, label="Quiet from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(required=False, label="Quiet until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    time_zone = forms.CharField(max_length=60, label="Time zone", help_text="Like Europe/Vienna.")
    muted = forms.MultipleChoiceField(choices=REASON_CHOICES, required=False, widget=TICKS, label="Never tell me")

    def clean_time_zone(self) -> str:
        """Take known zones only."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError("There is no such time zone; give one like Europe/Vienna.")
        return zone


class HookForm(forms.Form):
    """Where outgoing events go."""

    name = forms.CharField(required=False, max_length=80, label="Name")
    url = forms.CharField(
        max_length=2_000,
        label="URL",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text="Called with POST. Kept sealed, never shown again.",
    )
    team = forms.ModelChoiceField(Team.objects.none(), required=False, label="Team", help_text="It hears what the team may see.")
    types = forms.MultipleChoiceField(
        choices=[(word, word) for word in TYPES if word != "test"], required=False, widget=TICKS, label="Only for (none: all)"
    )
    assets = forms.CharField(
        required=False, max_length=500, label="Only of these assets", help_text="Numbers, by comma, as in their addresses."
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer one's teams; an administrator's hook may be nobody's and hear everything."""
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        team.required = not person.is_administrator
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams_of(person)
            team.empty_label = "None: hears everything" if person.is_administrator else None

    def clean_assets(self) -> list[int]:
        """Read the numbers."""
        words = [word.strip() for word in self.cleaned_data["assets"].split(",") if word.strip()]
        if not all(word.isascii() and word.isdecimal() and len(word) < 19 for word in words):  # noqa: PLR2004  # a bigint's digits
            raise forms.ValidationError("Give the assets' numbers, by comma.")
        return [int(word) for word in words]
