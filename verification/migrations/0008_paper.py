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
        REVOKE UPDATE, DELETE, TRUNCATE ON verification_printrun, verification_printing
            FROM portal_app;
        REVOKE DELETE, TRUNCATE
            ON verification_letter, verification_envelope, verification_paperreply FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
        ('verification', '0007_register_entries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=40, verbose_name='số bưu gửi')),
                ('posted_on', models.DateField(verbose_name='ngày gửi')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='ghi lúc')),
                ('held', models.JSONField(default=list, verbose_name='công văn')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='rút lại lúc')),
                ('undone_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do rút lại')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='verification.agency', verbose_name='cơ quan')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='nơi gửi')),
                ('posted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'phong bì gửi cơ quan',
                'verbose_name_plural': 'phong bì gửi cơ quan',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer_days', models.PositiveSmallIntegerField(verbose_name='thời hạn trả lời (ngày làm việc)')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số, ký hiệu')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='ngày công văn')),
                ('content', models.JSONField(blank=True, null=True, verbose_name='nội dung')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lập lúc')),
                ('envelope', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='verification.envelope')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='verification.verificationrequest')),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ký')),
            ],
            options={
                'verbose_name': 'công văn xác minh',
                'verbose_name_plural': 'công văn xác minh',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PaperReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(editable=False, max_length=200)),
                ('content_type', models.CharField(editable=False, max_length=40)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('pages', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='số trang')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('scanned', 'Chờ nhập'), ('typed', 'Chờ người thứ hai xác nhận'), ('sent_back', 'Hai lần nhập khác nhau'), ('confirmed', 'Đã xác nhận'), ('discarded', 'Đã bỏ')], default='scanned', max_length=10, verbose_name='tình trạng')),
                ('arrived_on', models.DateField(verbose_name='ngày đến')),
                ('scanned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='quét lúc')),
                ('about_other', models.BooleanField(default=False, verbose_name='trả lời về người khác')),
                ('answer', models.CharField(blank=True, choices=[('none', 'Không có án tích'), ('has_record', 'Có án tích'), ('unclear', 'Chưa đủ căn cứ')], max_length=12, verbose_name='trả lời')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='số văn bản')),
                ('signed_by', models.CharField(blank=True, max_length=200, verbose_name='người ký')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='ngày văn bản')),
                ('judgments', models.JSONField(blank=True, default=list, verbose_name='bản án')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('entry', models.PositiveSmallIntegerField(default=0, verbose_name='lần nhập')),
                ('typed_at', models.DateTimeField(blank=True, null=True, verbose_name='nhập lúc')),
                ('differs', models.JSONField(blank=True, default=list)),
                ('differs_note', models.CharField(blank=True, max_length=500, verbose_name='điều chưa khớp')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='xác nhận lúc')),
                ('discarded_at', models.DateTimeField(blank=True, null=True, verbose_name='bỏ lúc')),
                ('discard_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do bỏ')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
                ('discarded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='verification.reply')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_replies', to='verification.verificationrequest', verbose_name='yêu cầu')),
                ('scanned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quét')),
                ('sent_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('typed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
            ],
            options={
                'verbose_name': 'trả lời bằng giấy',
                'verbose_name_plural': 'trả lời bằng giấy',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PrintRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='in lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người in')),
            ],
            options={
                'verbose_name': 'lần in',
                'verbose_name_plural': 'lần in',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Printing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='lần')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do in lại')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='verification.letter')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='verification.printrun')),
            ],
            options={
                'verbose_name': 'bản in',
                'verbose_name_plural': 'bản in',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('item',), name='item_of_one_envelope'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None), ('undone_reason', '')), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='undone_with_a_name_and_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='fc2c37e798938e648dec4a8370737b06f4d84aae', operation='DELETE', pgid='pgtrigger_never_deleted_15475', table='verification_envelope', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='undone_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.undone_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='5d30df583c6e7336f5b397e6bcc29a3a347f2154', operation='UPDATE', pgid='pgtrigger_undone_is_final_29b99', table='verification_envelope', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content', None), ('dated_on', None), ('envelope', None), ('number', '')), models.Q(models.Q(('number', ''), _negated=True), ('content__isnull', False), ('dated_on__isnull', False), ('signer__isnull', False)), _connector='OR'), name='only_a_printed_letter_is_posted'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d12996856abd683c7d14ab46f6af5fd6fa4ffa9b', operation='DELETE', pgid='pgtrigger_never_deleted_5e82e', table='verification_letter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='printed_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.number <> '' AND (OLD.number IS DISTINCT FROM NEW.number OR OLD.dated_on IS DISTINCT FROM NEW.dated_on OR OLD.signer_id IS DISTINCT FROM NEW.signer_id OR OLD.request_id IS DISTINCT FROM NEW.request_id OR OLD.content IS DISTINCT FROM NEW.content))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='079741d2f70dad508c764afdc5286d4b38824a42', operation='UPDATE', pgid='pgtrigger_printed_is_fixed_e8733', table='verification_letter', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='paperreply',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('request', 'sha256'), name='paper_reply_scanned_once'),
        ),
        migrations.AddConstraint(
            model_name='paperreply',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('typed_by')), _negated=True), _connector='OR'), name='confirmer_is_not_typist'),
        ),
        migrations.AddConstraint(
            model_name='paperreply',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['scanned', 'discarded']), models.Q(('answered_on__isnull', False), ('typed_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='typed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='paperreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at', None), ('confirmed_by', None), ('reply', None)), models.Q(('confirmed_by__isnull', False), ('state', 'confirmed'), ('typed_by__isnull', False), ('confirmed_at__isnull', False), ('reply__isnull', False)), _connector='OR'), name='confirmed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='paperreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'discarded'), _negated=True), ('discarded_by', None)), models.Q(('discarded_by__isnull', False), ('state', 'discarded'), models.Q(('discard_reason', ''), _negated=True)), _connector='OR'), name='discarded_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b84563961d887bd3f50d34108cdb586bd62b4c8a', operation='DELETE', pgid='pgtrigger_never_deleted_6bd84', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='settled_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('confirmed', 'discarded'))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2df43de938eaed93d86315c008f4cc2ab92ec9de', operation='UPDATE', pgid='pgtrigger_settled_is_final_8473d', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='scan_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.request_id IS DISTINCT FROM NEW.request_id OR OLD.file IS DISTINCT FROM NEW.file OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.scanned_by_id IS DISTINCT FROM NEW.scanned_by_id OR OLD.scanned_at IS DISTINCT FROM NEW.scanned_at OR OLD.arrived_on IS DISTINCT FROM NEW.arrived_on)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='97dd37119fca1eb53191c5539fe87665a9f9a28b', operation='UPDATE', pgid='pgtrigger_scan_is_fixed_8c8ce', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='two_people', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NEW.confirmed_by_id IS NOT NULL AND EXISTS (\n    SELECT FROM accounts_user typist JOIN accounts_user second\n        ON typist.person_key = second.person_key AND typist.person_key <> ''\n    WHERE typist.id = NEW.typed_by_id AND second.id = NEW.confirmed_by_id\n) THEN\n    RAISE EXCEPTION 'the one who confirms typed the answer under another account';\nEND IF;\nRETURN NEW;\n", hash='95ae85a7aa2c87aa24f655f36eeb6e897872eab7', operation='INSERT OR UPDATE', pgid='pgtrigger_two_people_51544', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='confirmed_as_typed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state = 'confirmed' AND (OLD.state <> 'typed' OR OLD.typed_by_id IS DISTINCT FROM NEW.typed_by_id OR OLD.entry IS DISTINCT FROM NEW.entry OR OLD.answer IS DISTINCT FROM NEW.answer OR OLD.about_other IS DISTINCT FROM NEW.about_other OR OLD.judgments IS DISTINCT FROM NEW.judgments))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='428a872c822f3ff12a947d4f0b06459f0fd0492c', operation='UPDATE', pgid='pgtrigger_confirmed_as_typed_f7be4', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paperreply',
            trigger=pgtrigger.compiler.Trigger(name='born_unconfirmed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'scanned')", func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='d0de3d0e0e49342e59376a94df8d925075d7c1ee', operation='INSERT', pgid='pgtrigger_born_unconfirmed_4a54c', table='verification_paperreply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printrun',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='52cc3b72636640f45c75282410128818cc700b20', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4bf19', table='verification_printrun', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.UniqueConstraint(fields=('letter', 'number'), name='printing_counted_once'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('number__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='printed_again_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='printing',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='87fecb1611686d51e80eb47129b8211590d83de2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50197', table='verification_printing', when='BEFORE')),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='verificationrequest',
            name='state_goes_forward',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verificationrequest',
            trigger=pgtrigger.compiler.Trigger(name='state_goes_forward', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare="DECLARE states CONSTANT text[] := ARRAY['prepared', 'sent', 'received', 'overdue', 'answered'];", func="\n    IF NEW.state = 'prepared' AND OLD.state IN ('sent', 'overdue') AND NEW.sent_at IS NULL\n        AND EXISTS (SELECT FROM verification_letter WHERE request_id = OLD.id)\n    THEN RETURN NEW;\n    END IF;\n    IF OLD.state IN ('answered', 'withdrawn')\n        OR array_position(states, NEW.state::text) < array_position(states, OLD.state::text)\n    THEN RAISE EXCEPTION 'a question does not go back from % to %', OLD.state, NEW.state;\n    END IF;\n    RETURN NEW;\n", hash='7362b3c0067082866fa012f2615f777b96745012', operation='UPDATE OF "state"', pgid='pgtrigger_state_goes_forward_0d555', table='verification_verificationrequest', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
