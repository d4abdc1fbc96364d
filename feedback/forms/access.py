"""Forms of access."""

from typing import Any

from django import forms

from catalog.models import Person, Team

WORDS = forms.Textarea(attrs={"rows": 3})


class AccessForm(forms.Form):
    """What somebody needs an asset for, and for whom."""

    purpose = forms.CharField(max_length=5_000, widget=WORDS, label="What do you need it for?", help_text="Whoever decides reads it.")
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="Only me", label="For whom")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer one's own teams."""
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Team.objects.filter(memberships__person=person).order_by("name")


class DataRequestForm(forms.Form):
    """Data that nobody found."""

    wanted = forms.CharField(
        max_length=2_000, widget=WORDS, label="Which data do you look for?", help_text="What is in a row, from when, how fresh."
    )
    purpose = forms.CharField(max_length=5_000, widget=WORDS, label="What for?")


class DecisionForm(forms.Form):
    """What a steward decides."""

    do = forms.ChoiceField(choices=[("approve", "Approve"), ("reject", "Reject"), ("revoke", "End access")])
    answer = forms.CharField(required=False, max_length=5_000)
    expires_on = forms.DateField(required=False)
