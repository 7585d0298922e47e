# ruff: noqa: E501
"""The second list of the register, and the book of information received."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The web's role withdraws and strikes rows but deletes none, and adds versions without changing
# any. The triggers refuse it to everybody; a dropped trigger alone opens nothing.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE DELETE, TRUNCATE ON records_violation, records_sourcedocument FROM portal_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON records_violationversion FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_history"),
        ("accounts", "0002_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("number", models.PositiveIntegerField(verbose_name="số thứ tự")),
                ("kind", models.CharField(max_length=40, verbose_name="loại thông tin")),
                ("sender_kind", models.CharField(max_length=40, verbose_name="loại cơ quan")),
                ("sender", models.CharField(max_length=200, verbose_name="cơ quan cung cấp")),
                (
                    "document_no",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="số, ký hiệu văn bản"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="ngày văn bản")),
                (
                    "event_on",
                    models.DateField(
                        help_text="Ngày bản án có hiệu lực, ngày chấp hành xong, hoặc ngày văn bản.",
                        verbose_name="ngày bắt đầu tính hạn",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="ngày tiếp nhận")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="vào sổ lúc",
                    ),
                ),
                ("content", models.TextField(blank=True, verbose_name="nội dung")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("due_on", models.DateField(verbose_name="hạn gửi")),
                ("struck_on", models.DateField(blank=True, null=True, verbose_name="ngày gạch bỏ")),
                (
                    "struck_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do gạch bỏ"),
                ),
                (
                    "judgment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source_documents",
                        to="records.judgment",
                        verbose_name="bản án",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                        verbose_name="cơ quan tiếp nhận",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source_documents",
                        to="records.person",
                        verbose_name="người",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tiếp nhận",
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gạch bỏ",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông tin tiếp nhận",
                "verbose_name_plural": "sổ tiếp nhận thông tin",
                "ordering": ["-year", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Violation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("decision_no", models.CharField(max_length=100, verbose_name="số quyết định")),
                ("decision_date", models.DateField(verbose_name="ngày quyết định")),
                ("authority", models.CharField(max_length=300, verbose_name="cơ quan xử lý")),
                ("violation", models.TextField(blank=True, verbose_name="hành vi vi phạm")),
                (
                    "sanction",
                    models.TextField(blank=True, verbose_name="hình thức xử phạt, biện pháp xử lý"),
                ),
                (
                    "fine_vnd",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="tiền phạt (đồng)"
                    ),
                ),
                (
                    "executed_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày thi hành xong"),
                ),
                (
                    "period_ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hết thời hạn được coi là chưa bị xử lý"
                    ),
                ),
                ("full_name", models.CharField(max_length=200, verbose_name="họ và tên")),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tên gọi khác",
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "Nam"), ("female", "Nữ")],
                        max_length=6,
                        verbose_name="giới tính",
                    ),
                ),
                (
                    "date_of_birth",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{4}(-\\d{2}(-\\d{2})?)?$")
                        ],
                        verbose_name="ngày sinh",
                    ),
                ),
                (
                    "place_of_birth",
                    models.CharField(blank=True, max_length=300, verbose_name="nơi sinh"),
                ),
                (
                    "nationality",
                    models.CharField(blank=True, max_length=60, verbose_name="quốc tịch"),
                ),
                (
                    "cccd",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="số căn cước công dân"
                    ),
                ),
                (
                    "cmnd",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="số chứng minh nhân dân"
                    ),
                ),
                (
                    "passport",
                    models.CharField(blank=True, max_length=30, verbose_name="số hộ chiếu"),
                ),
                (
                    "father_name",
                    models.CharField(blank=True, max_length=200, verbose_name="họ và tên cha"),
                ),
                (
                    "mother_name",
                    models.CharField(blank=True, max_length=200, verbose_name="họ và tên mẹ"),
                ),
                (
                    "spouse_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="họ và tên vợ, chồng"
                    ),
                ),
                (
                    "province",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="tỉnh, thành phố cư trú"
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, max_length=300, verbose_name="nơi cư trú"),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày rút khỏi danh sách"),
                ),
                (
                    "change_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do thay đổi"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        unique=True,
                        verbose_name="thay đổi lúc",
                    ),
                ),
                (
                    "name_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                (
                    "number_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("authority_key", models.CharField(editable=False, max_length=300)),
                ("decision_key", models.CharField(editable=False, max_length=100)),
                (
                    "keys_version",
                    models.PositiveSmallIntegerField(db_index=True, default=0, editable=False),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.person",
                        verbose_name="lý lịch tư pháp của người này",
                    ),
                ),
            ],
            options={
                "verbose_name": "vi phạm hành chính",
                "verbose_name_plural": "vi phạm hành chính",
                "ordering": ["-decision_date", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ViolationVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="văn bản")),
                ("content", models.JSONField(verbose_name="nội dung")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                (
                    "violation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="records.violation",
                    ),
                ),
            ],
            options={
                "verbose_name": "thay đổi của vi phạm hành chính",
                "verbose_name_plural": "thay đổi của vi phạm hành chính",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="sourcedocument",
            index=models.Index(fields=["received_on"], name="source_received"),
        ),
        migrations.AddIndex(
            model_name="sourcedocument",
            index=models.Index(fields=["kind", "judgment"], name="source_kind_judgment"),
        ),
        migrations.AddConstraint(
            model_name="sourcedocument",
            constraint=models.UniqueConstraint(
                fields=("office", "year", "number"), name="book_08_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_by", None), ("struck_on", None), ("struck_reason", "")),
                    models.Q(
                        ("struck_by__isnull", False),
                        ("struck_on__isnull", False),
                        models.Q(("struck_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="struck_with_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcedocument",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."sender_kind" IS DISTINCT FROM (NEW."sender_kind") OR OLD."sender" IS DISTINCT FROM (NEW."sender") OR OLD."document_no" IS DISTINCT FROM (NEW."document_no") OR OLD."signed_on" IS DISTINCT FROM (NEW."signed_on") OR OLD."event_on" IS DISTINCT FROM (NEW."event_on") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="cd8e8593b786c6728f7b48a631beb930ac6f7f3a",
                    operation="UPDATE",
                    pgid="pgtrigger_entry_stays_9423d",
                    table="records_sourcedocument",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourcedocument",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8e0bb33f89e41549a5ddc4c8026aebe4f8e91f2b",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_e3d07",
                    table="records_sourcedocument",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="violation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_keys"], name="violation_name_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="violation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["number_keys"], name="violation_number_keys"
            ),
        ),
        migrations.AddConstraint(
            model_name="violation",
            constraint=models.UniqueConstraint(
                fields=(
                    "decision_key",
                    "decision_date",
                    "authority_key",
                    "full_name",
                    "date_of_birth",
                    "cccd",
                ),
                name="violation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="violation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("date_of_birth", ""),
                    ("date_of_birth__regex", "^\\d{4}(-\\d{2}(-\\d{2})?)?$"),
                    _connector="OR",
                ),
                name="violation_birth_date_partial",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="violation",
            trigger=pgtrigger.compiler.Trigger(
                name="take_turns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM pg_advisory_xact_lock(hashtext('records_violation')); RETURN NULL;",
                    hash="0cd3fe8a85aa1550d1da39b6cacb178c51f11655",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_take_turns_f55d3",
                    table="records_violation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="violation",
            trigger=pgtrigger.compiler.Trigger(
                name="number_change",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE made text[] := '{name_keys,number_keys,authority_key,decision_key,keys_version,changed_at}'; after timestamptz;",
                    func="\n    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - made = to_jsonb(OLD) - made THEN\n        NEW.changed_at := OLD.changed_at;\n        RETURN NEW;\n    END IF;\n    SELECT max(changed_at) + interval '1 microsecond' INTO after FROM records_violation;\n    NEW.changed_at := greatest(clock_timestamp(), after);\n    RETURN NEW;\n",
                    hash="288d204907c6fef872b2636c08699862e2d8b861",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_number_change_58ed7",
                    table="records_violation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="violation",
            trigger=pgtrigger.compiler.Trigger(
                name="keep_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE made text[] := '{name_keys,number_keys,authority_key,decision_key,keys_version,changed_at}';",
                    func="\n    IF TG_OP = 'UPDATE' AND NEW.changed_at = OLD.changed_at THEN\n        RETURN NULL;\n    END IF;\n    -- Who and from which document travels with the transaction (records.history.changing).\n    INSERT INTO records_violationversion (violation_id, at, by_id, document, content)\n    VALUES (NEW.id, NEW.changed_at, nullif(current_setting('records.by', true), '')::bigint,\n        coalesce(current_setting('records.document', true), ''),\n        to_jsonb(NEW) - made);\n    RETURN NULL;\n",
                    hash="9004ea127d922da379129ad920bcaff3ca570c2c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_keep_version_888bc",
                    table="records_violation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="violation",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c23ada5c08febfa415b014a8f1edd9bfd44f2448",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_a2396",
                    table="records_violation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="violationversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f6259065f505ba3dc4e5811240794df298d8fef9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2967c",
                    table="records_violationversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
