"""Whatever people may want to hear of is noted in the very transaction that makes it, whoever writes the row (decision 26)."""

from django.db import migrations

# (subject, what, table, when it fires, under which condition). Backfills of the past are no news: slots and verdicts of long ago.
RECENT = "NEW.{column} > now() - interval '1 day'"
MET = "NEW.outcome IN ('early', 'on_time') AND " + RECENT.format(column="decided_at")
TRIGGERS = (
    ("deviation", "opened", "contracts_deviation", "INSERT", ""),
    ("deviation", "closed", "contracts_deviation", "UPDATE OF resolved_at", "OLD.resolved_at IS NULL AND NEW.resolved_at IS NOT NULL"),
    ("deviation", "reopened", "contracts_deviation", "UPDATE OF resolved_at", "OLD.resolved_at IS NOT NULL AND NEW.resolved_at IS NULL"),
    (
        "deviation",
        "acknowledged",
        "contracts_deviation",
        "UPDATE OF acknowledged_at",
        "OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL",
    ),
    ("slot", "met", "contracts_slot", "INSERT", MET),
    ("slot", "met", "contracts_slot", "UPDATE OF outcome", f"OLD.outcome IS DISTINCT FROM NEW.outcome AND {MET}"),
    ("verdict", "kept", "contracts_verdict", "INSERT", "NEW.verdict = 'kept' AND " + RECENT.format(column="at")),
    ("version", "activated", "contracts_contractversion", "INSERT", "NEW.state = 'active'"),
    (
        "version",
        "activated",
        "contracts_contractversion",
        "UPDATE OF state",
        "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'active'",
    ),
    ("proposal", "opened", "contracts_changeproposal", "INSERT", "NEW.state = 'open'"),
    ("proposal", "ended", "contracts_changeproposal", "UPDATE OF state", "OLD.state IS DISTINCT FROM NEW.state AND NEW.state <> 'open'"),
    ("case", "opened", "feedback_case", "INSERT", ""),
    ("entry", "written", "feedback_caseentry", "INSERT", ""),
    ("question", "asked", "feedback_question", "INSERT", ""),
    ("answer", "given", "feedback_answer", "INSERT", ""),
    ("review", "written", "feedback_review", "INSERT", ""),
    ("review", "replied", "feedback_review", "UPDATE OF replied_at", "OLD.replied_at IS NULL AND NEW.replied_at IS NOT NULL"),
    ("access", "requested", "feedback_accessrequest", "INSERT", ""),
    ("access", "decided", "feedback_accessrequest", "UPDATE OF state", "OLD.state IS DISTINCT FROM NEW.state"),
)
FUNCTION = """
CREATE FUNCTION feedback_note_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feedback_news (subject, "row", what) VALUES (TG_ARGV[0], NEW.id, TG_ARGV[1]);
  RETURN NULL;
END $$;
"""


def _name(subject: str, what: str, event: str) -> str:
    return f"feedback_hears_{subject}_{what}_{event.split(maxsplit=1)[0].lower()}"


def _forward() -> str:
    statements = [FUNCTION]
    for subject, what, table, event, condition in TRIGGERS:
        when = f"WHEN ({condition}) " if condition else ""
        statements.append(
            f"CREATE TRIGGER {_name(subject, what, event)} AFTER {event} ON {table} FOR EACH ROW {when}"
            f"EXECUTE FUNCTION feedback_note_news('{subject}', '{what}');"
        )
    return "\n".join(statements)


def _backward() -> str:
    dropped = [f"DROP TRIGGER {_name(subject, what, event)} ON {table};" for subject, what, table, event, _ in TRIGGERS]
    return "\n".join([*dropped, "DROP FUNCTION feedback_note_news();"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0003_alerts"), ("contracts", "0008_what_was_proposed")]
    operations = [migrations.RunSQL(_forward(), _backward())]
