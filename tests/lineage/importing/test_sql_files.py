from lineage.importing.locating import Locator
from lineage.importing.sqlfiles import Settings, read_sql_files

NAMESPACE = "postgres://db:5432"
TABLES = {"shop.public.orders": ["id", "total"], "shop.public.daily": ["day", "total"], "shop.raw.orders": ["id"]}


def read(text, path="etl/load.sql", **settings):
    wanted = Settings(dialect="postgres", start=("shop", "public"), **settings)
    return read_sql_files({path: text.encode()}, wanted, Locator(NAMESPACE, TABLES, wanted.start))


def sides(reading):
    [piece] = reading.pieces
    return tuple([entry["name"] for entry in piece.document[side]] for side in ("inputs", "outputs"))


def test_a_file_is_a_job_with_what_it_reads_and_writes_temporary_tables_composed_away():
    reading = read("create temp table t as select * from orders; insert into daily select 1, total from t;")
    assert sides(reading) == (["shop.public.orders"], ["shop.public.daily"])
    assert reading.pieces[0].key == "job\nsql\netl/load"
    assert reading.counts == {"statements": 2, "files": 1}


def test_names_are_completed_where_the_script_starts_and_found_when_only_one_is_called_so():
    assert sides(read("insert into raw.orders select id from DAILY")) == (["shop.public.daily"], ["shop.raw.orders"])
    locator = Locator(NAMESPACE, {"shop.public.daily": []})
    [piece] = read_sql_files({"a.sql": b"select * from daily, nowhere"}, Settings("postgres"), locator).pieces
    assert [entry["name"] for entry in piece.document["inputs"]] == ["shop.public.daily", "nowhere"]


def test_variables_are_filled_in_and_one_that_is_missing_is_named():
    assert sides(read("insert into daily select * from {{ source_table }}", variables={"source_table": "raw.orders"}))[0] == [
        "shop.raw.orders"
    ]
    reading = read("insert into daily select * from orders where day > {{ since }}")
    assert sides(reading) == (["shop.public.orders"], ["shop.public.daily"])
    assert any("since" in skipped.why for skipped in reading.skipped)


def test_the_opening_comment_describes_the_job_and_the_repository_links_it():
    facets = (
        read("-- Sums up the day.\n-- Nightly.\nselect * from orders", repository="https://git.example.org/etl/")
        .pieces[0]
        .document["job"]["facets"]
    )
    assert facets["documentation"]["description"] == "Sums up the day.\nNightly."
    assert facets["sourceCodeLocation"]["url"] == "https://git.example.org/etl/etl/load.sql"


def test_what_is_not_understood_is_listed_with_its_line_and_loses_nothing_else():
    reading = read("insert into daily select * from orders;\nselekt nonsense from;\n")
    assert sides(reading)[1] == ["shop.public.daily"]
    assert [skipped.what for skipped in reading.skipped] == ["etl/load.sql, line 2"]


def test_files_without_tables_binary_ones_and_the_systems_own_tables_are_left_out():
    assert read("select 1").skipped[0].why == "no statement in it reads or writes a table"
    assert read("select \0").skipped[0].why == "not text in UTF-8"
    assert not read("select * from pg_catalog.pg_class").pieces


def test_files_in_a_bucket_are_datasets_of_the_bucket():
    [piece] = read_sql_files(
        {"a.sql": b"copy into daily from 's3://lake/raw/daily.csv'"}, Settings("snowflake"), Locator("snowflake://x", {})
    ).pieces
    assert ("s3://lake", "raw/daily.csv") in [(entry["namespace"], entry["name"]) for entry in piece.document["inputs"]]
