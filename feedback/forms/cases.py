"""Forms about problems: reporting one, answering, deciding, resolving, and how the desk works."""

from typing import Any

from django import forms

from catalog.models import Person
from feedback.models import Report
from feedback.models.case import Outcome, Severity

SHORT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 5})
LATER = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReportForm(forms.Form):
    """What is wrong, and where."""

    kind = forms.ChoiceField(choices=Report.Kind.choices, widget=forms.RadioSelect, label="What is the matter?")
    text = forms.CharField(
        max_length=5_000, widget=LONG, label="What did you see?", help_text="One or two sentences; what you expected, and what is there."
    )
    column_path = forms.ChoiceField(required=False, label="Column", help_text="If it is about one column.")
    row_filter = forms.CharField(
        required=False, max_length=500, label="Which rows", help_text="As you would say it: “orders of 3 March, shop Berlin”."
    )
    run_id = forms.ChoiceField(required=False, label="Run", help_text="If it began with one delivery.")
    evidence = forms.CharField(required=False, max_length=2_000, widget=SHORT, help_text="A link, a number, a row.")

    def __init__(self, *args: Any, columns: list[str], runs: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the asset's columns and its newest runs."""
        super().__init__(*args, **kwargs)
        choices = {
            "column_path": [("", "The whole asset"), *((path, path) for path in columns)],
            "run_id": [("", "No particular one"), *runs],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean_run_id(self) -> int | None:
        """Give the run's number."""
        chosen: str = self.cleaned_data["run_id"]
        return int(chosen) if chosen else None


class SayForm(forms.Form):
    """Something said on a case."""

    text = forms.CharField(max_length=10_000, widget=SHORT, label="Your words")
    is_internal = forms.BooleanField(required=False, label="Only for handlers")
    asks = forms.BooleanField(required=False, label="Ask the reporter: the clocks stop until they answer")


class ResolveForm(forms.Form):
    """What came of a case."""

    outcome = forms.ChoiceField(choices=[choice for choice in Outcome.choices if choice[0] != Outcome.DUPLICATE])
    public_answer = forms.CharField(max_length=10_000, widget=SHORT, label="Answer to the reporters")
    run_id = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label="Run that fixed it", help_text="The newest runs that wrote it."
    )
    version = forms.CharField(required=False, max_length=200, label="Version", help_text="Of the contract or the asset.")
    commit = forms.CharField(required=False, max_length=500, label="Commit", help_text="A hash or a link.")
    internal_note = forms.CharField(required=False, max_length=10_000, widget=SHORT, label="Note for handlers only")

    def __init__(self, *args: Any, runs: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer runs."""
        super().__init__(*args, **kwargs)
        field = self.fields["run_id"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", "None, or another way"), *runs]


class DecideForm(forms.Form):
    """One decision about one or many cases; which fields it needs depends on `do`."""

    do = forms.ChoiceField(
        choices=[(word, word) for word in ("accept", "decline", "snooze", "assign", "severity", "merge", "reopen", "send_up")]
    )
    reason = forms.CharField(required=False, max_length=5_000)
    until = forms.DateTimeField(required=False, widget=LATER)
    to = forms.ModelChoiceField(Person.objects.filter(is_active=True).order_by("name"), required=False)
    severity = forms.ChoiceField(required=False, choices=[("", ""), *Severity.choices])
    case = forms.IntegerField(required=False)
    asset = forms.IntegerField(required=False)


class TargetForm(forms.Form):
    """How soon cases of one severity get an answer, in hours of work."""

    severity = forms.ChoiceField(choices=Severity.choices)
    reply_hours = forms.FloatField(min_value=0.1, max_value=10_000, label="First reply within (hours)")
    solve_hours = forms.FloatField(min_value=0.1, max_value=10_000, label="Solved within (hours)")


class HoursForm(forms.Form):
    """When the clocks run."""

    WEEKDAYS = [(1, "Mon"), (2, "Tue"), (3, "Wed"), (4, "Thu"), (5, "Fri"), (6, "Sat"), (7, "Sun")]

    time_zone = forms.CharField(max_length=60, help_text="As in Europe/Berlin.")
    weekdays = forms.TypedMultipleChoiceField(choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple)
    opens = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    holidays = forms.CharField(required=False, widget=SHORT, help_text="One date a line, as 2026-12-25.")


class TurnForm(forms.Form):
    """Whose turn it is."""

    person = forms.ModelChoiceField(Person.objects.filter(is_active=True).order_by("name"))
    starts_on = forms.DateField(widget=DAY)
    ends_on = forms.DateField(widget=DAY)


class TemplateForm(forms.Form):
    """A reply with blanks."""

    name = forms.CharField(max_length=80)
    text = forms.CharField(max_length=5_000, widget=SHORT, help_text="Blanks: {{reporter}}, {{asset}}, {{run}}, {{next_run}}.")
