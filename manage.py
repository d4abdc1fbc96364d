"""Django's command line; starts the embedded PostgreSQL first where a command needs it."""

import os
import sys

# These run their own servers, or need none.
WITHOUT_DATABASE = {"up", "collectstatic", "help", "version", "--help", "--version", "startproject", "spectacular"}


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in WITHOUT_DATABASE and not os.environ.get("DATABASE_URL"):
        from django.conf import settings

        from config.embedded import ensure_postgres

        ensure_postgres(settings.HOME)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
