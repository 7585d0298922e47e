"""Every change of a record is kept, by the tables' own triggers (records.models.history).

The web's role reads the history, and adds to it by changing records; it cannot alter it.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON records_recordchange FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_match"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('person', 'Lý lịch'), ('number', 'Số giấy tờ'), ('judgment', 'Bản án'), ('offence', 'Tội danh'), ('ban', 'Cấm đảm nhiệm chức vụ')], max_length=10, verbose_name='phần')),
                ('row_id', models.BigIntegerField()),
                ('action', models.CharField(choices=[('insert', 'Ghi mới'), ('update', 'Sửa'), ('delete', 'Xóa')], max_length=6, verbose_name='việc')),
                ('before', models.JSONField(null=True, verbose_name='trước')),
                ('after', models.JSONField(null=True, verbose_name='sau')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='từ văn bản')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'thay đổi của lý lịch',
                'verbose_name_plural': 'lịch sử thay đổi',
                'ordering': ['pk'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ban',
            trigger=pgtrigger.compiler.Trigger(name='history_of_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'ban', changed.id, 'insert', NULL, jsonb_strip_nulls(to_jsonb(changed)),\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='057c38f38c19f529d5142ccef06bcf24ad0a65a2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_of_insert_80db3', referencing='REFERENCING NEW TABLE AS new_rows ', table='records_ban', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ban',
            trigger=pgtrigger.compiler.Trigger(name='history_of_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN\n    RAISE EXCEPTION 'the primary key of a record is for ever';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'ban', changed.id, 'update', differing.before, differing.after,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN old_rows earlier USING (id) CROSS JOIN LATERAL (SELECT changed.person_id UNION SELECT earlier.person_id) whose (person_id)\nCROSS JOIN LATERAL (\n    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after\n    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)\n    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ('{}'::text[])\n) differing\nWHERE differing.after IS NOT NULL;\nRETURN NULL;", hash='1be259ac99e1f129ebed330e8eeffb8a6210047b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_of_update_30753', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='records_ban', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ban',
            trigger=pgtrigger.compiler.Trigger(name='history_of_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'ban', changed.id, 'delete', jsonb_strip_nulls(to_jsonb(changed)), NULL,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM old_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='a6839c8d7502eade8548ccafd812adc75c96bd19', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_of_delete_8fea5', referencing='REFERENCING OLD TABLE AS old_rows ', table='records_ban', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='judgment',
            trigger=pgtrigger.compiler.Trigger(name='history_of_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'judgment', changed.id, 'insert', NULL, jsonb_strip_nulls(to_jsonb(changed)) - '{row_digest}'::text[],\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='39ea9c7b031b761834826697137b37fba589fb5e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_of_insert_d681f', referencing='REFERENCING NEW TABLE AS new_rows ', table='records_judgment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='judgment',
            trigger=pgtrigger.compiler.Trigger(name='history_of_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN\n    RAISE EXCEPTION 'the primary key of a record is for ever';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'judgment', changed.id, 'update', differing.before, differing.after,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN old_rows earlier USING (id) CROSS JOIN LATERAL (SELECT changed.person_id UNION SELECT earlier.person_id) whose (person_id)\nCROSS JOIN LATERAL (\n    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after\n    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)\n    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ('{row_digest}'::text[])\n) differing\nWHERE differing.after IS NOT NULL;\nRETURN NULL;", hash='641266746dd5335d341b767bbbb5438db653b87c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_of_update_8f4df', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='records_judgment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='judgment',
            trigger=pgtrigger.compiler.Trigger(name='history_of_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'judgment', changed.id, 'delete', jsonb_strip_nulls(to_jsonb(changed)) - '{row_digest}'::text[], NULL,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM old_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='26b918a51fe5fc635287f338f3e3e6393e99df62', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_of_delete_8982b', referencing='REFERENCING OLD TABLE AS old_rows ', table='records_judgment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offence',
            trigger=pgtrigger.compiler.Trigger(name='history_of_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'offence', changed.id, 'insert', NULL, jsonb_strip_nulls(to_jsonb(changed)),\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN records_judgment whose ON whose.id = changed.judgment_id;\nRETURN NULL;", hash='f69d9bf50feba9aaef2fa9642703ea869a7df77d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_of_insert_f085e', referencing='REFERENCING NEW TABLE AS new_rows ', table='records_offence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offence',
            trigger=pgtrigger.compiler.Trigger(name='history_of_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN\n    RAISE EXCEPTION 'the primary key of a record is for ever';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'offence', changed.id, 'update', differing.before, differing.after,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN old_rows earlier USING (id) JOIN records_judgment whose ON whose.id IN (changed.judgment_id, earlier.judgment_id)\nCROSS JOIN LATERAL (\n    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after\n    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)\n    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ('{}'::text[])\n) differing\nWHERE differing.after IS NOT NULL;\nRETURN NULL;", hash='1d0cf2287edf45d70c98b80741a7ccc1149e6556', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_of_update_08aca', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='records_offence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offence',
            trigger=pgtrigger.compiler.Trigger(name='history_of_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM old_rows changed LEFT JOIN records_judgment whose\n        ON whose.id = changed.judgment_id\n    WHERE whose.id IS NULL\n) THEN\n    RAISE EXCEPTION 'offences are taken away before their judgment';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'offence', changed.id, 'delete', jsonb_strip_nulls(to_jsonb(changed)), NULL,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM old_rows changed JOIN records_judgment whose ON whose.id = changed.judgment_id;\nRETURN NULL;", hash='3f490d7a439e669c5ba52896eacbef52ee0cc51c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_of_delete_bd285', referencing='REFERENCING OLD TABLE AS old_rows ', table='records_offence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='history_of_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'person', changed.id, 'insert', NULL, jsonb_strip_nulls(to_jsonb(changed)) - '{name_keys,father_key,mother_key,keys_version}'::text[],\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed CROSS JOIN LATERAL (SELECT changed.id) whose (person_id);\nRETURN NULL;", hash='c3dc54d3ecd1115755005157a63054d95cca0663', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_of_insert_cc76f', referencing='REFERENCING NEW TABLE AS new_rows ', table='records_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='history_of_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN\n    RAISE EXCEPTION 'the primary key of a record is for ever';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'person', changed.id, 'update', differing.before, differing.after,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN old_rows earlier USING (id) CROSS JOIN LATERAL (SELECT changed.id) whose (person_id)\nCROSS JOIN LATERAL (\n    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after\n    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)\n    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ('{name_keys,father_key,mother_key,keys_version}'::text[])\n) differing\nWHERE differing.after IS NOT NULL;\nRETURN NULL;", hash='0ef0059590fe5b40663836b54ae49389d621a2c4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_of_update_2cc65', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='records_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='history_of_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'person', changed.id, 'delete', jsonb_strip_nulls(to_jsonb(changed)) - '{name_keys,father_key,mother_key,keys_version}'::text[], NULL,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM old_rows changed CROSS JOIN LATERAL (SELECT changed.id) whose (person_id);\nRETURN NULL;", hash='90def7a420e4f18523bc13e24a2547dc34850631', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_of_delete_f93ec', referencing='REFERENCING OLD TABLE AS old_rows ', table='records_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnumber',
            trigger=pgtrigger.compiler.Trigger(name='history_of_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'number', changed.id, 'insert', NULL, jsonb_strip_nulls(to_jsonb(changed)) - '{key}'::text[],\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='70c934aa290a53f97ec7526baa812a91a1783631', level='STATEMENT', operation='INSERT', pgid='pgtrigger_history_of_insert_c6624', referencing='REFERENCING NEW TABLE AS new_rows ', table='records_personnumber', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnumber',
            trigger=pgtrigger.compiler.Trigger(name='history_of_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN\n    RAISE EXCEPTION 'the primary key of a record is for ever';\nEND IF;\n\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'number', changed.id, 'update', differing.before, differing.after,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM new_rows changed JOIN old_rows earlier USING (id) CROSS JOIN LATERAL (SELECT changed.person_id UNION SELECT earlier.person_id) whose (person_id)\nCROSS JOIN LATERAL (\n    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after\n    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)\n    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ('{key}'::text[])\n) differing\nWHERE differing.after IS NOT NULL;\nRETURN NULL;", hash='8216c329d79f9ffaf2115dd57132792d8c2c8500', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_history_of_update_ddbaf', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='records_personnumber', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnumber',
            trigger=pgtrigger.compiler.Trigger(name='history_of_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nINSERT INTO records_recordchange\n    (person_id, part, row_id, action, before, after, by_id, document, at)\nSELECT whose.person_id, 'number', changed.id, 'delete', jsonb_strip_nulls(to_jsonb(changed)) - '{key}'::text[], NULL,\n    nullif(current_setting('records.by', true), '')::bigint,\n    coalesce(current_setting('records.document', true), ''), now()\nFROM old_rows changed CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id);\nRETURN NULL;", hash='843f77c03a8465867358b660ca5788f6b5320433', level='STATEMENT', operation='DELETE', pgid='pgtrigger_history_of_delete_ae5d8', referencing='REFERENCING OLD TABLE AS old_rows ', table='records_personnumber', when='AFTER')),
        ),
        migrations.AddField(
            model_name='recordchange',
            name='by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='recordchange',
            name='person',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='changes', to='records.person'),
        ),
        migrations.AddIndex(
            model_name='recordchange',
            index=models.Index(fields=['person', 'id'], name='change_of_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordchange',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d505b177f4813d73588d3b26c804ab6126ec627', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_593a6', table='records_recordchange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordchange',
            trigger=pgtrigger.compiler.Trigger(name='written_by_triggers', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION 'history is written by the changes themselves'; END IF; RETURN NULL;", hash='4cef5c51c9cede995b08e3d73cd45531b986d345', level='STATEMENT', operation='INSERT', pgid='pgtrigger_written_by_triggers_61ca4', table='records_recordchange', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
