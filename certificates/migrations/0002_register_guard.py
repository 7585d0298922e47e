"""The register is only ever added to: the web's role may not delete or empty it.

The triggers of the first migration refuse it to everybody; this also takes the right away, so that
a dropped trigger alone opens nothing.
"""

from django.db import migrations

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE DELETE, TRUNCATE ON certificates_certificate FROM portal_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON certificates_revocation FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("accounts", "0002_grants"),
    ]

    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
