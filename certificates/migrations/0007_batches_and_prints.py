"""Signing many by one confirmation; who had what printed, and who took the book out."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# The triggers refuse it to everybody; this also takes the right away from the web's role.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON certificates_printrun, certificates_printing,
            certificates_printopening, certificates_booktaking FROM portal_app;
        REVOKE DELETE, TRUNCATE ON certificates_signingbatch, certificates_batchitem
            FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
        ('accounts', '__first__'),
        ('certificates', '0006_public_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='BatchItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('outcome', models.CharField(choices=[('waiting', 'Chờ ra lệnh ký'), ('ordered', 'Đã ra lệnh ký'), ('refused', 'Không ký được'), ('stopped', 'Chưa ký, đã dừng')], default='waiting', max_length=10)),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'phiếu của lần ký',
                'verbose_name_plural': 'phiếu của lần ký',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BookTaking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ('form', models.CharField(choices=[('pdf', 'PDF'), ('xlsx', 'XLSX')], max_length=4, verbose_name='dạng')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('book', models.CharField(max_length=10, verbose_name='sổ')),
                ('month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='tháng')),
                ('part', models.PositiveSmallIntegerField(default=1, verbose_name='tập')),
                ('rows', models.PositiveIntegerField(verbose_name='số dòng')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='mã băm nội dung')),
                ('purpose', models.CharField(max_length=300, verbose_name='mục đích')),
                ('refused', models.BooleanField(default=False, verbose_name='bị từ chối')),
            ],
            options={
                'verbose_name': 'lần lấy sổ cấp phiếu',
                'verbose_name_plural': 'các lần lấy sổ cấp phiếu',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Printing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('copies', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='số bản')),
                ('kind', models.CharField(choices=[('first', 'In lần đầu'), ('reprint', 'In lại')], max_length=10, verbose_name='lần in')),
                ('reason', models.CharField(blank=True, choices=[('damaged', 'Bản in hỏng, rách, bẩn'), ('lost_in_post', 'Bưu điện làm thất lạc'), ('printer', 'Máy in lỗi, kẹt giấy, thiếu mực'), ('other', 'Lý do khác')], max_length=20, verbose_name='lý do in lại')),
                ('item', models.CharField(blank=True, max_length=20, verbose_name='số bưu gửi thất lạc')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi rõ')),
            ],
            options={
                'verbose_name': 'bản in của phiếu',
                'verbose_name_plural': 'bản in của phiếu',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='mở lúc')),
            ],
            options={
                'verbose_name': 'lần mở tệp in',
                'verbose_name_plural': 'các lần mở tệp in',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='in lúc')),
            ],
            options={
                'verbose_name': 'lần in phiếu',
                'verbose_name_plural': 'các lần in phiếu',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SigningBatch',
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
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ('key', models.CharField(editable=False, max_length=32)),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='bắt đầu lúc')),
                ('stop_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='yêu cầu dừng lúc')),
            ],
            options={
                'verbose_name': 'lần ký nhiều phiếu',
                'verbose_name_plural': 'các lần ký nhiều phiếu',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='batchitem',
            name='certificate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batch_items', to='certificates.certificate'),
        ),
        migrations.AddField(
            model_name='booktaking',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lấy'),
        ),
        migrations.AddField(
            model_name='booktaking',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan'),
        ),
        migrations.AddField(
            model_name='printing',
            name='certificate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='certificates.certificate', verbose_name='phiếu'),
        ),
        migrations.AddField(
            model_name='printopening',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='printrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người in'),
        ),
        migrations.AddField(
            model_name='printrun',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan'),
        ),
        migrations.AddField(
            model_name='printopening',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='certificates.printrun'),
        ),
        migrations.AddField(
            model_name='printing',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='certificates.printrun'),
        ),
        migrations.AddField(
            model_name='signingbatch',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ký'),
        ),
        migrations.AddField(
            model_name='signingbatch',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan'),
        ),
        migrations.AddField(
            model_name='signingbatch',
            name='stop_asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='printrun',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='print_runs', to='certificates.signingbatch', verbose_name='lần ký'),
        ),
        migrations.AddField(
            model_name='batchitem',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='certificates.signingbatch'),
        ),
        migrations.AddIndex(
            model_name='booktaking',
            index=models.Index(fields=['by', 'at'], name='book_takings_by_day'),
        ),
        migrations.AddConstraint(
            model_name='booktaking',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='book_taken_for_a_purpose'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booktaking',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c88bcac9e5e61f7220ca53f6dc830c762406dff9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94b50', table='certificates_booktaking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printopening',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d5c981a9168ffd49904d1fd73681f7cca2865d3a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_55b31', table='certificates_printopening', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.UniqueConstraint(fields=('run', 'certificate'), name='printed_once_in_a_run'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1)), name='printed_on_paper'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', ''), ('kind', 'first'), ('note', ''), ('reason', '')), models.Q(('kind', 'reprint'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='reprinted_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'lost_in_post'), _negated=True), models.Q(('item', ''), _negated=True), _connector='OR'), name='lost_item_is_named'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='other_reason_is_told'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printing',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='353899a448d504e4e11e0caa56a5e7aea0994291', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5408e', table='certificates_printing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printing',
            trigger=pgtrigger.compiler.Trigger(name='no_more_than_asked', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nPERFORM 1 FROM certificates_certificate WHERE id = NEW.certificate_id FOR UPDATE;\nIF NEW.kind = 'first' AND (\n    SELECT certificate.copies < NEW.copies + coalesce((\n        SELECT sum(before.copies) FROM certificates_printing before\n        WHERE before.certificate_id = NEW.certificate_id AND before.kind = 'first'\n    ), 0)\n    FROM certificates_certificate certificate WHERE certificate.id = NEW.certificate_id\n) THEN\n    RAISE EXCEPTION 'more copies than were asked for are a reprint';\nEND IF;\nRETURN NEW;\n", hash='77c719d2322cfd5327c6b74817f830ebe4da9d1e', operation='INSERT', pgid='pgtrigger_no_more_than_asked_be24b', table='certificates_printing', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='signingbatch',
            constraint=models.UniqueConstraint(fields=('by', 'key'), name='signing_confirmed_once'),
        ),
        migrations.AddConstraint(
            model_name='signingbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stop_asked_at', None), ('stop_asked_by', None)), models.Q(('stop_asked_at__isnull', False), ('stop_asked_by__isnull', False)), _connector='OR'), name='signing_stop_has_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingbatch',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7d433f5750f7de2033ce08a9884680f9a5e20bdf', operation='DELETE', pgid='pgtrigger_never_deleted_77eaa', table='certificates_signingbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingbatch',
            trigger=pgtrigger.compiler.Trigger(name='keep_who_and_when', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."key" IS DISTINCT FROM (NEW."key"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0e7f9c547382df1977748f2bd6bb2ffe6580e6c6', operation='UPDATE', pgid='pgtrigger_keep_who_and_when_655eb', table='certificates_signingbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printrun',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3643cc99cdb1e96f8951444d7f706ee5174cfd96', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c975d', table='certificates_printrun', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='batchitem',
            index=models.Index(fields=['batch', 'outcome'], name='batch_outcome'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(fields=('batch', 'certificate'), name='once_in_a_batch'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('certificate',), name='waits_in_one_batch'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('outcome', 'refused'), _negated=True), ('refusal', '')), _connector='OR'), name='refused_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batchitem',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ea85d8b39882943fd7117cad60dcb07d0bb34ebf', operation='DELETE', pgid='pgtrigger_never_deleted_8dc3c', table='certificates_batchitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batchitem',
            trigger=pgtrigger.compiler.Trigger(name='keep_what_was_shown', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."certificate_id" IS DISTINCT FROM (NEW."certificate_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d215f6f15d5db686da680dcef75c84ad48ff1a8a', operation='UPDATE', pgid='pgtrigger_keep_what_was_shown_99c67', table='certificates_batchitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batchitem',
            trigger=pgtrigger.compiler.Trigger(name='outcome_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.outcome <> 'waiting')", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='875620adb6a632c8ca7ca5b174ddc873519eff2c', operation='UPDATE', pgid='pgtrigger_outcome_is_final_34ab2', table='certificates_batchitem', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
