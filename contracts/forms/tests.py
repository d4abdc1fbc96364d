"""The form in which a data test is written, and the filters of the list of tests."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from catalog.models import Asset
from contracts.actions.testing import Wish
from contracts.expecting.balances import MEDIANS
from contracts.expecting.operators import BETWEEN, NOT_BETWEEN, WORDS
from contracts.models import DataTest, DataTestKind, DataTestState, Severity
from contracts.models.testing import Outcome
from lineage.models import Connection

SECTION = re.compile(r"^\[(?P<name>[^\]]{0,40})\]$")
VARIABLE = re.compile(r"^(?P<name>[A-Za-z_]\w*)\s*[=:]\s*(?P<value>.*)$")
SQL = forms.Textarea(attrs={"rows": 6, "class": "sql", "spellcheck": "false"})
EVERY = [
    ("", "Never by the clock"),
    ("15", "Every 15 minutes"),
    ("60", "Every hour"),
    ("360", "Every 6 hours"),
    ("1440", "Every day"),
    ("10080", "Every week"),
]
AGAINST = [
    ("previous", "the time before"),
    ("same weekday", "the same weekday a week before"),
    *((name, f"the {name} times before") for name in MEDIANS),
]
DIRECTIONS = [("both", "neither more nor less"), ("not below", "not less"), ("not above", "not more")]
UNITS = [("percent", "per cent"), ("absolute", "in numbers")]


# Title of a fold, its fields, the kinds of test that need it (none: all do).
BOTH = ("location", "historic")
GROUPS = (
    ("What it asks", ("name", "kind", "column_path", "connection", "sql", "counts_rows"), ()),
    ("What the number must be", ("operator", "low", "high"), ("completeness", "correctness", "business")),
    ("The other side of a location balance", ("source", "source_connection", "source_sql"), ("location",)),
    ("What a balance allows", ("against", "direction", "tolerance", "tolerance_unit"), BOTH),
    ("Variables, by environment", ("variables", "environment"), ()),
    ("When it runs, and how much it matters", ("on_arrival", "every_minutes", "severity"), ()),
)


class DataTestFilter(forms.Form):
    """Which tests to list."""

    q = forms.CharField(label="Test or asset", required=False, max_length=100)
    kind = forms.ChoiceField(required=False, choices=[("", "Any kind"), *DataTestKind.choices])
    outcome = forms.ChoiceField(required=False, choices=[("", "Any outcome"), *Outcome.choices])
    state = forms.ChoiceField(required=False, choices=[("", "Active and paused"), *DataTestState.choices])


class DataTestForm(forms.Form):
    """A data test."""

    name = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=DataTestKind.choices)
    connection = forms.ModelChoiceField(Connection.objects.order_by("name"), required=False, empty_label="None yet")
    sql = forms.CharField(
        label="SQL that measures", widget=SQL, max_length=50_000,
        help_text="One SELECT that answers with one number. Jinja fills in variables: {{ schema }}.",
    )  # fmt: skip
    counts_rows = forms.BooleanField(required=False, label="Count the rows that come back instead (they are the bad ones)")
    operator = forms.ChoiceField(
        required=False, choices=[("", "-"), *((name, words.format("…", "…")) for name, words in WORDS.items())], label="The number must be"
    )
    low = forms.FloatField(required=False, label="Number")
    high = forms.FloatField(required=False, label="Second number", help_text="For between and not between.")
    source = forms.IntegerField(required=False, label="Other asset (its number)", help_text="Location balance: where the data comes from.")
    source_connection = forms.ModelChoiceField(
        Connection.objects.order_by("name"), required=False, empty_label="The same", label="Connection of the other asset"
    )
    source_sql = forms.CharField(required=False, label="SQL at the other asset", widget=SQL, max_length=50_000)
    against = forms.ChoiceField(required=False, choices=AGAINST, label="Historic balance: compared with")
    direction = forms.ChoiceField(required=False, choices=DIRECTIONS, label="Balances: may be")
    tolerance = forms.FloatField(required=False, min_value=0, label="Balances: tolerance")
    tolerance_unit = forms.ChoiceField(required=False, choices=UNITS, label="Tolerance is")
    column_path = forms.CharField(required=False, max_length=1_000, label="Column", help_text="Where it is about one.")
    variables = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5, "class": "sql", "spellcheck": "false"}),
        help_text="A line each: name = value. [prod] begins those of an environment.",
    )  # fmt: skip
    environment = forms.CharField(required=False, max_length=40, help_text="Whose variables are used when it runs by itself.")
    severity = forms.ChoiceField(choices=Severity.choices)
    on_arrival = forms.BooleanField(required=False, label="Run when a run has written the asset")
    every_minutes = forms.ChoiceField(required=False, choices=EVERY, label="By the clock")

    def __init__(self, *args: Any, assets: QuerySet[Asset], **kwargs: Any) -> None:
        """Know which assets this person may name."""
        super().__init__(*args, **kwargs)
        self.assets = assets

    def groups(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Give the fields as the page folds them: (title, fields, whether it is open)."""
        kind = str(self["kind"].value() or "")
        found = []
        for title, names, kinds in GROUPS:
            fields = [self[name] for name in names]
            found.append((title, fields, not kinds or kind in kinds or any(field.errors for field in fields)))
        return found

    def clean_source(self) -> Asset | None:
        """Find the other asset among those this person may see."""
        number = self.cleaned_data["source"]
        if number is None:
            return None
        found = self.assets.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(f"There is no asset {number} that you may see.")
        return found

    def clean_variables(self) -> dict[str, dict[str, str]]:
        """Read the lines of variables."""
        found: dict[str, dict[str, str]] = {}
        section = ""
        for line in filter(None, map(str.strip, self.cleaned_data["variables"].splitlines())):
            if heading := SECTION.match(line):
                section = heading["name"].strip()
            elif variable := VARIABLE.match(line):
                found.setdefault(section, {})[variable["name"]] = variable["value"].strip()
            else:
                raise forms.ValidationError(f"{line[:60]!r} is neither “name = value” nor “[environment]”.")
        return found

    def wish(self) -> Wish:
        """Give what was asked for; call it on a valid form."""
        said = self.cleaned_data
        shared = (
            "name",
            "kind",
            "connection",
            "sql",
            "column_path",
            "source",
            "source_connection",
            "source_sql",
            "variables",
            "environment",
        )
        return Wish(
            **{name: said[name] for name in (*shared, "severity", "on_arrival")},
            terms=self._terms(),
            every_minutes=int(said["every_minutes"]) if said["every_minutes"] else None,
        )

    def _terms(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said["kind"] == DataTestKind.LOCATION:
            return _without_empty({"tolerance": said["tolerance"] or 0, "unit": said["tolerance_unit"], "direction": said["direction"]})
        if said["kind"] == DataTestKind.HISTORIC:
            balance = {"tolerance": said["tolerance"] or 0, "unit": said["tolerance_unit"], "direction": said["direction"]}
            return _without_empty({**balance, "against": said["against"]})
        if said["kind"] == DataTestKind.STATISTICAL:
            return {}
        is_pair = said["operator"] in {BETWEEN, NOT_BETWEEN}
        value = [said["low"], said["high"]] if is_pair else said["low"]
        return _without_empty({"operator": said["operator"], "value": value, "counts_rows": said["counts_rows"] or None})


def _without_empty(terms: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if value not in (None, "")}


def said_of(test: DataTest) -> dict[str, Any]:
    """Give a test as the form's first values."""
    terms = test.terms
    value = terms.get("value")
    low, high = value if isinstance(value, list) and len(value) == len("ab") else (value, None)
    lines = []
    for section, variables in sorted(test.variables.items()):
        lines += [f"[{section}]"] * bool(section) + [f"{name} = {told}" for name, told in variables.items()]
    plain = ("name", "kind", "connection", "sql", "column_path", "source_connection", "source_sql", "environment", "severity", "on_arrival")
    return {
        **{name: getattr(test, name) for name in plain}, "source": test.source_id, "variables": "\n".join(lines), "low": low, "high": high,
        "every_minutes": str(test.every_minutes or ""), "tolerance_unit": terms.get("unit", "percent"),
        **{name: terms.get(name) for name in ("operator", "against", "direction", "tolerance", "counts_rows")},
    }  # fmt: skip
