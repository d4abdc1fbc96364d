"""The shell, as Django sees it."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Settings and front door; holds the `up` and `demo` commands."""

    name = "config"
    label = "shell"

    def ready(self) -> None:
        """Register how keys are described in the OpenAPI document."""
        from config import openapi  # noqa: F401 - importing registers it
