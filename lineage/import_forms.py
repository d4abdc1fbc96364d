"""Forms of imports: what somebody brings, and what files and logs don't tell by themselves."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lineage.models import Connection, ImportKind

DIALECTS = (
    ("", "Standard SQL"),
    ("postgres", "PostgreSQL"),
    ("snowflake", "Snowflake"),
    ("bigquery", "BigQuery"),
    ("redshift", "Redshift"),
    ("databricks", "Databricks"),
    ("spark", "Spark"),
    ("hive", "Hive"),
    ("duckdb", "DuckDB"),
    ("mysql", "MySQL, MariaDB"),
    ("tsql", "SQL Server"),
    ("oracle", "Oracle"),
    ("teradata", "Teradata"),
    ("trino", "Trino"),
    ("clickhouse", "ClickHouse"),
    ("sqlite", "SQLite"),
)
PEOPLE = (
    ("pseudonyms", "Pseudonyms: readers can be counted, not named"),
    ("names", "Their names"),
    ("nobody", "Nothing: only how often"),
)
LONG = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
NAMESPACE_HINT = "As other producers name it, such as postgres://host:5432, snowflake://org-account or bigquery."


def as_one_upload(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Give the one file (name, content), or several packed as a zip."""
    if len(files) == 1:
        return files[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return f"{len(files)} files", packed.getvalue()


class ManyFiles(forms.FileField):
    """One file or several."""

    class Widget(forms.ClearableFileInput):
        """An input that takes several."""

        allow_multiple_selected = True

    widget = Widget

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Check each file alone."""
        listed = data if isinstance(data, list) and data else [data or None]
        checked = (super(ManyFiles, self).clean(one, initial) for one in listed)
        return [file for file in checked if file]


class ImportForm(forms.Form):
    """What every import is asked."""

    label = forms.CharField(
        max_length=120, label="Name of the source", help_text="Next time, what comes under this name is compared with what it said before."
    )

    def settings(self) -> dict[str, Any]:
        """Give the settings that go with the import: everything but its name and its files."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"label", "upload", "connection"} and value not in ("", None)
        }


class UploadForm(ImportForm):
    """An import of files."""

    upload = ManyFiles(label="Files")

    def content(self) -> tuple[str, bytes]:
        """Give the upload as one: itself, or several files as a zip."""
        return as_one_upload([(file.name or "upload", file.read()) for file in self.cleaned_data["upload"]])


class Variables(forms.CharField):
    """Jinja variables: a JSON object, or a line each (`name: value`)."""

    def __init__(self) -> None:
        """Say what it is."""
        help_text = "For templates: a line each, as in start_date: 2026-01-01; or a JSON object."
        super().__init__(label="Variables", required=False, max_length=20_000, widget=LONG, help_text=help_text)

    def clean(self, value: Any) -> dict[str, Any]:
        """Read them."""
        text = super().clean(value).strip()
        if not text.startswith("{"):
            pairs = (line.partition(":") for line in text.splitlines() if line.strip())
            return {name.strip(): said.strip() for name, _, said in pairs}
        try:
            found = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(f"This is no JSON: {error}.") from error
        return found if isinstance(found, dict) else {}


def _namespace(*, required: bool) -> forms.CharField:
    return forms.CharField(
        max_length=500,
        required=required,
        label="Where the tables are (namespace)",
        widget=forms.TextInput(attrs={"list": "namespaces", "spellcheck": "false"}),
        help_text=NAMESPACE_HINT,
    )


def _word(label: str, help_text: str = "", initial: str = "") -> forms.CharField:
    return forms.CharField(max_length=500, required=False, label=label, help_text=help_text, initial=initial)


class DbtForm(UploadForm):
    """dbt's artifacts."""

    namespace = _namespace(required=False)
    jobs = _word("Namespace of the jobs", "The one dbt-ol uses, where it runs too: then both meet in the same jobs.", "dbt")
    repository = _word("Address of the code", "The project's folder on the web, for links to models.")
    with_runs = forms.BooleanField(
        label="Take the runs of models, too (not where dbt-ol reports them already)", required=False, initial=True
    )
    variables = Variables()


class SqlForm(UploadForm):
    """SQL files."""

    dialect = forms.ChoiceField(choices=DIALECTS, required=False)
    namespace = _namespace(required=True)
    database = _word("Database", "Of tables named without one.")
    schema = _word("Schema", "Of tables named without one.")
    jobs = _word("Namespace of the jobs", "", "sql")
    repository = _word("Address of the code", "The folder on the web, for links to files.")
    variables = Variables()


class QueriesForm(UploadForm):
    """A query log."""

    dialect = forms.ChoiceField(choices=DIALECTS, required=False)
    namespace = _namespace(required=True)
    database = _word("Database", "Of entries that name none.")
    schema = _word("Schema", "Of entries that name none.")
    people = forms.ChoiceField(choices=PEOPLE, label="What is kept of who asked")


class DatabaseForm(ImportForm):
    """A live database."""

    connection = forms.ModelChoiceField(Connection.objects.order_by("name"), empty_label=None)
    database = _word("Database", "What it is called in the catalog, where that differs from its name here (a copy, a replica).")
    schemas = _word("Schemas", "Names or patterns (sales, raw_*), separated by spaces; empty: all.")
    except_schemas = _word("Not these schemas", "Names or patterns.")


class ConnectionForm(forms.Form):
    """How to reach a database."""

    name = forms.CharField(max_length=120)
    address = forms.CharField(
        max_length=2_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="postgresql://user:password@host:5432/database, mysql://…, duckdb:////path/to/file.duckdb, or any address of an SQLAlchemy"
        " dialect that is installed. Kept encrypted, never shown again.",
    )
    namespace = forms.CharField(
        max_length=500,
        required=False,
        label="Where its tables are in the catalog",
        help_text="Empty: as the address tells. " + NAMESPACE_HINT,
    )


class SourceForm(forms.Form):
    """Read a source again and again, with the settings of an import that was done."""

    label = forms.CharField(max_length=120, label="Name of the source", help_text="The name its imports had so far.")
    folder = forms.CharField(
        max_length=1_000, required=False, label="Folder on the server", help_text="For files: one that PROVENDER_IMPORT_FOLDERS allows."
    )
    every_minutes = forms.IntegerField(
        min_value=5, max_value=525_600, required=False, label="Every … minutes", help_text="Empty: only when you say so."
    )


FORMS: dict[str, type[ImportForm]] = {
    ImportKind.DBT: DbtForm,
    ImportKind.SQL: SqlForm,
    ImportKind.QUERIES: QueriesForm,
    ImportKind.DATABASE: DatabaseForm,
}
