"""The form by which a consumer says what they need."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms

from contracts.actions.agreements.requesting import ColumnUse, Wish
from contracts.actions.agreements.stepping import STEPS
from contracts.models import Agreement

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


class AmendForm(WishForm):
    """New terms of an agreement, filled in with the present ones. What the form has no field for goes on unchanged."""

    message = forms.CharField(required=False, max_length=5_000, label="Why", help_text="The other side reads it.")
    field_order = ("message", "purpose", "columns")

    def __init__(self, *args: Any, agreement: Agreement, columns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Begin with what holds now. A column that is relied on stays to be chosen, also where it is gone from the contract."""
        used = {f"{use.asset_id}:{use.column_path}": use for use in agreement.columns.all()}
        offered = dict(columns)
        offered |= {key: use.column_path for key, use in used.items() if key not in offered}
        super().__init__(*args, consumers=(), columns=tuple(offered.items()), initial=_filled(agreement, list(used)), **kwargs)
        del self.fields["consumer"], self.fields["starts_on"]
        self._used = used
        self._agreement = agreement

    def wish(self) -> Wish:
        """Give the terms that were filled in."""
        said = self.cleaned_data
        columns = tuple(self._use(chosen) for chosen in said["columns"])
        needs = self._agreement.needs
        kept = {name: [rule for rule in needs.get(name, ()) if not is_shown(rule)] for name, is_shown in SHOWN.items()}
        return Wish(
            purpose=said["purpose"],
            needs={"slaProperties": [*self._service(), *kept["slaProperties"]], "quality": [*self._quality(columns), *kept["quality"]]},
            columns=columns,
            ends_on=said["ends_on"],
            reassess_on=self._agreement.reassess_on,
            notice_days=said["notice_days"],
        )

    def _use(self, chosen: str) -> ColumnUse:
        asset, _, path = chosen.partition(":")
        use = self._used.get(chosen)
        return ColumnUse(int(asset), path, use.use, use.as_type) if use else ColumnUse(int(asset), path)


def _is_service(rule: Mapping[str, Any]) -> bool:
    """Say whether the form shows a service level: a pace it offers, a time of day, and nothing besides."""
    if rule.get("property") == "frequency":
        return rule.keys() == {"property", "value", "unit"} and f"{rule['value']} {rule['unit']}" in dict(PACES)
    return rule.get("property") == "timeOfAvailability" and rule.keys() == {"property", "value"} and bool(_clock(rule))


def _is_quality(rule: Mapping[str, Any]) -> bool:
    """Say whether the form shows a rule: rows at least, empty values of a column at most."""
    if rule.get("metric") == "rowCount":
        return rule.keys() == {"metric", "mustBeGreaterOrEqualTo"}
    return rule.get("metric") == "nullValues" and rule.keys() == {"metric", "mustBeLessOrEqualTo", "unit", "column"}


SHOWN = {"slaProperties": _is_service, "quality": _is_quality}


def _clock(rule: Mapping[str, Any]) -> tuple[str, str] | None:
    at, _, zone = str(rule.get("value")).partition(" ")
    return (at, zone or "UTC") if len(at) == len("08:00") and (zone or "UTC") in available_timezones() else None


def _filled(agreement: Agreement, columns: Sequence[str]) -> dict[str, Any]:
    """Give the present terms as the form's fields."""
    filled: dict[str, Any] = {
        "purpose": agreement.purpose,
        "columns": columns,
        "notice_days": agreement.notice_days,
        "ends_on": agreement.ends_on,
    }
    for rule in filter(_is_service, agreement.needs.get("slaProperties", ())):
        if rule["property"] == "frequency":
            filled["pace"] = f"{rule['value']} {rule['unit']}"
        elif clock := _clock(rule):
            filled["deadline"], filled["time_zone"] = clock
    for rule in filter(_is_quality, agreement.needs.get("quality", ())):
        name, operator = (
            ("least_rows", "mustBeGreaterOrEqualTo") if rule["metric"] == "rowCount" else ("most_missing", "mustBeLessOrEqualTo")
        )
        filled[name] = rule[operator]
    return filled


class DecisionForm(forms.Form):
    """A step of an agreement, with a reason where it needs one."""

    do = forms.ChoiceField(choices=[(word, word) for word in STEPS])
    reason = forms.CharField(required=False, max_length=5_000)
