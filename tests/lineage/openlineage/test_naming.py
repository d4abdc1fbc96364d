"""What the names of datasets tell."""

import pytest

from lineage.openlineage import likely_kind, parts, platform_of, short_name
from lineage.openlineage.words import DatasetRef

NAMES = [
    ("postgres://db:5432", "shop.public.orders", "postgres", ("shop", "public", "orders"), "table"),
    ("postgresql://db:5432", "shop.public.orders", "postgres", ("shop", "public", "orders"), "table"),
    ("mysql://db:3306", "shop.orders", "mysql", ("shop", "orders"), "table"),
    ("mssql://db:1433", "shop.dbo.orders", "mssql", ("shop", "dbo", "orders"), "table"),
    ("sqlserver://host:1433", "dbo.orders", "mssql", ("dbo", "orders"), "table"),
    ("oracle://db:1521", "service.schema.orders", "oracle", ("service", "schema", "orders"), "table"),
    ("snowflake://org-account", "DB.SCHEMA.ORDERS", "snowflake", ("DB", "SCHEMA", "ORDERS"), "table"),
    ("redshift://c.eu-1:5439", "dev.public.orders", "redshift", ("dev", "public", "orders"), "table"),
    ("bigquery", "project.set.orders", "bigquery", ("project", "set", "orders"), "table"),
    ("awsathena://athena.eu-1.amazonaws.com", "cat.db.orders", "athena", ("cat", "db", "orders"), "table"),
    ("arn:aws:glue:eu-1:123", "table/db/orders", "glue", ("db", "orders"), "table"),
    ("unitycatalog://host", "cat.db.orders", "unity_catalog", ("cat", "db", "orders"), "table"),
    ("trino://host:8080", 'cat.db."or.ders"', "trino", ("cat", "db", "or.ders"), "table"),
    ("bigquery", "`my-project`.set.`or.ders`", "bigquery", ("my-project", "set", "or.ders"), "table"),
    ("hive://m:9083", "db.orders", "hive", ("db", "orders"), "table"),
    ("duckdb://", "shop.main.orders", "duckdb", ("shop", "main", "orders"), "table"),
    ("azurecosmos://host/dbs/db", "colls/orders", "cosmosdb", ("colls", "orders"), "table"),
    ("s3://bucket", "raw/2026/orders.csv", "s3", ("raw", "2026", "orders.csv"), "file"),
    ("s3a://bucket", "/warehouse/orders/", "s3", ("warehouse", "orders"), "directory"),
    ("gs://bucket", "orders.json.gz", "gcs", ("orders.json.gz",), "file"),
    ("abfss://c@acct.dfs.core.windows.net", "orders", "azure_storage", ("orders",), "directory"),
    ("hdfs://nn:8020", "/data/orders", "hdfs", ("data", "orders"), "directory"),
    ("file", "/data/orders.parquet", "file", ("data", "orders.parquet"), "file"),
    ("kafka://k:9092", "shop.orders.v1", "kafka", ("shop.orders.v1",), "topic"),
    ("pubsub", "topic:project:orders", "pubsub", ("topic:project:orders",), "topic"),
    ("production", "orders", "", ("orders",), "dataset"),
    ("my team", "a.b", "", ("a", "b"), "dataset"),
    ("https://example.org", "orders", "https", ("orders",), "dataset"),
    ("", "...", "", ("...",), "dataset"),
    ("s3://bucket", "/", "s3", ("/",), "directory"),
]


@pytest.mark.parametrize(("namespace", "name", "platform", "levels", "kind"), NAMES)
def test_a_name_tells_platform_levels_and_likely_kind(namespace: str, name: str, platform: str, levels: tuple[str, ...], kind: str) -> None:
    ref = DatasetRef(namespace, name)
    assert platform_of(namespace) == platform
    assert parts(ref) == levels
    assert short_name(ref) == levels[-1]
    assert likely_kind(ref) == kind
