"""Environments: giving contracts' variables their values."""

import re
from collections.abc import Mapping

from django.db import transaction

from catalog import audit
from contracts.models import Environment

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class CannotSetEnvironment(Exception):
    """The values can't be kept; the message says why."""


@transaction.atomic
def set_environment(*, name: str, variables: Mapping[str, str], is_default: bool) -> Environment:
    """Make or change an environment. Versions already in force keep what they were filled with, until the next one is activated."""
    if not name.strip():
        raise CannotSetEnvironment("An environment needs a name, such as prod.")
    for variable in variables:
        if not NAME.fullmatch(variable):
            raise CannotSetEnvironment(f"{variable!r} can't be a variable's name: letters, digits and _ only, no digit first.")
    if is_default:
        Environment.objects.filter(is_default=True).exclude(name=name).update(is_default=False)
    before = Environment.objects.filter(name=name).first()
    wanted = {"variables": {key: str(value) for key, value in variables.items()}, "is_default": is_default}
    environment, _ = Environment.objects.update_or_create(name=name, defaults=wanted)
    audit.record(
        verb="environment.set",
        target=environment,
        before={"variables": before.variables, "is_default": before.is_default} if before else {},
        after=wanted,
    )
    return environment
