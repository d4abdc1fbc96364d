"""A consumer's answer to a proposed change is noted as news, like the rest (0004)."""

from django.db import migrations

NAME = "feedback_hears_acknowledgement_answered_update"
FORWARD = f"""
CREATE TRIGGER {NAME} AFTER UPDATE OF answered_at ON contracts_acknowledgement FOR EACH ROW
WHEN (NEW.answer <> 'waiting' AND NEW.answered_at IS DISTINCT FROM OLD.answered_at)
EXECUTE FUNCTION feedback_note_news('acknowledgement', 'answered');
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_weekly_report"), ("contracts", "0010_signals")]
    operations = [migrations.RunSQL(FORWARD, f"DROP TRIGGER {NAME} ON contracts_acknowledgement;")]
