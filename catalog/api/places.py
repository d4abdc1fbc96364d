"""Domains and teams."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.actions.domains import create_domain
from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.models import Domain, Team


class DomainOutput(serializers.ModelSerializer[Domain]):
    """A domain with how many assets are in it."""

    owner_team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    asset_count = serializers.IntegerField()

    class Meta:
        model = Domain
        fields = ("slug", "name", "description", "owner_team", "is_restricted", "asset_count")


class DomainInput(serializers.Serializer[Any]):
    """A new domain."""

    slug = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=10_000, required=False, default="", allow_blank=True)
    owner_team = serializers.SlugRelatedField[Any](
        slug_field="slug", queryset=Team.objects.all(), required=False, default=None, allow_null=True
    )
    is_restricted = serializers.BooleanField(required=False, default=False)

    def validate_slug(self, slug: str) -> str:
        """Refuse a short name in use."""
        if Domain.objects.filter(slug=slug).exists():
            raise serializers.ValidationError("Another domain has this short name.")
        return slug


def visible_domains(request: Request) -> QuerySet[Domain]:
    """Give the domains the caller may see, counted."""
    count = Count("assets", filter=Q(assets__is_dropped=False))
    return Domain.objects.visible_to(caller(request)).select_related("owner_team").annotate(asset_count=count).order_by("name")


class Domains(ListAPIView[Domain]):
    """List domains; administrators open new ones."""

    serializer_class = DomainOutput

    def get_queryset(self) -> QuerySet[Domain]:
        """Find those the caller may see."""
        return visible_domains(self.request)

    @extend_schema(request=DomainInput, responses={201: DomainOutput})
    def post(self, request: Request) -> Response:
        """Open a domain."""
        if not caller(request).is_administrator:
            raise PermissionDenied("Only administrators open domains.")
        wanted = DomainInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        with acting(request):
            made = create_domain(**wanted.validated_data)
        return Response(DomainOutput(visible_domains(request).get(pk=made.pk)).data, status=201)


class DomainDetail(RetrieveAPIView[Domain]):
    """One domain."""

    serializer_class = DomainOutput
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Domain]:
        """Look among those the caller may see."""
        return visible_domains(self.request)


class TeamOutput(serializers.ModelSerializer[Team]):
    """A team with its members' handles."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = ("slug", "name", "description", "contact", "members")

    def get_members(self, team: Team) -> list[str]:
        """List handles."""
        return [membership.person.handle for membership in team.memberships.all()]


TEAMS = Team.objects.prefetch_related("memberships__person").order_by("name")


class Teams(ListAPIView[Team]):
    """List teams."""

    serializer_class = TeamOutput
    queryset = TEAMS


class TeamDetail(RetrieveAPIView[Team]):
    """One team."""

    serializer_class = TeamOutput
    queryset = TEAMS
    lookup_field = "slug"
