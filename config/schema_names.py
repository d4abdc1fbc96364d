"""Names of the API's shapes in its OpenAPI document: a view's own Input and Output carry the view's name."""

from typing import Any

from drf_spectacular.openapi import AutoSchema


class NamedByView(AutoSchema):
    """Tells `Keys.Input` from `Lists.Input`: by their bare names they would count as one shape."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """Name a nested serializer by where it stands."""
        path = type(serializer).__qualname__.split(".")
        if len(path) == 1 or "<locals>" in path:
            name: str = super().get_serializer_name(serializer, direction)
            return name
        return "".join(path)
