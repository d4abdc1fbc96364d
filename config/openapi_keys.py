"""Tells the OpenAPI document how keys are sent."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # untyped upstream
    """`Authorization: Bearer prv_…`."""

    target_class = "config.rest.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the scheme."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "bearerFormat": "prv_…"}
