"""What became of a wrong certificate is one of three: revoked, cancelled, corrected."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0007_batches_and_prints'),
    ]

    operations = [
        migrations.AddField(
            model_name='revocation',
            name='kind',
            field=models.CharField(choices=[('revoked', 'Thu hồi'), ('cancelled', 'Hủy bỏ'), ('corrected', 'Đính chính')], default='revoked', max_length=10, verbose_name='cách xử lý'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='document_no',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='văn bản căn cứ'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='revocation',
            name='copies_destroyed',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số bản đã hủy'),
        ),
        migrations.AddField(
            model_name='revocation',
            name='destroyed_by',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='người hủy bản giấy'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='revocation',
            name='ground',
            field=models.TextField(verbose_name='lý do'),
        ),
        migrations.AlterField(
            model_name='revocation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết định'),
        ),
        migrations.AlterField(
            model_name='revocation',
            name='at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='hết giá trị lúc'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['revoked', 'cancelled', 'corrected'])), name='revocation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('copies_destroyed', None), ('destroyed_by', '')), models.Q(('copies_destroyed__isnull', False), ('kind', 'cancelled'), models.Q(('destroyed_by', ''), _negated=True)), _connector='OR'), name='destroyed_when_cancelled'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(('document_no', ''), ('kind', 'corrected'), _negated=True), name='corrected_on_a_document'),
        ),
    ]
