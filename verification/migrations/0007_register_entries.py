"""What answers brought into the register, and the copies that are owed to the National Centre."""

import uuid

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
        REVOKE DELETE, TRUNCATE ON verification_registerentry, verification_supply FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
        ('records', '0011_book_supplied'),
        ('verification', '0006_rule_sets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Supply',
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
                ('change', models.CharField(choices=[('new', 'Lý lịch tư pháp mới lập'), ('update', 'Thông tin bổ sung')], max_length=6, verbose_name='nội dung cung cấp')),
                ('arisen_on', models.DateField(verbose_name='ngày phát sinh')),
                ('due_on', models.DateField(verbose_name='hạn cung cấp')),
                ('noted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='ghi nhận lúc')),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('body', models.JSONField(null=True, verbose_name='nội dung')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='gửi lúc')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supply', to='records.suppliedentry', verbose_name='dòng trong sổ cung cấp')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='cơ quan cung cấp')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='lý lịch tư pháp')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
            ],
            options={
                'verbose_name': 'bản sao lý lịch tư pháp',
                'verbose_name_plural': 'cung cấp thông tin cho Trung tâm',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('entered', 'Đã lập lý lịch tư pháp mới'), ('updated', 'Đã cập nhật lý lịch tư pháp'), ('nothing_new', 'Không có gì mới'), ('waiting', 'Chờ đối chiếu'), ('unreadable', 'Không đọc được, cần cán bộ xem')], max_length=12, verbose_name='kết quả')),
                ('changes', models.JSONField(blank=True, default=list, verbose_name='đã ghi')),
                ('differences', models.JSONField(blank=True, default=list, verbose_name='khác với cơ sở dữ liệu')),
                ('unread', models.JSONField(blank=True, default=list, verbose_name='không đọc được')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='lý lịch tư pháp')),
                ('reply', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='register_entry', to='verification.reply', verbose_name='trả lời')),
            ],
            options={
                'verbose_name': 'kết quả ghi vào cơ sở dữ liệu',
                'verbose_name_plural': 'kết quả ghi vào cơ sở dữ liệu',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'unreadable']), ('person__isnull', False), _connector='OR'), name='register_entry_names_its_record')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='entered_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'waiting\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2f556f14283a98a7cc8327cd05b52e135cc280e7', operation='UPDATE', pgid='pgtrigger_entered_for_good_3757e', table='verification_registerentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='aa4aa53cf4b4fa22dad025cee6276760d95c4575', operation='DELETE', pgid='pgtrigger_never_deleted_a519e', table='verification_registerentry', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='supply',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['office', 'due_on'], name='supply_open'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.UniqueConstraint(condition=models.Q(('entry', None)), fields=('person',), name='supply_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', True), ('entry__isnull', True)), models.Q(('body__isnull', False), ('entry__isnull', False)), _connector='OR'), name='supply_made_up_is_in_the_book'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('sent_by', None)), models.Q(('entry__isnull', False), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='supply_sent_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supply',
            trigger=pgtrigger.compiler.Trigger(name='made_up_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.body IS NOT NULL AND (NEW.body IS DISTINCT FROM OLD.body OR NEW.entry_id IS DISTINCT FROM OLD.entry_id OR NEW.message_id <> OLD.message_id OR NEW.person_id <> OLD.person_id)) OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9100aa68cbec20abe643033abbd384597daef6cf', operation='UPDATE', pgid='pgtrigger_made_up_for_good_c6a64', table='verification_supply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supply',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='958d9842a4e3b6736ca2af558154bb57d3a5224c', operation='DELETE', pgid='pgtrigger_never_deleted_90bf3', table='verification_supply', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
