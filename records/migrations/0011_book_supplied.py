"""Book 09: what the office gave to others out of its register."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The triggers refuse DELETE to everybody; this takes the right away as well.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE DELETE, TRUNCATE ON records_suppliedentry FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
        ('records', '0010_watched'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SuppliedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('number', models.PositiveIntegerField(verbose_name='số thứ tự')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='vào sổ lúc')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('struck_on', models.DateField(blank=True, null=True, verbose_name='ngày gạch bỏ')),
                ('struck_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do gạch bỏ')),
                ('kind', models.CharField(choices=[('new', 'Lý lịch tư pháp mới lập'), ('update', 'Thông tin bổ sung'), ('answer', 'Trả lời yêu cầu cung cấp thông tin')], max_length=10, verbose_name='loại thông tin')),
                ('supplied_on', models.DateField(verbose_name='ngày cung cấp')),
                ('document_no', models.CharField(blank=True, max_length=100, verbose_name='số, ký hiệu văn bản')),
                ('content', models.TextField(blank=True, verbose_name='nội dung')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan cung cấp')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supplied_entries', to='records.person', verbose_name='người')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan nhận')),
                ('struck_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gạch bỏ')),
                ('supplied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cung cấp')),
            ],
            options={
                'verbose_name': 'thông tin đã cung cấp',
                'verbose_name_plural': 'sổ cung cấp thông tin',
                'ordering': ['-year', '-number'],
                'abstract': False,
                'indexes': [models.Index(fields=['supplied_on'], name='supplied_on')],
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'number'), name='book_09_number'), models.CheckConstraint(condition=models.Q(models.Q(('struck_by', None), ('struck_on', None), ('struck_reason', '')), models.Q(('struck_by__isnull', False), ('struck_on__isnull', False), models.Q(('struck_reason', ''), _negated=True)), _connector='OR'), name='supplied_struck_with_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suppliedentry',
            trigger=pgtrigger.compiler.Trigger(name='entry_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."recipient_id" IS DISTINCT FROM (NEW."recipient_id") OR OLD."supplied_on" IS DISTINCT FROM (NEW."supplied_on") OR OLD."supplied_by_id" IS DISTINCT FROM (NEW."supplied_by_id") OR OLD."document_no" IS DISTINCT FROM (NEW."document_no") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d9881df92ebbdb635cc1bc88a96b2ce70242a199', operation='UPDATE', pgid='pgtrigger_entry_stays_3958c', table='records_suppliedentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suppliedentry',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='af2dcd4b2f5bdb3ba6148fa96040b37074aac364', operation='DELETE', pgid='pgtrigger_never_deleted_ce561', table='records_suppliedentry', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
