"""REST: what a SQL text means, the same answer as on the SQL page."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from catalog.models import Namespace
from lineage.api.asking import caller
from lineage.queries.sql_answer import MOST_CHARACTERS, Question, SqlAnswer, SqlEdge, SqlTable, spaces_of_tables, sql_answer

MOST_TABLES, MOST_NAMES = 2_000, 200


class SqlLineageView(APIView):
    """The lineage of a SQL text."""

    class Input(serializers.Serializer[Any]):
        """A text and how to read it. `schema` ({table: columns}) goes before the catalog; `variables` and `environment` are for Jinja."""

        class Environment(serializers.Serializer[Any]):
            """Where dbt's words point: `models` {model: table}, `sources` {"source.name": table}, `this`, `target`, `env_vars`, `is_incremental`."""

            models = serializers.DictField(child=serializers.CharField(), required=False)
            sources = serializers.DictField(child=serializers.CharField(), required=False)
            this = serializers.CharField(required=False)
            target = serializers.DictField(child=serializers.CharField(), required=False)
            env_vars = serializers.DictField(child=serializers.CharField(), required=False)
            is_incremental = serializers.BooleanField(required=False)

        sql = serializers.CharField(max_length=MOST_CHARACTERS, trim_whitespace=False)
        dialect = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
        namespace = serializers.CharField(
            required=False, default="", allow_blank=True, help_text="Where its tables are; anywhere when left out."
        )
        inside = serializers.CharField(required=False, default="", allow_blank=True, help_text="Database and schema that names start in.")
        schema = serializers.DictField(
            child=serializers.ListField(child=serializers.CharField(max_length=300), max_length=MOST_TABLES), required=False, default=dict
        )
        variables = serializers.DictField(child=serializers.JSONField(), required=False, default=dict)
        environment = Environment(required=False, default=dict)

    class Output(serializers.Serializer[Any]):
        """Statements, tables and edges; `text` is what was read, the template rendered."""

        class StatementShape(serializers.Serializer[Any]):
            """A statement: `outcome` is ok, degraded (tables only) or failed, `reason` says why; offsets are characters of `text`."""

            number = serializers.IntegerField()
            verb = serializers.CharField()
            outcome = serializers.CharField()
            reason = serializers.CharField()
            warnings = serializers.ListField(child=serializers.CharField())
            line = serializers.IntegerField()
            column = serializers.IntegerField()
            start = serializers.IntegerField()
            end = serializers.IntegerField()
            reads = serializers.ListField(child=serializers.CharField())
            writes = serializers.ListField(child=serializers.CharField())

        class TableShape(serializers.Serializer[Any]):
            """A table the text names; `asset_id` where the catalog has it."""

            name = serializers.CharField()
            kind = serializers.CharField()
            asset_id = serializers.IntegerField(allow_null=True)
            is_read = serializers.BooleanField()
            is_written = serializers.BooleanField()

        class EdgeShape(serializers.Serializer[Any]):
            """An edge; `target` null: the query's result, `target_column` null: all rows, `source` null: one of `candidates`."""

            source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # hides an attribute of Field that nobody reads
            source_column = serializers.CharField()
            target = serializers.CharField(allow_null=True)
            target_column = serializers.CharField(allow_null=True)
            kind = serializers.CharField()
            subtype = serializers.CharField()
            masking = serializers.BooleanField()
            confidence = serializers.CharField()
            path = serializers.ListField(child=serializers.CharField())
            candidates = serializers.ListField(child=serializers.CharField())

        dialect = serializers.CharField()
        text = serializers.CharField()
        problem = serializers.CharField(help_text="What was wrong with the template.")
        statements = StatementShape(many=True)
        tables = TableShape(many=True)
        edges = EdgeShape(many=True)
        confidence = serializers.DictField(child=serializers.IntegerField())

    @extend_schema(request=Input, responses=Output, operation_id="sql_lineage")
    def post(self, request: Request) -> Response:
        """Resolve a text with the catalog as the caller sees it. Nothing is run or kept."""
        asked = self.Input(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if len(said["schema"]) > MOST_TABLES:
            raise ValidationError({"schema": f"At most {MOST_TABLES:,} tables may be given."})
        # The resolver takes 25 MB: loaded with the first question, not at start.
        from lineage.sql import UnknownDialect

        question = Question(
            said["sql"],
            said["dialect"],
            self._space(request, said["namespace"]),
            said["inside"],
            said["schema"],
            said["variables"],
            said["environment"],
        )
        try:
            answer = sql_answer(question, caller(request))
        except UnknownDialect as error:
            raise ValidationError({"dialect": str(error)}) from error
        return Response(self.Output(_shaped(answer)).data)

    def _space(self, request: Request, name: str) -> Namespace | None:
        if not name:
            return None
        found = spaces_of_tables(caller(request)).filter(name=name).first()
        if found is None:
            raise ValidationError({"namespace": f"There is no namespace “{name[:MOST_NAMES]}” with assets that you may see."})
        return found


def _shaped(answer: SqlAnswer) -> dict[str, Any]:
    statements = [
        {name: getattr(one, name) for name in ("number", "verb", "reason", "warnings", "line", "column", "start", "end")}
        | {"outcome": str(one.outcome), "reads": [*map(str, one.reads)], "writes": [*map(str, one.writes)]}
        for one in answer.script.statements
    ]
    return {
        "dialect": answer.dialect,
        "text": answer.text,
        "problem": answer.problem,
        "statements": statements,
        "tables": [_table(table) for table in answer.tables],
        "edges": [_edge(edge) for edge in answer.edges],
        "confidence": answer.confidence,
    }


def _table(one: SqlTable) -> dict[str, Any]:
    asset = None if one.asset is None else one.asset.pk
    return {"name": str(one.table), "kind": one.table.kind, "asset_id": asset, "is_read": one.is_read, "is_written": one.is_written}


def _edge(one: SqlEdge) -> dict[str, Any]:
    edge = one.edge
    return {
        "source": None if edge.source is None else str(edge.source),
        "source_column": edge.source_column,
        "target": None if edge.target is None else str(edge.target),
        "target_column": edge.target_column,
        "kind": str(edge.kind),
        "subtype": str(edge.subtype),
        "masking": edge.masking,
        "confidence": str(edge.confidence),
        "path": edge.path,
        "candidates": [*map(str, edge.candidates)],
    }
