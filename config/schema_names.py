"""Shapes of the API in its OpenAPI document: named after their views, null where rows may hold none, one for all refusals."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from catalog.api.described import describe_all
from config import openapi_keys  # noqa: F401 - importing it registers how keys are described, to the view and to `check --deploy` alike

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "description": "A word for programs."},
                "message": {"type": "string", "description": "A sentence for people."},
                "fields": {"type": "object", "additionalProperties": {}, "description": "What is wrong with which value."},
            },
        }
    },
}


class DescribedGenerator(SchemaGenerator):
    """Writes the document with what the endpoints say of themselves, whoever asks for it: the page, a command or `check --deploy`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Gather what the endpoints say."""
        describe_all()
        super().__init__(*arguments, **more)  # type: ignore[no-untyped-call]


class NamedByView(AutoSchema):
    """Tells `Keys.Input` from `Lists.Input`: by their bare names they would count as one shape."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """Name a nested serializer by where it stands."""
        path = type(serializer).__qualname__.split(".")
        if len(path) == 1 or "<locals>" in path:
            name: str = super().get_serializer_name(serializer, direction)
            return name
        return "".join(path)

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> dict[str, Any]:
        """Say that a value may be null where it is read through a relation that may be empty: a read-only field doesn't say so itself."""
        found: dict[str, Any] = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        return {**found, "nullable": True} if direction == "response" and _may_be_none(field) else found

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """Add what every operation may answer instead: why not."""
        component = ResolvedComponent(name="Error", type=ResolvedComponent.SCHEMA, schema=ERROR, object="Error")  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        refused = {"description": "Why not: 4xx and 5xx.", "content": {"application/json": {"schema": component.ref}}}
        return {**super()._get_response_bodies(direction), "default": refused}


def _may_be_none(field: Any) -> bool:
    if not isinstance(field, serializers.Field):
        return False
    if field.default is None:
        return True
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if model is None or not field.read_only or not isinstance(field, serializers.RelatedField):
        return False
    try:
        return bool(model._meta.get_field(field.source).null)  # noqa: SLF001  # Django's documented API, for all its underscore
    except FieldDoesNotExist:
        return False
