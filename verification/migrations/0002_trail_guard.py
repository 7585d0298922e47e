"""Messages, replies and decisions are only ever added to.

The triggers of the first migration refuse UPDATE and DELETE to everybody; this also takes the
right away from the web's role, so that a dropped trigger alone opens nothing.
"""

from django.db import migrations

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE
            ON verification_message, verification_reply, verification_classification,
               verification_conclusion
            FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0001_initial"),
        ("accounts", "0002_grants"),
    ]

    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
