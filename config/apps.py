"""The shell, as Django sees it."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Settings and front door; holds the `up` and `demo` commands."""

    name = "config"
    label = "shell"
