"""Forms of the lineage room: the filters of its lists, read from the query string. A bad value narrows nothing and says so."""

from collections.abc import Mapping
from typing import Any

from django import forms

from catalog.models import Namespace, Person
from lineage.models.event import EventProblem
from lineage.models.run import RunState
from lineage.queries.events import EventFilter
from lineage.queries.jobs import JobFilter
from lineage.queries.runs import RunFilter
from lineage.queries.sql_answer import MOST_CHARACTERS, Question, spaces_of_tables

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


# Dialects people choose from; any other that the parser knows may be given to the API.
SQL_DIALECTS = [
    *("athena", "bigquery", "clickhouse", "databricks", "duckdb", "hive", "mysql", "oracle"),
    *("postgres", "redshift", "snowflake", "spark", "sqlite", "teradata", "trino", "tsql"),
]
MOST_VARIABLES = 100


class SqlForm(forms.Form):
    """A text to read as SQL, and where its tables are."""

    sql = forms.CharField(
        label="SQL",
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "mono", "placeholder": "INSERT INTO … SELECT … FROM …"}),
    )
    dialect = forms.ChoiceField(label="Dialect", required=False, choices=[("", "by the place"), *((name, name) for name in SQL_DIALECTS)])
    space = forms.ModelChoiceField(label="Where its tables are", required=False, queryset=Namespace.objects.none(), empty_label="anywhere")
    inside = _words("Schema it starts in", "shop.public")
    variables = forms.CharField(
        label="Jinja variables", required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "mono", "placeholder": "name = value"})
    )
    job_namespace = _words("Job namespace", "airflow")
    job_name = _words("Job name", "daily_sales")

    def __init__(self, person: Person | None, data: Mapping[str, Any] | None = None) -> None:
        """Offer the namespaces this person sees assets in."""
        super().__init__(data)
        space: Any = self.fields["space"]
        space.queryset = spaces_of_tables(person)

    def clean_variables(self) -> dict[str, str]:
        """Read a line as `name = value`."""
        lines = [line for line in self.cleaned_data["variables"].splitlines() if line.strip()]
        if len(lines) > MOST_VARIABLES or not all("=" in line for line in lines):
            raise forms.ValidationError(f"Write one variable a line, as name = value; at most {MOST_VARIABLES}.")
        return {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}

    def question(self) -> Question:
        """Give what was asked."""
        said = self.cleaned_data
        return Question(said["sql"], said["dialect"], said["space"], said["inside"], variables=said["variables"])
