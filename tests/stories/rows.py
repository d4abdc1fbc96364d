"""The projected rows by their natural keys: two worlds that were told the same must give the same answer here.

Ids, the log's own rows and what only a clock decides (when a namespace was first stored) are left out.
"""

from catalog import bulk

Rows = dict[str, list[str]]

ASSET = "(SELECT n.name || '|' || a.name FROM catalog_asset a JOIN catalog_namespace n ON n.id = a.namespace_id WHERE a.id = {})"
JOB = "(SELECT n.name || '|' || j.name FROM lineage_job j JOIN catalog_namespace n ON n.id = j.namespace_id WHERE j.id = {})"
COLUMN = "(SELECT c.path FROM catalog_column c WHERE c.id = {})"
RUN = "(SELECT r.run_id FROM lineage_run r WHERE r.id = {})"
EVENT = "(SELECT encode(e.digest, 'hex') FROM lineage_event e WHERE e.id = {})"
CONTENT = "(SELECT f.value FROM lineage_facetcontent f WHERE f.digest = {})"

OWN_ASSET, OWN_JOB = ASSET.format("t.asset_id"), JOB.format("t.job_id")
ENDS = f"{ASSET.format('t.source_id')}, {ASSET.format('t.target_id')}, {OWN_JOB}"
SIGHT = "t.evidence, t.first_seen_at, t.last_seen_at, t.is_shown"

TABLES = {
    "catalog_namespace": "t.name, t.platform",
    "catalog_asset": (
        f"{ASSET.format('t.id')}, t.kind, t.reported_description, t.reported_version, t.schema_fingerprint, t.first_seen_at, t.last_seen_at,"
        " t.dropped_at, t.fresh_at, t.is_dropped"
    ),
    "catalog_assetname": f"{OWN_ASSET}, (SELECT n.name FROM catalog_namespace n WHERE n.id = t.namespace_id), t.name, t.kind",
    "catalog_column": f"{OWN_ASSET}, t.path, t.data_type, t.ordinal, t.reported_description, t.is_current",
    "catalog_schemaversion": f"{OWN_ASSET}, t.fingerprint, t.columns, t.first_seen_at, t.last_seen_at, t.first_run_id",
    "catalog_assettag": f"{OWN_ASSET}, {COLUMN.format('t.column_id')}, t.key, t.value, t.source",
    "catalog_ownersuggestion": f"{OWN_ASSET}, t.owner, t.kind, t.decision",
    "catalog_searchentry": (
        f"t.kind, t.name, t.context, t.words, t.body, t.platform, t.asset_kind, t.owner, {OWN_ASSET},"
        f" CASE t.kind WHEN 'column' THEN {COLUMN.format('t.ref')} WHEN 'job' THEN {JOB.format('t.ref')} ELSE {ASSET.format('t.ref')} END"
    ),
    "lineage_job": (
        f"{JOB.format('t.id')}, t.kind, t.integration, t.processing, t.reported_description, t.source_url, {JOB.format('t.parent_id')},"
        f" {RUN.format('t.latest_run_id')}, t.first_seen_at, t.last_seen_at, t.declared_inputs_at, t.declared_outputs_at, t.said"
    ),
    "lineage_run": (
        f"t.run_id, {OWN_JOB}, t.state, t.state_at, t.started_at, t.ended_at, t.first_event_at, t.last_event_at, t.nominal_start_at,"
        " t.nominal_end_at, t.parent_run_id, t.root_run_id, t.submitter, t.engine, t.error, t.stack_trace, t.said"
    ),
    "lineage_rundataset": f"{RUN.format('t.run_id')}, {OWN_ASSET}, t.direction, t.facets",
    "lineage_jobdataset": f"{OWN_JOB}, {OWN_ASSET}, t.direction, t.is_declared, t.first_seen_at, t.last_seen_at, t.is_shown",
    "lineage_edge": f"{ENDS}, {SIGHT}",
    "lineage_columnedge": (
        f"{ENDS}, {COLUMN.format('t.source_column_id')}, {COLUMN.format('t.target_column_id')}, t.kind, t.subtype, t.masking, t.description,"
        f" t.confidence, {SIGHT}"
    ),
    "lineage_assetfacet": f"{OWN_ASSET}, t.name, t.reported_at, t.event_digest, {CONTENT.format('t.content_id')}",
    "lineage_jobfacet": f"{OWN_JOB}, t.name, t.reported_at, t.event_digest, {CONTENT.format('t.content_id')}",
    "lineage_statement": f"{OWN_JOB}, t.digest, t.dialect, t.text, t.first_seen_at, t.last_seen_at, t.touches, t.outcome, t.notes",
    "lineage_guessedcolumn": f"(SELECT {ASSET.format('c.asset_id')} || c.path FROM catalog_column c WHERE c.id = t.column_id)",
    "lineage_observation": (
        f"{OWN_ASSET}, t.column_path, t.metric, t.test, t.subject, t.value, t.passed, t.severity, t.expected, t.actual, t.observed_at, t.event_digest"
    ),
    "lineage_eventproblem": f"{EVENT.format('t.event_id')}, t.severity, t.code, t.path, t.message",
}


def projected_rows() -> Rows:
    """Give every projected table as sorted texts, in one query."""
    parts = " UNION ALL ".join(f"SELECT '{table}', ROW({columns})::text FROM {table} t" for table, columns in TABLES.items())
    found: Rows = {table: [] for table in TABLES}
    for table, row in bulk.ask(parts):
        found[table].append(row)
    return {table: sorted(rows) for table, rows in found.items()}


def differences(one: Rows, other: Rows) -> list[str]:
    """List the rows that only one of two worlds has: `-` in the first, `+` in the second."""
    gone = [f"- {table}: {row}" for table in one for row in one[table] if row not in other[table]]
    new = [f"+ {table}: {row}" for table in other for row in other[table] if row not in one[table]]
    counts = [f"{table}: {len(one[table])} rows, then {len(other[table])}" for table in one if len(one[table]) != len(other[table])]
    return [*counts, *gone, *new]
