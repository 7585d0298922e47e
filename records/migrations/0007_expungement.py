# ruff: noqa: E501
"""Proposals to expunge and the nightly run that makes them; an answered proposal stays as it is."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The trigger refuses DELETE to everybody; this takes the right away as well.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE DELETE, TRUNCATE ON records_expungementproposal FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_comparisons"),
        ("accounts", "0002_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpungementRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='đến hạn xử lý')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='đang được giữ đến')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                ('deaths', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
                ('parked_at', models.DateTimeField(blank=True, null=True, verbose_name='dừng lại lúc')),
                ('hinted_at', models.DateTimeField(blank=True, null=True, verbose_name='đã nhắc hàng đợi lúc')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='lỗi gần nhất')),
                ('run_on', models.DateField(unique=True, verbose_name='ngày')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='bắt đầu lúc')),
                ('position', models.BigIntegerField(default=0)),
                ('judged', models.PositiveIntegerField(default=0, verbose_name='bản án đã tính')),
                ('proposed', models.PositiveIntegerField(default=0, verbose_name='đề nghị mới')),
                ('outdated', models.PositiveIntegerField(default=0, verbose_name='đề nghị không còn đúng')),
            ],
            options={
                'verbose_name': 'lượt tính xóa án tích',
                'verbose_name_plural': 'lượt tính xóa án tích',
                'ordering': ['-run_on'],
            },
        ),
        migrations.CreateModel(
            name='ExpungementProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('expunged', 'Đương nhiên được xóa án tích'), ('never_counted', 'Không bị coi là có án tích')], max_length=20, verbose_name='kết quả')),
                ('date', models.DateField(blank=True, null=True, verbose_name='ngày xóa án tích')),
                ('ground', models.CharField(max_length=500, verbose_name='căn cứ')),
                ('unconfirmed', models.BooleanField(default=False, verbose_name='quy định chưa được xác nhận')),
                ('computed_on', models.DateField(verbose_name='ngày tính')),
                ('rules_version', models.CharField(max_length=20, verbose_name='phiên bản quy định')),
                ('facts_digest', models.CharField(editable=False, max_length=64)),
                ('status', models.CharField(choices=[('proposed', 'Chờ xem xét'), ('confirmed', 'Đã xác nhận'), ('rejected', 'Không chấp nhận'), ('outdated', 'Không còn đúng')], default='proposed', max_length=10, verbose_name='tình trạng')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='xem xét lúc')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem xét')),
                ('judgment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expungement_proposals', to='records.judgment', verbose_name='bản án')),
            ],
            options={
                'verbose_name': 'đề nghị xóa án tích',
                'verbose_name_plural': 'đề nghị xóa án tích',
                'ordering': ['date', 'pk'],
                'indexes': [models.Index(fields=['status', 'date', 'id'], name='expungement_work_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'proposed')), fields=('judgment',), name='expungement_proposed_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='expungement_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='expungement_rejected_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('date', None), ('state', 'never_counted')), models.Q(('date__isnull', False), ('state', 'expunged')), _connector='OR'), name='expungement_has_its_day')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expungementproposal',
            trigger=pgtrigger.compiler.Trigger(name='answered_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IN (\'confirmed\', \'rejected\', \'outdated\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='05a79d00b82bed15d7063a52d2638d7721ea238e', operation='UPDATE', pgid='pgtrigger_answered_once_df5bc', table='records_expungementproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expungementproposal',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5a28ae01e08530bb1f9ea3b392658d1c17655103', operation='DELETE', pgid='pgtrigger_kept_23bcc', table='records_expungementproposal', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
