"""Import dbt's artifacts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lineage.actions.importing.starting import Wanted
from lineage.importing.dbt import is_artifact
from lineage.management.importing import add_usual_arguments, gathered, run_import
from lineage.models import ImportKind


class Command(BaseCommand):
    """`manage.py import_dbt target/`."""

    help = "Import a dbt project: models, sources, seeds, snapshots, tests, freshness and exposures from the files of its target folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder and what artifacts don't tell."""
        parser.add_argument("paths", nargs="+", help="dbt's target folder, a zip of it, or its files")
        parser.add_argument(
            "--namespace", default="", help="where the warehouse's tables are, as other producers name it: postgres://host:5432"
        )
        parser.add_argument("--jobs", default="dbt", help="namespace of the jobs: the one dbt-ol uses, where it runs too")
        parser.add_argument("--repository", default="", help="the project's folder on the web, for links to models")
        parser.add_argument("--no-runs", action="store_true", help="leave out runs of models, where dbt-ol reports them already")
        add_usual_arguments(parser, label="dbt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import."""
        del args
        name, content = gathered(options["paths"], is_artifact)
        said = {key: options[key] for key in ("namespace", "jobs", "repository") if options[key]}
        wanted = Wanted(ImportKind.DBT, options["label"], {**said, "with_runs": not options["no_runs"]}, content, name)
        run_import(self, wanted, preview=options["preview"])
