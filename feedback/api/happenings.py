"""Outgoing events for machines: poll what happened, keep hooks, send again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.asked import LARGEST, number
from catalog.models import Team
from feedback.actions.alerts import hooks as acts
from feedback.alerting.envelope import TYPES
from feedback.models import Delivery, Happening, Hook
from feedback.queries.hooks import hooks_of

MOST = 500
USUAL = 100


class HappeningOutput(serializers.ModelSerializer[Happening]):
    """Something that happened; `number` only grows: ask for what comes `after` the last one read."""

    number = serializers.IntegerField(source="pk", read_only=True)
    id = serializers.CharField(source="source", read_only=True)

    class Meta:
        model = Happening
        fields = ("number", "id", "type", "at", "noted_at", "asset_id", "data")


class HookOutput(serializers.ModelSerializer[Hook]):
    """A hook; its URL and key are never given again."""

    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    host = serializers.CharField(source="shown", read_only=True)

    class Meta:
        model = Hook
        fields = ("id", "name", "team", "host", "types", "assets", "made_at", "failing_since", "disabled_at", "disabled_reason")


class DeliveryOutput(serializers.ModelSerializer[Delivery]):
    """One call of a hook."""

    happening = serializers.PrimaryKeyRelatedField[Any](read_only=True)

    class Meta:
        model = Delivery
        fields = ("id", "happening", "state", "attempts", "queued_at", "not_before", "ended_at", "seconds", "status_code", "result")


def _whole(request: Request, name: str, usual: int, most: int) -> int:
    said = request.query_params.get(name, "")
    if not said:
        return usual
    if not number(said) and said != "0":
        raise ValidationError({name: "Give a whole number."})
    return min(number(said), most)


class Happenings(APIView):
    """What happened, oldest first."""

    class Output(serializers.Serializer[Any]):
        """Up to `limit` happenings; `next` is what to give as `after`."""

        results = HappeningOutput(many=True)
        next = serializers.IntegerField()

    @extend_schema(
        operation_id="happenings_list", responses=Output,
        parameters=[
            OpenApiParameter("after", int), OpenApiParameter("type", str, enum=list(TYPES)), OpenApiParameter("asset", int),
            OpenApiParameter("limit", int),
        ],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Give what follows a number: poll with the `next` of the last answer and nothing is missed."""
        after = _whole(request, "after", 0, LARGEST)
        rows: QuerySet[Happening] = Happening.objects.visible_to(caller(request)).filter(pk__gt=after).order_by("pk")
        if request.query_params.get("type"):
            rows = rows.filter(type=request.query_params["type"])
        if request.query_params.get("asset"):
            rows = rows.filter(asset_id=_whole(request, "asset", 0, LARGEST))
        found = list(rows[: max(1, _whole(request, "limit", USUAL, MOST))])
        return Response({"results": HappeningOutput(found, many=True).data, "next": found[-1].pk if found else after})


class Hooks(APIView):
    """Hooks of the caller's teams."""

    class Input(serializers.Serializer[Any]):
        """Where to call, and for what."""

        url = serializers.CharField(max_length=2_000)
        name = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
        team = serializers.SlugRelatedField[Any](
            slug_field="slug", queryset=Team.objects.all(), required=False, allow_null=True, default=None
        )
        types = serializers.ListField(child=serializers.ChoiceField(choices=list(TYPES)), required=False, default=list)
        assets = serializers.ListField(
            child=serializers.IntegerField(min_value=1, max_value=LARGEST), required=False, default=list, max_length=500
        )

    class Made(HookOutput):
        """A new hook with its key, which is given this once."""

        key = serializers.SerializerMethodField()

        class Meta(HookOutput.Meta):
            fields = (*HookOutput.Meta.fields, "key")  # type: ignore[assignment]  # one more

        def get_key(self, hook: Hook) -> str:
            """Give the key that signs its calls."""
            del hook
            return str(self.context["key"])

    @extend_schema(operation_id="hooks_list", responses=HookOutput(many=True))
    def get(self, request: Request) -> Response:
        """List them."""
        rows = hooks_of(caller(request)).select_related("team").order_by("pk")
        return Response(HookOutput(rows, many=True).data)

    @extend_schema(operation_id="hook_create", request=Input, responses={201: Made})
    def post(self, request: Request) -> Response:
        """Make one."""
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        words, person = said.validated_data, caller(request)
        if person.pk is None:
            raise PermissionDenied("This key belongs to nobody any more; make a new one.")
        try:
            with acting(request):
                wanted = acts.Wanted(words["types"], words["assets"])
                made, key = acts.make_hook(name=words["name"], url=words["url"], person=person, team=words["team"], wanted=wanted)
        except acts.CannotMakeHook as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(self.Made(made, context={"key": key}).data, status=status.HTTP_201_CREATED)


def _hook(request: Request, hook_id: int) -> Hook:
    return get_object_or_404(hooks_of(caller(request)).select_related("team"), pk=hook_id)


class HookDetail(APIView):
    """One hook."""

    @extend_schema(operation_id="hook_retrieve", responses=HookOutput)
    def get(self, request: Request, hook_id: int) -> Response:
        """Give it."""
        return Response(HookOutput(_hook(request, hook_id)).data)

    @extend_schema(operation_id="hook_remove", responses={204: None})
    def delete(self, request: Request, hook_id: int) -> Response:
        """Remove it."""
        found = _hook(request, hook_id)
        with acting(request):
            acts.remove_hook(hook=found)
        return Response(status=status.HTTP_204_NO_CONTENT)


class HookDeliveries(APIView):
    """The last hundred calls of a hook, newest first."""

    @extend_schema(operation_id="hook_deliveries", responses=DeliveryOutput(many=True))
    def get(self, request: Request, hook_id: int) -> Response:
        """List them."""
        rows = _hook(request, hook_id).deliveries.order_by("-queued_at", "pk")[:USUAL]
        return Response(DeliveryOutput(rows, many=True).data)


class HookReplay(APIView):
    """Send a happening to a hook again."""

    class Input(serializers.Serializer[Any]):
        """Which one."""

        happening = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="Its number.")

    @extend_schema(operation_id="hook_replay", request=Input, responses={202: DeliveryOutput})
    def post(self, request: Request, hook_id: int) -> Response:
        """Queue it."""
        found = _hook(request, hook_id)
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        happening = get_object_or_404(Happening.objects.visible_to(caller(request)), pk=said.validated_data["happening"])
        try:
            with acting(request):
                queued = acts.replay(hook=found, happening=happening)
        except acts.CannotMakeHook as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(DeliveryOutput(Delivery.objects.get(pk=queued.pk)).data, status=status.HTTP_202_ACCEPTED)


class HookTest(APIView):
    """Try a hook."""

    @extend_schema(operation_id="hook_test", request=None, responses={202: DeliveryOutput})
    def post(self, request: Request, hook_id: int) -> Response:
        """Queue a test event."""
        found = _hook(request, hook_id)
        with acting(request):
            queued = acts.try_hook(hook=found)
        return Response(DeliveryOutput(Delivery.objects.get(pk=queued.pk)).data, status=status.HTTP_202_ACCEPTED)
