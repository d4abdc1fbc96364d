"""Agreements that are asked for, signed, ended, and their amendments are noted as news, like the rest (0004)."""

from django.db import migrations

# What lineage alone suggests is nobody's news; a suggestion that becomes a request is, without a new row.
STATES = ("requested", "approved", "active", "rejected", "suspended", "expired", "terminated")
MOVED = "NEW.origin = 'declared' AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.origin IS DISTINCT FROM NEW.origin)"
# (trigger, table, when it fires, under which condition, subject, what)
TRIGGERS = (
    (
        "agreement_requested_insert",
        "contracts_agreement",
        "INSERT",
        "NEW.origin = 'declared' AND NEW.state = 'requested'",
        "agreement",
        "requested",
    ),
    *(
        (
            f"agreement_{state}_update",
            "contracts_agreement",
            "UPDATE OF state, origin",
            f"NEW.state = '{state}' AND {MOVED}",
            "agreement",
            state,
        )
        for state in STATES
    ),
    ("amendment_proposed_insert", "contracts_amendment", "INSERT", "NEW.state = 'open'", "amendment", "proposed"),
    ("amendment_decided_update", "contracts_amendment", "UPDATE OF state", "OLD.state IS DISTINCT FROM NEW.state", "amendment", "decided"),
)
FORWARD = "\n".join(
    f"CREATE TRIGGER feedback_hears_{name} AFTER {event} ON {table} FOR EACH ROW WHEN ({condition})"
    f" EXECUTE FUNCTION feedback_note_news('{subject}', '{what}');"
    for name, table, event, condition, subject, what in TRIGGERS
)
BACKWARD = "\n".join(f"DROP TRIGGER feedback_hears_{name} ON {table};" for name, table, *_ in TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0007_one_time_zone_and_sight_by_notice"), ("contracts", "0011_amendments")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
