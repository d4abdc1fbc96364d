"""API keys over the API: people with a session make and revoke them; a key can't make another."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.actions.keys import create_key, revoke_key
from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.models import ApiKey, Team
from catalog.models.people import KeyScope
from catalog.views.keys import keys_of


class KeyOutput(serializers.ModelSerializer[ApiKey]):
    """A key without its secret."""

    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    created_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = (
            "id",
            "name",
            "ending",
            "scopes",
            "team",
            "created_by",
            "created_at",
            "expires_at",
            "revoked_at",
            "last_used_at",
        )


def _require_session(request: Request) -> None:
    if request.auth is not None:
        raise PermissionDenied("A key can't make or revoke keys; sign in on the page Keys.")


class Keys(ListAPIView[ApiKey]):
    """List the keys the caller may revoke, and make new ones."""

    serializer_class = KeyOutput
    queryset = ApiKey.objects.none()

    class Input(serializers.Serializer[Any]):
        """A new key."""

        name = serializers.CharField(max_length=120)
        scopes = serializers.MultipleChoiceField(choices=KeyScope.choices, allow_empty=False)
        team = serializers.SlugRelatedField[Any](
            slug_field="slug", queryset=Team.objects.all(), required=False, default=None, allow_null=True
        )
        expires_at = serializers.DateTimeField(required=False, default=None, allow_null=True)

    class Made(KeyOutput):
        """The key with its secret, which is shown this once."""

        secret = serializers.CharField()

        class Meta(KeyOutput.Meta):
            fields = (*KeyOutput.Meta.fields, "secret")

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Find the caller's keys."""
        return keys_of(caller(self.request)).select_related("team", "created_by").order_by("-created_at")

    @extend_schema(request=Input, responses={201: Made})
    def post(self, request: Request) -> Response:
        """Make a key."""
        _require_session(request)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = caller(request)
        team = wanted.validated_data["team"]
        if team and not (person.is_administrator or team.memberships.filter(person=person).exists()):
            raise PermissionDenied(f"You are not in {team}; its members make its keys.")
        with acting(request):
            key, secret = create_key(person=person, **wanted.validated_data)
        return Response({**KeyOutput(key).data, "secret": secret}, status=201)


class KeyDetail(APIView):
    """One key."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: int) -> Response:
        """Revoke a key for good."""
        _require_session(request)
        key = get_object_or_404(keys_of(caller(request)), pk=key_id)
        with acting(request):
            revoke_key(key=key, at=timezone.now())
        return Response(status=204)
