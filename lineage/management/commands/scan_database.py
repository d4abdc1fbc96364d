"""Scan a live database."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lineage.actions.importing.connections import CannotConnect, passing_connection
from lineage.actions.importing.starting import Wanted
from lineage.management.importing import add_usual_arguments, run_import
from lineage.models import Connection, ImportKind


class Command(BaseCommand):
    """`manage.py scan_database warehouse`, or with DATABASE_ADDRESS in the environment."""

    help = "Scan a live database: tables, views, columns, types, comments; a table that is gone is marked as dropped. No row is read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a connection and what to look at."""
        parser.add_argument(
            "connection", nargs="?", help="name of a saved connection; without one, the address is read from DATABASE_ADDRESS"
        )
        parser.add_argument(
            "--namespace", default="", help="where its tables are in the catalog (default: as the connection or the address tells)"
        )
        parser.add_argument("--database", default="", help="what the database is called in the catalog (default: as it is called)")
        parser.add_argument("--schemas", default="", help="names or patterns (sales, raw_*), separated by commas (default: all)")
        parser.add_argument("--except-schemas", default="", help="names or patterns to pass by")
        add_usual_arguments(parser, label="database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Scan."""
        del args
        try:
            connection = self._connection(options)
        except CannotConnect as error:
            raise CommandError(str(error)) from error
        said = {key: options[key] for key in ("database", "schemas", "except_schemas") if options[key]}
        saved = connection if connection.pk else None
        wanted = Wanted(ImportKind.DATABASE, options["label"], said, connection=saved, is_passing=saved is None)
        run_import(self, wanted, preview=options["preview"], connection=connection)

    def _connection(self, options: dict[str, Any]) -> Connection:
        if not options["connection"]:
            # On a command line, others on this machine could read it.
            address = os.environ.get("DATABASE_ADDRESS", "")
            if not address:
                raise CommandError("Name a saved connection, or put the database's address into DATABASE_ADDRESS.")
            return passing_connection(address, options["namespace"])
        found = Connection.objects.filter(name=options["connection"]).first()
        if found is None:
            known = ", ".join(Connection.objects.order_by("name").values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no connection called “{options['connection']}”; there are: {known}.")
        found.namespace = options["namespace"] or found.namespace
        return found
