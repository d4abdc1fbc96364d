"""The form by which a consumer says what they need."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms

from contracts.actions.agreements.requesting import ColumnUse, Wish

DAY = forms.DateInput(attrs={"type": "date"})
PACES = [("", "Whenever it comes"), ("1 h", "Every hour"), ("1 d", "Every day"), ("7 d", "Every week")]


class WishForm(forms.Form):
    """Who relies on it, on what, by when, how good, and for how long."""

    consumer = forms.ChoiceField(label="Who relies on it")
    purpose = forms.CharField(max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}), label="What for")
    columns = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those you use; none ticked means all. You only hear of what concerns them.",
    )
    pace = forms.ChoiceField(required=False, choices=PACES, label="How often you need it")
    deadline = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}), label="There by")
    time_zone = forms.CharField(required=False, max_length=60, initial="UTC", help_text="As in Europe/Berlin.")
    least_rows = forms.IntegerField(required=False, min_value=1, label="At least so many rows")
    most_missing = forms.FloatField(
        required=False, min_value=0, max_value=100, label="At most so many empty values (%)", help_text="In each of the columns ticked."
    )
    starts_on = forms.DateField(required=False, widget=DAY, label="From")
    ends_on = forms.DateField(required=False, widget=DAY, label="Until")
    notice_days = forms.IntegerField(min_value=0, max_value=3_650, initial=30, label="Notice before a change (days)")

    def __init__(self, *args: Any, consumers: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer whom one speaks for, and the contract's columns as `asset:path`."""
        super().__init__(*args, **kwargs)
        for name, offered in (("consumer", consumers), ("columns", columns)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean_time_zone(self) -> str:
        """Take only zones that exist."""
        zone: str = self.cleaned_data["time_zone"] or "UTC"
        if zone not in available_timezones():
            raise forms.ValidationError(f"{zone} is no time zone. Write it as Europe/Berlin or UTC.")
        return zone

    def wish(self) -> Wish:
        """Give what was filled in, in the words of the standard."""
        said = self.cleaned_data
        columns = tuple(ColumnUse(int(asset), path) for asset, _, path in (chosen.partition(":") for chosen in said["columns"]))
        return Wish(
            purpose=said["purpose"],
            needs={"slaProperties": self._service(), "quality": self._quality(columns)},
            columns=columns,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            notice_days=said["notice_days"],
        )

    def _service(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        value, _, unit = said["pace"].partition(" ")
        found: list[dict[str, Any]] = []
        if said["pace"]:
            found.append({"property": "frequency", "value": int(value), "unit": unit})
        if said["deadline"]:
            found.append({"property": "timeOfAvailability", "value": f"{said['deadline']:%H:%M} {said['time_zone']}"})
        return found

    def _quality(self, columns: Sequence[ColumnUse]) -> list[dict[str, Any]]:
        said = self.cleaned_data
        found: list[dict[str, Any]] = []
        if said["least_rows"]:
            found.append({"metric": "rowCount", "mustBeGreaterOrEqualTo": said["least_rows"]})
        if said["most_missing"] is not None:
            rule = {"metric": "nullValues", "mustBeLessOrEqualTo": said["most_missing"], "unit": "percent"}
            found += [{**rule, "column": path} for path in dict.fromkeys(use.path for use in columns)]
        return found


class DecisionForm(forms.Form):
    """A step of an agreement, with a reason where it needs one."""

    do = forms.ChoiceField(choices=[(word, word) for word in ("approve", "reject", "sign", "suspend", "resume", "terminate")])
    reason = forms.CharField(required=False, max_length=5_000)
