"""The signed lists of revoked certificates: published as they are, never changed afterwards."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, TRUNCATE ON certificates_signedlist FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_signing_alarms"),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField(unique=True, verbose_name='số thứ tự')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('public_key', models.CharField(max_length=44)),
                ('revocations', models.PositiveIntegerField(verbose_name='số phiếu trong danh sách')),
                ('document', models.TextField(editable=False)),
            ],
            options={
                'verbose_name': 'danh sách phiếu đã thu hồi',
                'verbose_name_plural': 'danh sách phiếu đã thu hồi',
                'ordering': ['-serial'],
                'get_latest_by': 'serial',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signedlist',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8e40d9c4fde1a290ad3093a71df32300d7858064', operation='UPDATE', pgid='pgtrigger_never_changed_1e32a', table='certificates_signedlist', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signedlist',
            trigger=pgtrigger.compiler.Trigger(name='newest_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NOT EXISTS (SELECT FROM certificates_signedlist newer WHERE newer.serial > OLD.serial) THEN\n    RAISE EXCEPTION 'the newest list of revoked certificates stays';\nEND IF;\nRETURN OLD;\n", hash='04567adad00037a9e7190060cf23521c795ee3f0', operation='DELETE', pgid='pgtrigger_newest_stays_4ca75', table='certificates_signedlist', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
