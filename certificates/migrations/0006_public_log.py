"""The public log. Its rows are only ever added: the portal's role may neither change nor empty it.

What was published before is entered by `manage.py log_missing`, with the code that enters every
other certificate; a migration would need a copy of the tree and hold the deployment up for hours.
The next daily root enters it too.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE
            ON certificates_logentry, certificates_lognode, certificates_logroot FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0005_signed_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogNode',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'place', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('place', models.PositiveBigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='LogRoot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField(verbose_name='số mục')),
                ('root', models.CharField(max_length=64, verbose_name='giá trị gốc')),
                ('made_at', models.DateTimeField(verbose_name='chốt lúc')),
                ('day', models.DateField(blank=True, null=True, unique=True, verbose_name='của ngày')),
                ('signature', models.BinaryField(max_length=64)),
                ('time_stamp', models.BinaryField()),
            ],
            options={
                'verbose_name': 'giá trị gốc của nhật ký',
                'verbose_name_plural': 'giá trị gốc của nhật ký',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='vị trí')),
                ('kind', models.CharField(choices=[('issued', 'cấp phiếu'), ('revoked', 'thu hồi')], max_length=10, verbose_name='việc')),
                ('leaf', models.TextField(verbose_name='nội dung công khai')),
                ('digest', models.BinaryField(max_length=32)),
                ('file_sha256', models.CharField(db_index=True, max_length=64)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, verbose_name='ghi lúc')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log_entries', to='certificates.certificate', verbose_name='phiếu')),
            ],
            options={
                'verbose_name': 'mục trong nhật ký công khai',
                'verbose_name_plural': 'nhật ký công khai',
                'ordering': ['position'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lognode',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b5f866a610e28b5cc144345df3b4ce96aa9e322a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94cef', table='certificates_lognode', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='logroot',
            constraint=models.CheckConstraint(condition=models.Q(('root__regex', '^[0-9a-f]{64}$')), name='a_root_is_a_digest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logroot',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b7c1993857b5e56ec952e1dbd1385eca77564eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_02eb9', table='certificates_logroot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logroot',
            trigger=pgtrigger.compiler.Trigger(name='goes_on', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM certificates_logroot WHERE size > NEW.size OR made_at >= NEW.made_at)\n    OR NEW.size > (SELECT coalesce(max(position) + 1, 0) FROM certificates_logentry) THEN\n    RAISE EXCEPTION 'a root of the public log covers what the last one did, and what is there';\nEND IF;\nRETURN NEW;\n", hash='24db8848e5d0e0d5c6886b429bb7901a2451497b', operation='INSERT', pgid='pgtrigger_goes_on_1a5af', table='certificates_logroot', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(condition=models.Q(('kind', 'revoked')), fields=['kind'], name='log_revoked'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.UniqueConstraint(fields=('certificate', 'kind'), name='logged_once_a_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9d80236e5f4261dd476fc726dfa586d6b354e36', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9b2c0', table='certificates_logentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='logentry',
            trigger=pgtrigger.compiler.Trigger(name='is_next', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM certificates_logentry) THEN\n    RAISE EXCEPTION 'an entry of the public log takes the next position';\nEND IF;\nRETURN NEW;\n", hash='68f71a8e680f6bf67f95132c3fa7d88ebf407fdd', operation='INSERT', pgid='pgtrigger_is_next_5106f', table='certificates_logentry', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
