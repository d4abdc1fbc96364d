"""Events whose jobs ran SQL, and datasets that the catalog knows."""

from tests.stories.log import Json

DB = "postgres://shop:5432"
SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"
FACET = {"_producer": "https://example.org", "_schemaURL": "https://example.org/facet.json"}
RUN = "01936894-494e-7b5c-938a-7b0fcc5f8eb1"
FILL = "INSERT INTO daily (day, total) SELECT o.placed, sum(o.price) FROM public.orders o WHERE o.state = 'paid' GROUP BY o.placed"


def table(name: str, *columns: str, **facets: Json) -> Json:
    fields = {"schema": FACET | {"fields": [{"name": column, "type": "int"} for column in columns]}} if columns else {}
    return {"namespace": DB, "name": f"shop.public.{name}", "facets": fields | facets}


def ran(
    sql: str, *, at: str = "10:00", name: str = "fill", space: str = "sched", inputs: list[Json] = (), outputs: list[Json] = ()
) -> Json:
    return {
        "eventTime": f"2026-03-01T{at}:00Z",
        "producer": "https://example.org",
        "schemaURL": SPEC + "RunEvent",
        "eventType": "COMPLETE",
        "run": {"runId": RUN},
        "job": {"namespace": space, "name": name, "facets": {"sql": FACET | {"query": sql}}},
        "inputs": list(inputs),
        "outputs": list(outputs),
    }


def told(*datasets: Json) -> list[Json]:
    """Datasets the catalog knows by events of their own."""
    return [
        {"eventTime": "2026-02-01T00:00:00Z", "producer": "https://example.org", "schemaURL": SPEC + "DatasetEvent", "dataset": one}
        for one in datasets
    ]


ORDERS, DAILY = table("orders", "id", "placed", "price", "state"), table("daily", "day", "total")


def declared(sql: str, *, at: str, space: str, source: str, target: str) -> list[Json]:
    """What a tool declares of a job and says of its run: tables of a warehouse, where a namespace says that is."""
    inputs, outputs = ([{"namespace": space, "name": name}] for name in (source, target))
    run = ran(sql, at=at, inputs=inputs, outputs=outputs)
    job = {key: value for key, value in run.items() if key not in {"run", "eventType"}}
    return [run | {"eventTime": "2026-03-01T09:00:00Z"}, job | {"schemaURL": SPEC + "JobEvent"}]
