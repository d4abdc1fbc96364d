"""The shapes of lineage answers: serializers that read frozen dataclasses and rows."""

from typing import Any

from rest_framework import serializers

from lineage.models import Event, EventProblem, Job, Run


class AssetShape(serializers.Serializer[Any]):
    """An asset as this caller may see it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    title = serializers.CharField()
    namespace = serializers.CharField()
    kind = serializers.CharField()
    platform = serializers.CharField()
    domain = serializers.CharField()
    is_hidden = serializers.BooleanField()


class StatusShape(serializers.Serializer[Any]):
    """How an asset stands."""

    word = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # hides an attribute of Field that nobody reads
    why = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class JobShape(serializers.ModelSerializer[Job]):
    """A job in a list."""

    namespace = serializers.CharField(source="namespace.name")
    description = serializers.CharField(source="reported_description")
    latest_run_id = serializers.IntegerField(allow_null=True)
    latest_state = serializers.CharField(source="latest_run.state", default=None, allow_null=True)

    class Meta:
        model = Job
        fields = (
            "id", "namespace", "name", "kind", "integration", "processing", "description", "source_url", "first_seen_at", "last_seen_at",
            "latest_run_id", "latest_state", "parent_id",
        )  # fmt: skip


class RunShape(serializers.ModelSerializer[Run]):
    """A run in a list."""

    job_id = serializers.IntegerField()
    job = serializers.CharField(source="job.name")
    namespace = serializers.CharField(source="job.namespace.name")
    duration_seconds = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = (
            "id", "run_id", "job_id", "job", "namespace", "state", "state_at", "started_at", "ended_at", "duration_seconds", "nominal_start_at",
            "nominal_end_at", "parent_run_id", "root_run_id", "submitter", "engine", "error", "first_event_at", "last_event_at",
        )  # fmt: skip

    def get_duration_seconds(self, run: Run) -> float | None:
        """Give the duration in seconds; null until it has both ends."""
        return None if run.duration is None else run.duration.total_seconds()


class TouchedShape(serializers.Serializer[Any]):
    """An asset that a run touched."""

    asset = AssetShape()
    facets = serializers.SerializerMethodField()

    def get_facets(self, touched: Any) -> list[str]:
        """Name its facets; their values are in the events."""
        return [name for name, _ in touched.facets]


class SideShape(serializers.Serializer[Any]):
    """An asset that a job reads or writes."""

    asset = AssetShape()
    is_declared = serializers.BooleanField()
    is_shown = serializers.BooleanField()


class EventShape(serializers.ModelSerializer[Event]):
    """An event's envelope."""

    class Meta:
        model = Event
        fields = ("id", "kind", "event_type", "event_time", "received_at", "job_namespace", "job_name", "run_id", "producer")


class ProblemShape(serializers.ModelSerializer[EventProblem]):
    """Something odd about an event."""

    class Meta:
        model = EventProblem
        fields = ("id", "event_id", "severity", "code", "path", "message", "attempts", "received_at", "resolved_at")


class JobLinkShape(serializers.Serializer[Any]):
    """A job on an edge."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class AffectedShape(serializers.Serializer[Any]):
    """One asset on an impact list."""

    asset = AssetShape()
    distance = serializers.IntegerField()
    columns = serializers.IntegerField()
    status = StatusShape()
    via = AssetShape(allow_null=True)
    jobs = serializers.SerializerMethodField()

    def get_jobs(self, row: Any) -> list[dict[str, Any]]:
        """Name the jobs of the last step."""
        return [{"id": key, "name": name} for key, name in row.jobs]


class ImpactShape(serializers.Serializer[Any]):
    """An impact list: `total` is exact unless `is_capped`."""

    total = serializers.IntegerField()
    matching = serializers.IntegerField()
    is_capped = serializers.BooleanField()
    farthest = serializers.IntegerField()
    rows = AffectedShape(many=True)


class CandidateShape(serializers.Serializer[Any]):
    """A possible cause."""

    asset = AssetShape()
    status = StatusShape()
    distance = serializers.IntegerField()


class RootCauseShape(serializers.Serializer[Any]):
    """What several assets share upstream."""

    dominator = CandidateShape(allow_null=True)
    shared = CandidateShape(many=True)
    searched = serializers.IntegerField()


class PathShape(serializers.Serializer[Any]):
    """A shortest path downstream, both ends included."""

    steps = serializers.IntegerField()
    assets = AssetShape(many=True)


class NodeShape(serializers.Serializer[Any]):
    """An asset in a graph. `level`: steps from the focus, upstream negative."""

    asset = AssetShape()
    level = serializers.IntegerField()
    status = StatusShape()
    hidden_up = serializers.IntegerField()
    hidden_down = serializers.IntegerField()


class EdgeShape(serializers.Serializer[Any]):
    """An edge between assets."""

    source = serializers.IntegerField()  # type: ignore[assignment]  # hides an attribute of Field that nobody reads
    target = serializers.IntegerField()
    evidence = serializers.ListField(child=serializers.CharField())
    jobs = serializers.ListField(child=serializers.IntegerField())
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class GraphShape(serializers.Serializer[Any]):
    """The graph around an asset."""

    focus = serializers.IntegerField()
    is_capped = serializers.BooleanField()
    nodes = NodeShape(many=True)
    edges = EdgeShape(many=True)


class ColumnNodeShape(serializers.Serializer[Any]):
    """A column on a path; `column` null: the rows of the whole asset."""

    column = serializers.IntegerField(allow_null=True)
    path = serializers.CharField()
    asset = AssetShape()
    level = serializers.IntegerField()


class ColumnGraphShape(serializers.Serializer[Any]):
    """What a column is made from, and what depends on it."""

    column = serializers.IntegerField()
    is_capped = serializers.BooleanField()
    nodes = ColumnNodeShape(many=True)
