"""People have one time zone, that of their profile; and what one must see is said of each notice, since a case is told to two audiences."""

from django.db import migrations, models

# UTC was the form's own word, seldom anybody's choice; what a profile says already stays.
ZONES = """
UPDATE catalog_person SET time_zone = wish.time_zone FROM feedback_preference wish
WHERE wish.person_id = catalog_person.id AND catalog_person.time_zone = '' AND wish.time_zone <> 'UTC'
"""
# Of a case each reporter hears, whatever they see of where it was sent; handlers hear what they may see.
SIGHT = """
UPDATE feedback_notice SET asset_id = matter.asset_id FROM feedback_matter matter WHERE matter.id = feedback_notice.matter_id;
UPDATE feedback_notice SET asset_id = (
    SELECT c.asset_id FROM feedback_case c WHERE c.id = split_part(matter.key, '/', 2)::bigint
        AND NOT EXISTS (SELECT FROM feedback_report r WHERE r.case_id = c.id AND r.reporter_id = feedback_notice.person_id)
) FROM feedback_matter matter WHERE matter.id = feedback_notice.matter_id AND matter.key ~ '^case/[0-9]+$'
"""
BACK = """
UPDATE feedback_matter SET asset_id = notice.asset_id FROM feedback_notice notice
WHERE notice.matter_id = feedback_matter.id AND notice.asset_id IS NOT NULL
"""
ZONES_BACK = """
UPDATE feedback_preference SET time_zone = person.time_zone FROM catalog_person person
WHERE person.id = feedback_preference.person_id AND person.time_zone <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_answers_to_changes_are_news"), ("catalog", "0011_people_sign_up")]
    operations = [
        migrations.AddField(
            "notice",
            "asset_id",
            models.BigIntegerField(help_text="What one must be allowed to see to read it; null: nothing, it is theirs.", null=True),
        ),
        migrations.RunSQL(ZONES, ZONES_BACK),
        migrations.RunSQL(SIGHT, BACK),
        migrations.RemoveField("matter", "asset_id"),
        migrations.RemoveField("preference", "time_zone"),
    ]
