"""A small dbt project's artifacts, as its target folder has them; every test changes what it is about."""

import json

MODEL = "model.shop.spending"
TEST = "test.shop.not_null_spending_id"


def node(unique_id, **fields):
    """A node of a manifest: a table shop.main.<name> unless told otherwise."""
    kind, _, name = unique_id.split(".")[:3]
    usual = {"unique_id": unique_id, "resource_type": kind, "name": name, "alias": name, "database": "shop", "schema": "main"}
    usual |= {"config": {"materialized": "table"}, "columns": {}, "depends_on": {"nodes": []}, "tags": [], "description": ""}
    return usual | fields


def manifest(*nodes, version=12, **more):
    """A manifest of nodes and sources."""
    url = f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"
    told = {"dbt_schema_version": url, "generated_at": "2026-03-01T08:00:00Z", "adapter_type": "duckdb", "project_name": "shop"}
    sources = {each["unique_id"]: each for each in nodes if each["resource_type"] == "source"}
    others = {each["unique_id"]: each for each in nodes if each["resource_type"] != "source"}
    return {"metadata": told, "nodes": others, "sources": sources, "exposures": {}, **more}


def spending(**fields):
    """The model that most tests are about: it reads the source orders."""
    compiled = "select customer, sum(price) as total from shop.main.orders group by 1"
    return node(MODEL, **{"depends_on": {"nodes": ["source.shop.till.orders"]}, "compiled_code": compiled} | fields)


def orders(**fields):
    """The source it reads."""
    return node("source.shop.till.orders", name="orders", identifier="orders", source_name="till", **fields)


def results(*entries, which="build"):
    """What a command said of its nodes: (unique id, status, further fields)."""
    timing = [{"name": "execute", "started_at": "2026-03-01T08:01:00Z", "completed_at": "2026-03-01T08:02:00Z"}]
    listed = [{"unique_id": unique_id, "status": status, "timing": timing, **more} for unique_id, status, more in entries]
    return {"metadata": {"invocation_id": "one", "generated_at": "2026-03-01T08:03:00Z"}, "results": listed, "args": {"which": which}}


def files(**documents):
    """Artifacts by file name: manifest=…, run_results=…."""
    return {f"{name}.json": json.dumps(document).encode() for name, document in documents.items()}
