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
        REVOKE DELETE, TRUNCATE ON verification_reminder FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0009_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyMail',
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
                ('kind', models.CharField(choices=[('reminder', 'Nhắc trong ngày'), ('by_hand', 'Cán bộ nhắc'), ('weekly', 'Danh sách đôn đốc hằng tuần'), ('escalation', 'Báo lãnh đạo')], max_length=12, verbose_name='loại')),
                ('on', models.DateField(verbose_name='ngày')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lập lúc')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='verification.agency')),
            ],
            options={
                'verbose_name': 'thư gửi cơ quan',
                'verbose_name_plural': 'thư gửi cơ quan',
                'ordering': ['-on', 'agency', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('before', 'Nhắc trước hạn'), ('after', 'Nhắc quá hạn'), ('escalation', 'Báo lãnh đạo'), ('by_hand', 'Cán bộ nhắc')], max_length=12, verbose_name='loại')),
                ('stage', models.PositiveSmallIntegerField(default=0, verbose_name='ngày làm việc')),
                ('due_on', models.DateField(verbose_name='hạn trả lời')),
                ('on', models.DateField(verbose_name='ngày')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lập lúc')),
                ('told_at', models.DateTimeField(null=True, verbose_name='đã gọi điện lúc')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhắc')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='verification.agencymail')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='verification.verificationrequest', verbose_name='yêu cầu')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gọi')),
            ],
            options={
                'verbose_name': 'lần nhắc',
                'verbose_name_plural': 'lần nhắc',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='agencymail',
            index=models.Index(condition=models.Q(('done_at', None), ('parked_at', None)), fields=['due_at'], name='agency_mail_to_send'),
        ),
        migrations.AddConstraint(
            model_name='agencymail',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'by_hand'), _negated=True), fields=('agency', 'kind', 'on'), name='agency_mailed_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'by_hand'), _negated=True), fields=('request', 'kind', 'stage', 'due_on'), name='reminded_once_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'by_hand')), fields=('request', 'on'), name='reminded_by_hand_once_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminder',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c109fcb07c1dee171a994e235b6bc4b82f9da43b', operation='DELETE', pgid='pgtrigger_kept_1851a', table='verification_reminder', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
