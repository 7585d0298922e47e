"""Rule sets are kept with the cases that they decided; those of the first versions are put in here,
for cases that were classified before anything was kept."""

import hashlib
import json
from pathlib import Path

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FIRST = Path(__file__).with_name("first_rules.json")

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON verification_ruleset FROM portal_app;
    END IF;
END
$$;
"""


def keep_first_rules(apps, schema_editor):
    """The versions before this one, for each regime that a case was classified under."""
    first = json.loads(FIRST.read_text(encoding="utf-8"))
    classifications = apps.get_model("verification", "Classification").objects
    for triage in first["triage"]:
        used = classifications.filter(rules_version=triage["version"])
        for regime in set(used.values_list("application__regime", flat=True)):
            rules = {"triage": triage, "agencies": first["agencies"]}
            text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            apps.get_model("verification", "RuleSet").objects.create(
                regime=regime,
                version=triage["version"],
                digest=hashlib.sha256(text.encode()).hexdigest(),
                rules=rules,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0005_attempts'),
        ('accounts', '0002_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regime', models.CharField(max_length=10, verbose_name='chế độ pháp luật')),
                ('version', models.CharField(max_length=40, verbose_name='bộ quy tắc')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra')),
                ('rules', models.JSONField(verbose_name='nội dung quy tắc')),
                ('kept_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lưu lúc')),
            ],
            options={
                'verbose_name': 'bộ quy tắc phân loại',
                'verbose_name_plural': 'bộ quy tắc phân loại',
                'ordering': ['version', 'regime'],
                'constraints': [models.UniqueConstraint(fields=('regime', 'version'), name='rule_set_once')],
            },
        ),
        migrations.RunPython(keep_first_rules, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='ruleset',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4ac88a8ecd36b363b220f019ea6fb21ba8d470a6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e8c7', table='verification_ruleset', when='BEFORE')),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='reply',
            name='disposition',
            field=models.CharField(choices=[('applied', 'Đã ghi nhận'), ('interim', 'Trả lời bước đầu, còn tra cứu tiếp'), ('partial', 'Trả lời một phần, còn tra cứu tiếp'), ('duplicate', 'Trùng với trả lời trước'), ('late', 'Đến sau khi đã kết luận hoặc thôi hỏi'), ('conflicting', 'Khác với trả lời trước'), ('wrong_subject', 'Không đúng người được hỏi'), ('unknown_request', 'Không rõ yêu cầu nào')], max_length=16, verbose_name='xử lý'),
        ),
    ]
