"""Every worker's database is a copy of one. Here and not in the plugin beside: a plugin's fixture yields to pytest-django's own."""

import os

import pytest
import pytest_django

from config.embedded.locks import held


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """Migrate one database, of which every worker's is a copy: migrating takes some seconds."""
    from django.conf import settings

    if template := os.environ.get("TEMPLATE_OF_TESTS"):
        with held(settings.HOME.run / "template.lock"), django_db_blocker.unblock():
            migrated(template)
        settings.DATABASES["default"]["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


def migrated(name: str) -> None:
    """Make sure that there is a migrated database of that name."""
    from django.core.management import call_command
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            connection.close()
            return
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
