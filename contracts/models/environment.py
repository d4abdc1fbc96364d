"""Environments: the values of a contract's variables."""

from django.db import models


class Environment(models.Model):
    """A named set of values for `${VAR}` in contracts: `prod`, `dev`."""

    name = models.CharField(max_length=40, unique=True)
    variables = models.JSONField(default=dict, help_text="{name: value}, both text. No secrets: contracts are read by many.")
    is_default = models.BooleanField(default=False, db_default=False, help_text="Used where nobody says which.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_environment_is_the_default")
        ]

    def __str__(self) -> str:
        """Say its name."""
        return self.name
