"""The values of contracts' variables."""

from django.db.models import Q

from contracts.models import Environment


def variables_of(environment: str) -> dict[str, str]:
    """Give an environment's values; those of the default one where none is named, nothing where there is none."""
    meant = Q(name=environment) if environment else Q(is_default=True)
    found = Environment.objects.filter(meant).first()
    return {str(name): str(value) for name, value in found.variables.items()} if found else {}
