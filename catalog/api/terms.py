"""The glossary over the API: terms, how they relate, and what bears them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.actions.terms import CannotDefine, Wanted, change_term, define_term, delete_term, link_term, unlink_term
from catalog.api.assets import parameters
from catalog.api.callers import acting, caller, require_role
from catalog.api.described import extend_schema
from catalog.models import Asset, Column, Domain, Person, Role, Term, TermLink
from catalog.queries.meaning import term_page


class TermOutput(serializers.ModelSerializer[Term]):
    """A term of a domain; `definition` is Markdown."""

    domain = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    owner = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    synonyms = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Term
        fields = ("id", "domain", "name", "definition", "synonyms", "state", "owner", "created_at", "changed_at")


class TermInput(serializers.Serializer[Any]):
    """What a term shall say; on a change, what is left out stays. Only stewards set `state`."""

    name = serializers.CharField(max_length=120)
    definition = serializers.CharField(max_length=100_000, required=False, allow_blank=True)
    synonyms = serializers.ListField(child=serializers.CharField(max_length=120), required=False, max_length=20)
    state = serializers.ChoiceField(choices=Term.State.choices, required=False)
    owner = serializers.SlugRelatedField[Any](
        slug_field="handle", queryset=Person.objects.filter(is_active=True), required=False, allow_null=True
    )


class NewTerm(TermInput):
    """A new term, in a domain by its short name."""

    domain = serializers.SlugField(max_length=60)


class TermChange(TermInput):
    """A change."""

    name = serializers.CharField(max_length=120, required=False)


def _wanted(said: dict[str, Any], current: Term | None = None) -> Wanted:
    def either(field: str, otherwise: Any) -> Any:
        return said.get(field, getattr(current, field) if current else otherwise)

    return Wanted(
        either("name", ""), either("definition", ""), either("synonyms", []), either("state", Term.State.DRAFT), either("owner", None)
    )


@extend_schema(parameters=parameters("domain", "state", "name"))
class Terms(ListAPIView[Term]):
    """List terms: `domain`, `state`, `name` (the word or a synonym); define new ones."""

    serializer_class = TermOutput
    queryset = Term.objects.none()

    def get_queryset(self) -> QuerySet[Term]:
        """Find those the caller may see."""
        asked = self.request.query_params
        found = Term.objects.visible_to(caller(self.request)).for_listing().order_by("name", "domain__name")
        fields = {"domain__slug": asked.get("domain"), "state": asked.get("state")}
        found = found.filter(**{field: value for field, value in fields.items() if value})
        return found.filter(words__contains=[asked["name"].lower()]) if asked.get("name") else found

    @extend_schema(request=NewTerm, responses={201: TermOutput})
    def post(self, request: Request) -> Response:
        """Define a term (contributors of its domain)."""
        said = NewTerm(data=request.data)
        said.is_valid(raise_exception=True)
        domain = get_object_or_404(Domain.objects.visible_to(caller(request)), slug=said.validated_data["domain"])
        require_role(request, Role.STEWARD if "state" in said.validated_data else Role.CONTRIBUTOR, domain)
        with acting(request):
            made = _refused(lambda: define_term(domain=domain, wanted=_wanted(said.validated_data)))
        return Response(TermOutput(made).data, status=201)


def _refused(act: Any) -> Any:
    try:
        return act()
    except CannotDefine as error:
        raise serializers.ValidationError({"name": [str(error)]}) from error


class TermDetail(APIView):
    """One term."""

    class Output(serializers.Serializer[Any]):
        """A term with its relations and what bears it."""

        class RelationOutput(serializers.Serializer[Any]):
            """Another term, and in words what it is to this one."""

            id = serializers.IntegerField(source="other.pk")
            name = serializers.CharField(source="other.name")
            domain = serializers.CharField(source="other.domain.slug")
            words = serializers.CharField()
            note = serializers.CharField()

        class BearerOutput(serializers.Serializer[Any]):
            """An asset, or one of its columns, that bears the term."""

            id = serializers.IntegerField(source="pk")
            asset = serializers.IntegerField(source="asset_id")
            column = serializers.CharField(source="column.path", default=None)

        term = TermOutput()
        relations = RelationOutput(many=True)
        links = BearerOutput(many=True)

    @extend_schema(operation_id="term_retrieve", responses=Output)
    def get(self, request: Request, term_id: int) -> Response:
        """Give one term."""
        return Response(self.Output(term_page(term_id, caller(request))).data)

    @extend_schema(operation_id="term_change", request=TermChange, responses=TermOutput)
    def patch(self, request: Request, term_id: int) -> Response:
        """Change a term (contributors of its domain)."""
        term = get_object_or_404(Term.objects.visible_to(caller(request)).for_listing(), pk=term_id)
        said = TermChange(data=request.data)
        said.is_valid(raise_exception=True)
        require_role(request, Role.STEWARD if "state" in said.validated_data else Role.CONTRIBUTOR, term.domain)
        with acting(request):
            _refused(lambda: change_term(term=term, wanted=_wanted(said.validated_data, term)))
        return Response(TermOutput(Term.objects.for_listing().get(pk=term_id)).data)

    @extend_schema(operation_id="term_delete", responses={204: None})
    def delete(self, request: Request, term_id: int) -> Response:
        """Drop a term (stewards of its domain)."""
        term = get_object_or_404(Term.objects.visible_to(caller(request)).for_listing(), pk=term_id)
        require_role(request, Role.STEWARD, term.domain)
        with acting(request):
            delete_term(term=term)
        return Response(status=204)


class AssetTerms(APIView):
    """The terms on an asset and its columns."""

    class Input(serializers.Serializer[Any]):
        """A term by number; `column` by its path, none for the asset itself."""

        term = serializers.IntegerField()
        column = serializers.CharField(required=False, allow_null=True, default=None)

    class Output(serializers.ModelSerializer[TermLink]):
        """A term on the asset or on one of its columns."""

        term = TermOutput()
        column = serializers.CharField(source="column.path", default=None)

        class Meta:
            model = TermLink
            fields = ("id", "term", "column", "added_at")

    @extend_schema(operation_id="asset_terms_list", responses=Output(many=True))
    def get(self, request: Request, asset_id: int) -> Response:
        """List them."""
        person = caller(request)
        asset = get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
        seen = Term.objects.visible_to(person)
        links = asset.term_links.filter(is_declined=False, term__in=seen).select_related("term__domain", "term__owner", "column")
        return Response(self.Output(links.order_by("pk"), many=True).data)

    @extend_schema(operation_id="asset_terms_add", request=Input, responses={201: Output})
    def post(self, request: Request, asset_id: int) -> Response:
        """Put a term on the asset or a column (contributors of the asset's domain)."""
        person = caller(request)
        asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=asset_id)
        require_role(request, Role.CONTRIBUTOR, asset.domain)
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        term = get_object_or_404(Term.objects.visible_to(person).for_listing(), pk=said.validated_data["term"])
        path = said.validated_data["column"]
        column = get_object_or_404(Column, asset=asset, path=path) if path else None
        with acting(request):
            link = link_term(term=term, asset=asset, column=column, person=person)
        return Response(self.Output(link).data, status=201)


class AssetTermDetail(APIView):
    """One term on an asset."""

    @extend_schema(operation_id="asset_terms_remove", responses={204: None})
    def delete(self, request: Request, asset_id: int, link_id: int) -> Response:
        """Take the term off."""
        seen = Asset.objects.visible_to(caller(request))
        link = get_object_or_404(
            TermLink.objects.select_related("term__domain", "column", "asset__domain"), pk=link_id, asset=asset_id, asset__in=seen
        )
        require_role(request, Role.CONTRIBUTOR, link.asset.domain)
        with acting(request):
            unlink_term(link=link)
        return Response(status=204)
