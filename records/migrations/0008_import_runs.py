"""Readings of sent tables, in the admin: rows are the trace of who took in what, and stay."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
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
        REVOKE DELETE, TRUNCATE ON records_importrun FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_grants"),
        ("records", "0007_expungement"),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
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
                ('kind', models.CharField(max_length=20, verbose_name='loại dữ liệu')),
                ('dry_run', models.BooleanField(verbose_name='chỉ kiểm tra')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ('file_name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='mã băm SHA-256')),
                ('size', models.PositiveBigIntegerField(verbose_name='số byte')),
                ('folder', models.CharField(editable=False, max_length=32, unique=True)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='bắt đầu lúc')),
                ('working_seconds', models.FloatField(default=0, verbose_name='số giây đã đọc')),
                ('total_rows', models.PositiveIntegerField(blank=True, null=True, verbose_name='tổng số dòng')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='số dòng đã đọc')),
                ('created', models.PositiveIntegerField(default=0, verbose_name='thêm mới')),
                ('updated', models.PositiveIntegerField(default=0, verbose_name='cập nhật')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='không đổi')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='bị loại')),
                ('unknown_columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='cột lạ')),
                ('converted_from', models.CharField(blank=True, max_length=40, verbose_name='chuyển từ bảng mã')),
                ('parts', models.PositiveIntegerField(default=0, verbose_name='số phần đã đọc')),
                ('refusal', models.CharField(blank=True, max_length=500, verbose_name='lý do không nhận tệp')),
                ('stop_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='yêu cầu dừng lúc')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='dừng lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan')),
                ('stop_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu dừng')),
                ('trial', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='real_runs', to='records.importrun', verbose_name='lần kiểm tra')),
            ],
            options={
                'verbose_name': 'lần nhập dữ liệu',
                'verbose_name_plural': 'các lần nhập dữ liệu',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dry_run', True), ('trial', None)), models.Q(('dry_run', False), ('trial__isnull', False)), _connector='OR'), name='import_real_after_trial'), models.CheckConstraint(condition=models.Q(('stop_asked_at', None), ('stop_asked_by__isnull', False), _connector='OR'), name='import_stop_has_a_person'), models.CheckConstraint(condition=models.Q(('position', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('rejected')))), name='import_counts_add_up'), models.UniqueConstraint(condition=models.Q(('done_at', None), ('parked_at', None)), fields=('trial',), name='import_once_at_a_time')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='keep_import', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4ebf22fb0cd31dc3d74d06c7768f5b4fd7eb0dc7', operation='DELETE', pgid='pgtrigger_keep_import_2d28b', table='records_importrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='keep_who_and_what', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."dry_run" IS DISTINCT FROM (NEW."dry_run") OR OLD."trial_id" IS DISTINCT FROM (NEW."trial_id") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."folder" IS DISTINCT FROM (NEW."folder"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a855363a400a8b441ed97670a30d36154d6c5791', operation='UPDATE', pgid='pgtrigger_keep_who_and_what_d43ad', table='records_importrun', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
