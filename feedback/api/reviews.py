"""Reviews and questions of an asset for machines and other front ends."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.models import Asset
from feedback.actions.questions import CannotAsk, ask
from feedback.actions.reviews import CannotReview, Opinion, write_review
from feedback.api.cases import signed_in
from feedback.models import Answer, Question, Review
from feedback.models.review import ASPECTS, ReviewQuerySet
from feedback.queries.reviews import questions_of


class ReviewOutput(serializers.ModelSerializer[Review]):
    """A review."""

    author = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)

    class Meta:
        model = Review
        fields = (
            "id", "author", "stars", *ASPECTS, "text", "rated_version", "verified_by", "written_at", "edited_at", "helpful_count", "reply", "case",
        )  # fmt: skip


def visible(request: Request, asset_id: int) -> Asset:
    """Find an asset the caller may see, or answer 404."""
    return get_object_or_404(Asset.objects.visible_to(caller(request)).select_related("domain"), pk=asset_id)


class AssetReviews(ListAPIView[Review]):
    """An asset's reviews, newest first; posting writes or changes the caller's own."""

    serializer_class = ReviewOutput

    class Input(serializers.Serializer[Any]):
        """An opinion."""

        stars = serializers.IntegerField(min_value=1, max_value=5)
        text = serializers.CharField(required=False, default="", allow_blank=True, max_length=5_000)
        accurate = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)
        on_time = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)
        understandable = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)
        complete = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)

    def get_queryset(self) -> ReviewQuerySet:
        """Give those that are shown."""
        asset = visible(self.request, self.kwargs["asset_id"])
        return Review.objects.shown().filter(asset=asset).select_related("author").order_by("-written_at", "-pk")

    @extend_schema(operation_id="review_write", request=Input, responses=ReviewOutput)
    def post(self, request: Request, asset_id: int) -> Response:
        """Rate the asset."""
        asset = visible(request, asset_id)
        person = signed_in(request)
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        words = said.validated_data
        opinion = Opinion(words["stars"], words["text"], {aspect: words.get(aspect) for aspect in ASPECTS})
        try:
            with acting(request):
                review = write_review(author=person, asset=asset, opinion=opinion)
        except CannotReview as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(ReviewOutput(review).data)


@extend_schema_serializer(component_name="QuestionAnswer")
class AnswerOutput(serializers.ModelSerializer[Answer]):
    """An answer."""

    author = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)

    class Meta:
        model = Answer
        fields = ("id", "author", "text", "answered_at", "accepted_at")


class QuestionOutput(serializers.ModelSerializer[Question]):
    """A question and its answers, the accepted one first."""

    author = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    answers = AnswerOutput(many=True, read_only=True)

    class Meta:
        model = Question
        fields = ("id", "author", "text", "column_path", "asked_at", "promoted_at", "answers")


class AssetQuestions(ListAPIView[Question]):
    """An asset's questions, newest first: `q` narrows to words; posting asks one."""

    serializer_class = QuestionOutput

    class Input(serializers.Serializer[Any]):
        """A question."""

        text = serializers.CharField(max_length=2_000)
        column = serializers.CharField(required=False, default="", allow_blank=True)

    def get_queryset(self) -> Any:
        """Give those that are shown."""
        return questions_of(visible(self.request, self.kwargs["asset_id"]), self.request.query_params.get("q", ""))

    @extend_schema(operation_id="question_ask", request=Input, responses={201: QuestionOutput})
    def post(self, request: Request, asset_id: int) -> Response:
        """Ask."""
        asset = visible(request, asset_id)
        person = signed_in(request)
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            with acting(request):
                question = ask(author=person, asset=asset, text=said.validated_data["text"], column_path=said.validated_data["column"])
        except CannotAsk as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(QuestionOutput(question).data, status=status.HTTP_201_CREATED)
