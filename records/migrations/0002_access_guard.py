"""The list of who looked is only ever added to: the web's role may not change or empty it.

The trigger of the first migration refuses UPDATE and DELETE to everybody; this also takes the
right away, so that a dropped trigger alone opens nothing.
"""

from django.db import migrations

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON records_accesslog FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
        ("accounts", "0002_grants"),
    ]

    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
