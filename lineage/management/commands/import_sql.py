"""Import SQL files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lineage.actions.importing.starting import Wanted
from lineage.importing.sqlfiles import is_sql
from lineage.management.importing import add_usual_arguments, gathered, run_import
from lineage.models import ImportKind


class Command(BaseCommand):
    """`manage.py import_sql etl/ --namespace postgres://host:5432 --dialect postgres`."""

    help = "Import SQL files: a job per file, with the tables and columns it reads and writes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files and how they are read."""
        parser.add_argument("paths", nargs="+", help="files, folders or zips")
        parser.add_argument("--namespace", required=True, help="where the tables are, as other producers name it: postgres://host:5432")
        parser.add_argument("--dialect", default="", help="postgres, snowflake, bigquery, tsql … (default: standard SQL)")
        parser.add_argument("--database", default="", help="database of tables named without one")
        parser.add_argument("--schema", default="", help="schema of tables named without one")
        parser.add_argument("--jobs", default="sql", help="namespace of the jobs")
        parser.add_argument("--repository", default="", help="the folder on the web, for links to files")
        parser.add_argument("--variable", action="append", default=[], metavar="NAME=VALUE", help="for templates; may be given again")
        add_usual_arguments(parser, label="SQL files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import."""
        del args
        pairs = [variable.partition("=") for variable in options["variable"]]
        if any(not mark for _, mark, _ in pairs):
            raise CommandError("Give variables as --variable name=value.")
        name, content = gathered(options["paths"], is_sql)
        said = {key: options[key] for key in ("namespace", "dialect", "database", "schema", "jobs", "repository") if options[key]}
        said["variables"] = {name: value for name, _, value in pairs}
        run_import(self, Wanted(ImportKind.SQL, options["label"], said, content, name), preview=options["preview"])
