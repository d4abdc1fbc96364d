"""What a contract version says can't change once it has been active: the database refuses it, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION contracts_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Version % of the contract has been active: what it says can not change. Make a new version.', OLD.number
    USING ERRCODE = 'check_violation', CONSTRAINT = 'version_says_what_it_said';
END $$;
CREATE TRIGGER version_says_what_it_said BEFORE UPDATE OF number, raw, document, digest, api_version ON contracts_contractversion
  FOR EACH ROW WHEN (OLD.activated_at IS NOT NULL AND (OLD.number, OLD.raw, OLD.document, OLD.digest, OLD.api_version)
    IS DISTINCT FROM (NEW.number, NEW.raw, NEW.document, NEW.digest, NEW.api_version))
  EXECUTE FUNCTION contracts_version_stays();
"""
BACKWARD = "DROP TRIGGER version_says_what_it_said ON contracts_contractversion; DROP FUNCTION contracts_version_stays();"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
