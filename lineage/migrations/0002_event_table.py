"""Make the event table: partitioned by month of receipt, bodies stored as compressed by us."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE SEQUENCE lineage_event_id_seq AS bigint CACHE 1;
CREATE TABLE lineage_event (
    id bigint NOT NULL DEFAULT nextval('lineage_event_id_seq'),
    xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    received_at timestamptz NOT NULL DEFAULT now(),
    kind varchar(10) NOT NULL,
    event_type text NOT NULL,
    event_time timestamptz NOT NULL,
    job_namespace text NOT NULL,
    job_name text NOT NULL,
    run_id text NOT NULL,
    producer text NOT NULL,
    api_key_id bigint,
    digest bytea NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (id, received_at)
) PARTITION BY RANGE (received_at);
-- The body is compressed already; PostgreSQL must not try again.
ALTER TABLE lineage_event ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX event_in_commit_order ON lineage_event (xid, id);
CREATE INDEX event_by_run ON lineage_event (run_id) WHERE run_id <> '';
CREATE INDEX event_by_job ON lineage_event (job_name, id);
CREATE TABLE lineage_event_default PARTITION OF lineage_event DEFAULT;
INSERT INTO lineage_projectioncursor (name, xid, event_id, generation) VALUES ('projector', 0, 0, 0);
"""
DROP = """
DELETE FROM lineage_projectioncursor WHERE name = 'projector';
DROP TABLE lineage_event;
DROP SEQUENCE lineage_event_id_seq;
"""


class Migration(migrations.Migration):
    """Raw SQL: Django has no word for partitions."""

    dependencies: ClassVar = [("lineage", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
