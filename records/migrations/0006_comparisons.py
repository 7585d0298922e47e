"""What clerks decided about candidates, kept for good; who looked, by person and by day."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# As for the list of who looked: the web's role adds to it and has no other right.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON records_comparison FROM portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_violations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_code", models.CharField(max_length=40, verbose_name="mã hồ sơ")),
                ("subject_digest", models.CharField(editable=False, max_length=64)),
                ("person_digest", models.CharField(editable=False, max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("found", "Chờ đối chiếu"),
                            ("same", "Cùng một người"),
                            ("not_same", "Không phải một người"),
                            ("unsure", "Chưa chắc chắn"),
                            ("reopened", "Đã hoàn tác, chờ đối chiếu lại"),
                            ("remembered", "Đã đối chiếu ở hồ sơ trước"),
                        ],
                        max_length=10,
                        verbose_name="kết quả đối chiếu",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("number", "Số định danh cá nhân khác nhau"),
                            ("birth", "Ngày sinh hoặc nơi sinh khác nhau"),
                            ("parents", "Cha, mẹ khác nhau"),
                            ("sex", "Giới tính khác nhau"),
                            ("name", "Họ tên khác nhau, chỉ giống về cách viết"),
                            ("confirmed", "Công an hoặc Tòa án xác nhận là người khác"),
                            ("other", "Lý do khác"),
                        ],
                        max_length=10,
                        verbose_name="lý do",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("score", models.FloatField(default=0, verbose_name="điểm")),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="vì sao được tìm thấy",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="lúc"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đối chiếu",
                "verbose_name_plural": "các lần đối chiếu",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="kind",
            field=models.CharField(
                choices=[
                    ("lookup", "Tra cứu"),
                    ("compare", "Đối chiếu"),
                    ("view", "Xem lý lịch"),
                    ("print", "In danh sách tra cứu"),
                    ("hand_over", "Cung cấp thông tin"),
                    ("refused", "Bị từ chối"),
                ],
                max_length=10,
                verbose_name="việc",
            ),
        ),
        migrations.AddIndex(
            model_name="accesslog",
            index=django.contrib.postgres.indexes.GinIndex(fields=["found"], name="access_found"),
        ),
        migrations.AddIndex(
            model_name="accesslog",
            index=models.Index(fields=["by", "kind", "at"], name="access_by_day"),
        ),
        migrations.AddField(
            model_name="comparison",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người đối chiếu",
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.person",
                verbose_name="lý lịch tư pháp",
            ),
        ),
        migrations.AddIndex(
            model_name="comparison",
            index=models.Index(fields=["case_code", "person"], name="comparison_of_case"),
        ),
        migrations.AddIndex(
            model_name="comparison",
            index=models.Index(fields=["person", "subject_digest"], name="comparison_of_pair"),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "not_same"), _negated=True),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="comparison_not_same_says_why",
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.comparison",
                verbose_name="lần đối chiếu trước",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("earlier__isnull", False), ("verdict", "remembered")),
                    models.Q(
                        models.Q(("verdict", "remembered"), _negated=True),
                        ("earlier__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="comparison_remembered_names_which",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="comparison",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",  # noqa: E501
                    hash="36feff937132e5c89e17cc140d47f791df8da991",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fb308",
                    table="records_comparison",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
