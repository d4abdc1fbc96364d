import pytest

from lineage.api.marquez.nodeid import UnreadableNodeId, parse


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("dataset:food_delivery:public.menus", ("food_delivery", "public.menus")),
        ("dataset:s3://bucket:2024/x", ("s3://bucket", "2024/x")),
        ("dataset:postgres://host:5432:shop.public.orders", ("postgres://host:5432", "shop.public.orders")),
        ("job:airflow:dag.task", ("airflow", "dag.task")),
        ("datasetField:postgres://host:5432:shop.orders:id", ("postgres://host:5432", "shop.orders", "id")),
        ("dataset:kafka://a:9092:topic:with:colons", ("kafka://a:9092", "topic:with:colons")),
    ],
)
def test_the_true_reading_is_among_those_given(text, reading):
    assert reading in parse(text).readings


def test_a_version_is_set_aside():
    assert parse("dataset:ns:name#abc").version == "abc"


@pytest.mark.parametrize(
    "text", ["", "dataset", "dataset:", "dataset:only", "thing:a:b", "datasetField:a:b", "dataset::", "dataset:" + "a:" * 60 + "b"]
)
def test_what_is_no_node_id_is_refused_with_an_example(text):
    with pytest.raises(UnreadableNodeId, match="dataset:NAMESPACE:NAME"):
        parse(text)
