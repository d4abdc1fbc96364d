"""Files and folders are one, however they are written, and near the datasets that OpenLineage's clients name."""

import pytest

from lineage.sql import address, addresses, dataset_address
from lineage.sql.addresses import spellings


@pytest.mark.parametrize(
    ("text", "namespace", "name"),
    [
        ("s3a://lake/raw/orders/", "s3://lake", "raw/orders"),
        ("https://lake.s3.eu-west-1.amazonaws.com/raw/a.csv?versionId=1", "s3://lake", "/raw/a.csv"),
        ("https://s3.amazonaws.com/lake/raw/a.csv", "s3a://lake", "raw/a.csv"),
        ("gcs://lake/raw", "gs://lake", "raw"),
        ("https://storage.googleapis.com/lake/raw", "gs://lake", "raw"),
        ("https://acme.blob.core.windows.net/lake/raw/a.parquet", "abfss://lake@acme.dfs.core.windows.net", "raw/a.parquet"),
        ("azure://acme.blob.core.windows.net/lake/raw", "wasbs://lake@acme.blob.core.windows.net", "raw"),
        ("hdfs://name:8020/warehouse/orders", "hdfs://name:8020", "/warehouse/orders"),
        ("file:///data/a.csv", "file", "/data/a.csv"),
        ("/data/a.csv", "file", "/data/a.csv"),
    ],
)
def test_ways_of_writing_a_place_are_one(text: str, namespace: str, name: str) -> None:
    found = address(text)
    assert found is not None and found == dataset_address(namespace, name)
    holders, names = spellings([found])
    assert namespace in holders and name in names


@pytest.mark.parametrize("text", ["orders", "postgres://db:5432/shop", "https://example.org/a.csv", "data/a.csv", "", "azure://a.b/c"])
def test_what_names_no_place_of_files_is_none(text: str) -> None:
    assert address(text) is None


def test_the_folders_around_a_file_are_known_but_not_the_bucket() -> None:
    found = address("s3://b/x/y/z.csv")
    assert found is not None
    assert [str(near) for near in found.around()] == ["s3://b/x/y/z.csv", "s3://b/x/y", "s3://b/x"]


@pytest.mark.parametrize("inside", ["orders/dt=2026-03-01/part.parquet", "orders/*.parquet", "orders/{a,b}.csv"])
def test_many_files_are_their_folder(inside: str) -> None:
    found = address(f"s3://b/{inside}")
    assert found is not None and found.folder == address("s3://b/orders")


def test_addresses_are_found_wherever_they_stand_in_a_text() -> None:
    text = "COPY t FROM 's3://b/x' -- gs://c/y\n; SELECT a/b, c FROM read_csv(['/data/a b.csv']), parquet.`s3://b/z`"
    assert {str(one) for one in addresses(text)} == {"s3://b/x", "gs://c/y", "file:///data/a b.csv", "s3://b/z"}
