import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignaturePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(editable=False, max_length=100)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('width_mm', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(60)], verbose_name='chiều rộng thật (mm)')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='dùng từ')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi dùng từ')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thêm')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seal_pictures', to='accounts.office', verbose_name='cơ quan')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signature_pictures', to=settings.AUTH_USER_MODEL, verbose_name='người ký')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thôi dùng')),
            ],
            options={
                'verbose_name': 'ảnh chữ ký, dấu',
                'verbose_name_plural': 'ảnh chữ ký, dấu',
                'ordering': ['-added_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('office', None), ('person__isnull', False)), models.Q(('office__isnull', False), ('person', None)), _connector='OR'), name='picture_of_one_owner'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__gte', models.F('added_at')), ('withdrawn_by__isnull', False)), _connector='OR'), name='picture_withdrawn_by_somebody'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person',), name='one_signature_in_force'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('office',), name='one_seal_in_force')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signaturepicture',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='00b5252c94a12adc8eb21b0d93e7c8933f232236', operation='DELETE', pgid='pgtrigger_never_deleted_0025e', table='accounts_signaturepicture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signaturepicture',
            trigger=pgtrigger.compiler.Trigger(name='picture_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.withdrawn_at IS NOT NULL OR OLD.person_id IS DISTINCT FROM NEW.person_id OR OLD.office_id IS DISTINCT FROM NEW.office_id OR OLD.file IS DISTINCT FROM NEW.file OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.width_mm IS DISTINCT FROM NEW.width_mm OR OLD.added_by_id IS DISTINCT FROM NEW.added_by_id OR OLD.added_at IS DISTINCT FROM NEW.added_at)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9572c63ee9fbc0ce239238704c4817efaf24e838', operation='UPDATE', pgid='pgtrigger_picture_is_fixed_c87f5', table='accounts_signaturepicture', when='BEFORE')),
        ),
    ]
