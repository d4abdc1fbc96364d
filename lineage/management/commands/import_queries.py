"""Import a query log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lineage.actions.importing.starting import Wanted
from lineage.import_forms import PEOPLE
from lineage.importing.querylog import is_log
from lineage.management.importing import add_usual_arguments, gathered, run_import
from lineage.models import ImportKind


class Command(BaseCommand):
    """`manage.py import_queries history.csv --namespace snowflake://org-account --dialect snowflake`."""

    help = (
        "Import a query log (CSV, JSON or JSON lines): statements that write become jobs, those that read make columns and tables popular."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the log and how it is read."""
        parser.add_argument("paths", nargs="+", help="files, folders or zips")
        parser.add_argument("--namespace", required=True, help="where the tables are, as other producers name it: snowflake://org-account")
        parser.add_argument("--dialect", default="", help="postgres, snowflake, bigquery, tsql … (default: standard SQL)")
        parser.add_argument("--database", default="", help="database of entries that name none")
        parser.add_argument("--schema", default="", help="schema of entries that name none")
        people = [word for word, _ in PEOPLE]
        parser.add_argument("--people", choices=people, default=people[0], help="what is kept of who asked (default: pseudonyms)")
        add_usual_arguments(parser, label="query log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import."""
        del args
        name, content = gathered(options["paths"], is_log)
        said = {key: options[key] for key in ("namespace", "dialect", "database", "schema", "people") if options[key]}
        run_import(self, Wanted(ImportKind.QUERIES, options["label"], said, content, name), preview=options["preview"])
