import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0010_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyQuota',
            fields=[
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reply_quota', serialize=False, to='verification.agency')),
                ('minute', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'số trả lời trong phút',
                'verbose_name_plural': 'số trả lời trong phút',
            },
        ),
        migrations.CreateModel(
            name='RefusedMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed', models.CharField(blank=True, max_length=40, verbose_name='mạo danh cơ quan')),
                ('reason', models.CharField(choices=[('unsigned', 'Không có chữ ký'), ('unknown_sender', 'Không rõ cơ quan nào'), ('bad_signature', 'Chữ ký không đúng, hoặc nội dung bị sửa'), ('stale', 'Thời điểm ký không hợp lệ'), ('malformed', 'Chữ ký không đúng quy cách')], max_length=20, verbose_name='lý do')),
                ('path', models.CharField(max_length=200, verbose_name='nơi nhận')),
                ('address', models.CharField(blank=True, help_text='Để trống khi có quá nhiều.', max_length=60, verbose_name='địa chỉ mạng')),
                ('minute', models.DateTimeField(editable=False)),
                ('first_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lần đầu')),
                ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lần cuối')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='số lần')),
            ],
            options={
                'verbose_name': 'thông điệp bị từ chối',
                'verbose_name_plural': 'thông điệp bị từ chối',
                'ordering': ['-last_at'],
                'indexes': [models.Index(fields=['last_at'], name='refused_of_late')],
                'constraints': [models.UniqueConstraint(fields=('minute', 'claimed', 'reason', 'path', 'address'), name='refused_once_a_minute')],
            },
        ),
    ]
