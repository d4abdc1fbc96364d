"""Keep a single event through a function: PostgreSQL plans its two statements once a connection, not once an event."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION lineage_receive_event(
    kind text, event_type text, event_time timestamptz, job_namespace text, job_name text, run_id text, producer text, api_key_id bigint,
    event_digest bytea, body bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lineage_eventdigest (digest, received_at) VALUES (event_digest, now()) ON CONFLICT (digest) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO lineage_event (kind, event_type, event_time, job_namespace, job_name, run_id, producer, api_key_id, digest, body)
    VALUES (kind, event_type, event_time, job_namespace, job_name, run_id, producer, api_key_id, event_digest, body);
    RETURN true;
END
$$;
"""
DROP = "DROP FUNCTION lineage_receive_event(text, text, timestamptz, text, text, text, text, bigint, bytea, bytea);"


class Migration(migrations.Migration):
    """Raw SQL: Django has no word for functions."""

    dependencies: ClassVar = [("lineage", "0004_checks_left_to_the_projector")]
    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
