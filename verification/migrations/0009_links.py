import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
        REVOKE UPDATE, DELETE, TRUNCATE ON verification_linkopening FROM portal_app;
        REVOKE DELETE, TRUNCATE ON verification_requestlink FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0008_paper'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(editable=False, max_length=200)),
                ('content_type', models.CharField(editable=False, max_length=40)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('pages', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='số trang')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='nhận lúc')),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='verification.reply')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_papers', to='verification.verificationrequest')),
            ],
            options={
                'verbose_name': 'bản quét văn bản trả lời',
                'verbose_name_plural': 'bản quét văn bản trả lời',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RequestLink',
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
                ('hashes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, editable=False, size=None)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lập lúc')),
                ('expires_at', models.DateTimeField(verbose_name='dùng được đến')),
                ('used_at', models.DateTimeField(null=True, verbose_name='trả lời lúc')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='thu hồi lúc')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                ('reply', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='through_link', to='verification.reply')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='verification.verificationrequest')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thu hồi')),
            ],
            options={
                'verbose_name': 'đường dẫn trả lời',
                'verbose_name_plural': 'đường dẫn trả lời',
                'ordering': ['request', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LinkOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='mở lúc')),
                ('address', models.CharField(max_length=64, verbose_name='từ địa chỉ')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='verification.requestlink')),
            ],
            options={
                'verbose_name': 'lần mở đường dẫn',
                'verbose_name_plural': 'lần mở đường dẫn',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='replypaper',
            constraint=models.UniqueConstraint(fields=('request', 'sha256'), name='reply_paper_kept_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='replypaper',
            trigger=pgtrigger.compiler.Trigger(name='stays_with_its_reply', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.reply_id IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd2af2ea6168e5ddc6d20a1daab75a53aa88062b', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_with_its_reply_a5531', table='verification_replypaper', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='requestlink',
            index=django.contrib.postgres.indexes.GinIndex(fields=['hashes'], name='link_by_hash'),
        ),
        migrations.AddIndex(
            model_name='requestlink',
            index=models.Index(condition=models.Q(('done_at', None), ('parked_at', None)), fields=['due_at'], name='link_to_send'),
        ),
        migrations.AddConstraint(
            model_name='requestlink',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('request',), name='one_link_a_request'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlink',
            trigger=pgtrigger.compiler.Trigger(name='ended_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at) OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) OR NEW.request_id <> OLD.request_id)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b82a19bfd8173a001f9a67f25193e37cc9f0241c', operation='UPDATE', pgid='pgtrigger_ended_for_good_de7ef', table='verification_requestlink', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlink',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='dfb9baffcfc7dffe530db30c405a123ae6e47fb0', operation='DELETE', pgid='pgtrigger_kept_fdb7e', table='verification_requestlink', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkopening',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='af1574ff33a608461b48f18f0ca722566eff25ed', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8a9c8', table='verification_linkopening', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
