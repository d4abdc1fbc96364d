"""Forms of following, channels, wishes and hooks."""

from typing import Any

from django import forms
from django.conf import settings

from catalog.asked import number
from catalog.models import Domain, Person, Team
from feedback.alerting import REASONS
from feedback.alerting.envelope import TYPES
from feedback.models import Channel, Preference

REASON_CHOICES = list(REASONS.items())
# For what each kind of thing can be followed.
FOLLOW_REASONS = {"asset": ("late", "deviation", "breaking_change", "new_version", "answer"), "case": ("case",), "search": ("search",)}
# The reasons in the words of one thing that is followed.
OF_IT = REASONS | {
    "late": "It is late",
    "answer": "A question about it is answered",
    "case": "It moves on",
    "search": "It finds something new",
}
TICKS = forms.CheckboxSelectMultiple


def teams_of(person: Person) -> Any:
    """Give the teams somebody may act for: their own; all for administrators."""
    found = Team.objects.order_by("name")
    return found if person.is_administrator else found.filter(memberships__person=person)


class FollowForm(forms.Form):
    """For which reasons something is followed."""

    reasons = forms.MultipleChoiceField(choices=REASON_CHOICES, widget=TICKS, label="Tell me when")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Offer the reasons that such a thing has."""
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(word, OF_IT[word]) for word in FOLLOW_REASONS.get(kind, FOLLOW_REASONS["asset"])]


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
        """Offer one's teams; e-mail where a server is named, Apprise to administrators alone."""
        super().__init__(*args, **kwargs)
        team, kind = self.fields["team"], self.fields["kind"]
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams_of(person)
        left_out = {*(() if settings.SMTP_URL else (Channel.Kind.EMAIL,)), *(() if person.is_administrator else (Channel.Kind.APPRISE,))}
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [choice for choice in Channel.Kind.choices if choice[0] not in left_out]


class WishesForm(forms.Form):
    """When somebody wants to hear."""

    pace = forms.ChoiceField(choices=Preference.Pace.choices, label="How soon")
    digest_at = forms.TimeField(label="Digest at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_from = forms.TimeField(required=False, label="Quiet from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(required=False, label="Quiet until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    report_on = forms.ChoiceField(
        required=False, label="DataOps report every Monday", help_text="The week before in numbers, over your channels."
    )
    muted = forms.MultipleChoiceField(
        choices=[choice for choice in REASON_CHOICES if choice[0] != "report"], required=False, widget=TICKS, label="Never tell me"
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the report on all one may see, or on one domain."""
        super().__init__(*args, **kwargs)
        domains = Domain.objects.visible_to(person).order_by("name").values_list("slug", "name")
        field = self.fields["report_on"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "No"), ("*", "On all I may see"), *((slug, f"On {name}") for slug, name in domains)]


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
        numbers = [number(word) for word in words]
        if not all(numbers):
            raise forms.ValidationError("Give the assets' numbers, by comma.")
        return numbers
