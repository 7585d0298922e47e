"""The web and the workers connect as `portal_app`: it reads and writes rows, and owns nothing.

Default privileges cover the tables that later migrations of the owner make. Where the role does
not exist (a database that is run by other rules) nothing is granted.
"""

from django.db import migrations

GRANT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        GRANT USAGE ON SCHEMA public TO portal_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
