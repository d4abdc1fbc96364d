"""The landscape as data agrees with itself."""

from catalog.models.asset import AssetKind, Lifecycle
from config.demo.landscape import KETTLE
from config.demo.landscape.incidents import INCIDENTS
from config.demo.landscape.staff import COLLEAGUES, CREWS, DEPARTMENTS, DESCRIPTIONS, MEANINGS
from config.demo.landscape.words import DIRECT, INDIRECT, Change, columns, sources
from config.demo.sql import FOLDER
from config.demo.warehouse import real_assets

ASSETS = {asset.key: asset for asset in KETTLE.assets}
MAKERS = {key: job for job in KETTLE.jobs for key in job.writes}


def all_sources():
    for asset in KETTLE.assets:
        for source in (*asset.every_row, *(source for column in asset.columns for source in column.sources)):
            yield asset, source


def test_there_are_about_sixty_assets_of_every_kind():
    assert 55 <= len(KETTLE.assets) <= 70
    assert {asset.kind for asset in KETTLE.assets} == set(AssetKind.values)
    assert {asset.lifecycle for asset in KETTLE.assets} == set(Lifecycle.values)


def test_no_two_assets_or_jobs_share_a_key_or_a_name():
    for things in (KETTLE.assets, KETTLE.jobs):
        assert len({thing.key for thing in things}) == len(things)
        assert len({(thing.space.name, thing.name) for thing in things}) == len(things)


def test_every_column_edge_starts_at_a_column_that_exists():
    missing = [
        (asset.key, source)
        for asset, source in all_sources()
        if source.column not in {column.name for column in ASSETS[source.asset].columns} or source.subtype not in DIRECT | INDIRECT
    ]
    assert missing == []


def test_a_job_reads_every_asset_its_output_is_made_from():
    assert [(asset.key, source.asset) for asset, source in all_sources() if source.asset not in MAKERS[asset.key].reads] == []


def test_every_asset_is_written_by_one_job_at_most_and_touched_by_one_at_least():
    writes = [key for job in KETTLE.jobs for key in job.writes]
    assert len(writes) == len(set(writes))
    assert {key for job in KETTLE.jobs for key in (*job.reads, *job.writes)} == set(ASSETS)


def test_every_transformation_subtype_and_masking_occurs():
    found = {source.subtype for _, source in all_sources()}
    assert found == DIRECT | INDIRECT
    assert any(source.masking for _, source in all_sources())


def test_every_warehouse_table_has_one_sql_file_and_no_file_is_left_over():
    files = {(path.parent.name, path.stem) for path in FOLDER.glob("*/*.sql")}
    assert files == {("models" if asset.kind == "view" else "tables", asset.key) for asset in real_assets(KETTLE)}


def test_all_names_are_under_names_nobody_can_own():
    own = ("kettle.example", "s3://kettle-", "arn:aws:kinesis:eu-central-1:000000000042", "arn:aws:glue:eu-central-1:000000000042")
    assert [space for space in KETTLE.spaces if not any(part in space for part in own)] == []


def test_staff_incidents_and_words_speak_of_what_exists():
    handles = {colleague.handle for colleague in COLLEAGUES}
    teams = {crew.slug for crew in CREWS}
    assert len(handles) == 8 and len(teams) == 5 and len(DEPARTMENTS) == 4
    assert {member for crew in CREWS for member in crew.members} | {"charlie"} == handles
    assert {job.team for job in KETTLE.jobs} == teams
    assert {incident.job for incident in INCIDENTS} <= {job.key for job in KETTLE.jobs}
    assert {asset.domain for asset in KETTLE.assets} == {department.slug for department in DEPARTMENTS}
    assert set(DESCRIPTIONS) <= set(ASSETS)
    assert all(path in {column.name for column in ASSETS[key].columns} for key, path, _ in MEANINGS)


def test_charlie_has_no_role_in_the_restricted_domain():
    [restricted] = [department for department in DEPARTMENTS if department.is_restricted]
    assert "charlie" not in {who for who, _ in restricted.roles} | {member for crew in CREWS for member in crew.members}


def test_a_table_of_columns_is_read_with_its_sources():
    [column] = columns("email_hash | text | raw.email:transformation!, raw.id | Hashed")
    assert column.description == "Hashed"
    assert column.sources == sources("raw.email:transformation!, raw.id")
    assert [(source.column, source.subtype, source.masking) for source in column.sources] == [
        ("email", "transformation", True),
        ("id", "identity", False),
    ]


def test_an_asset_remembers_how_its_columns_were():
    orders, shipments = ASSETS["raw_orders"], ASSETS["raw_shipments"]
    assert orders.changes == (Change("sales_channel", 12),)
    assert "sales_channel" not in {column.name for column in orders.columns_at(13)}
    assert "sales_channel" in {column.name for column in orders.columns_at(12)}
    assert {column.name: column.data_type for column in shipments.columns_at(4)}["parcel_weight"] == "integer"
    assert {column.name: column.data_type for column in shipments.columns_at(3)}["parcel_weight"] == "numeric(8,3)"
