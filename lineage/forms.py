"""Forms of the lineage room: the filters of its lists, read from the query string. A bad value narrows nothing and says so."""

from django import forms

from lineage.models.event import EventProblem
from lineage.models.run import RunState
from lineage.queries.events import EventFilter
from lineage.queries.jobs import JobFilter
from lineage.queries.runs import RunFilter

_LONGEST = 300
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"})


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=_LONGEST, widget=forms.TextInput(attrs={"placeholder": hint}))


class RunFilterForm(forms.Form):
    """Which runs to list."""

    state = forms.MultipleChoiceField(label="State", required=False, choices=RunState.choices, widget=forms.CheckboxSelectMultiple)
    job = _words("Job", "part of its name")
    namespace = _words("Namespace", "its whole name")
    submitter = _words("Submitter", "part of the name")
    asset = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    since = forms.DateTimeField(label="From", required=False, widget=_MOMENT)
    until = forms.DateTimeField(label="Until", required=False, widget=_MOMENT)

    def chosen(self) -> RunFilter:
        """Give what was asked for, leaving out what can't be read."""
        self.is_valid()
        said = self.cleaned_data
        return RunFilter(
            states=tuple(said.get("state", ())),
            job=said.get("job", ""),
            namespace=said.get("namespace", ""),
            submitter=said.get("submitter", ""),
            asset_id=said.get("asset"),
            since=said.get("since"),
            until=said.get("until"),
        )


class DayForm(forms.Form):
    """Which day to draw."""

    date = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    namespace = _words("Namespace", "its whole name")


class JobFilterForm(forms.Form):
    """Which jobs to list."""

    q = _words("Name", "part of its name")
    namespace = _words("Namespace", "its whole name")
    integration = _words("Integration", "SPARK, AIRFLOW, DBT …")
    state = forms.ChoiceField(label="Last run", required=False, choices=[("", "any"), *RunState.choices])

    def chosen(self) -> JobFilter:
        """Give what was asked for, leaving out what can't be read."""
        self.is_valid()
        said = self.cleaned_data
        return JobFilter(
            text=said.get("q", ""),
            namespace=said.get("namespace", ""),
            integration=said.get("integration", ""),
            state=said.get("state", ""),
        )


class EventFilterForm(forms.Form):
    """Which events to list."""

    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "any"), ("run", "Run event"), ("job", "Job event"), ("dataset", "Dataset event")]
    )
    type = _words("Type", "START, COMPLETE …")
    job = _words("Job", "part of its name")
    run = _words("Run id")
    severity = forms.ChoiceField(label="Problems", required=False, choices=[("", "any"), *EventProblem.Severity.choices])
    since = forms.DateTimeField(label="From", required=False, widget=_MOMENT)
    until = forms.DateTimeField(label="Until", required=False, widget=_MOMENT)

    def chosen(self) -> EventFilter:
        """Give what was asked for, leaving out what can't be read."""
        self.is_valid()
        said = self.cleaned_data
        return EventFilter(
            kind=said.get("kind", ""),
            event_type=said.get("type", ""),
            job=said.get("job", ""),
            run_id=said.get("run", ""),
            severity=said.get("severity", ""),
            since=said.get("since"),
            until=said.get("until"),
        )


class ImpactFilterForm(forms.Form):
    """Which affected assets to list."""

    direction = forms.ChoiceField(label="Direction", required=False, choices=[("down", "What it affects"), ("up", "What it is made from")])
    distance = forms.IntegerField(label="At most this far", required=False, min_value=1, max_value=100)
    kind = _words("Kind")
    domain = _words("Domain")
    q = _words("Name", "part of its name")
