"""A number comes before the file: numbered, then signed, then published, each step committed.

On a full database nothing is rewritten: what was issued is published, from its page of then.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

PUBLISHED = """
UPDATE certificates_certificate SET published_at = issued_at WHERE number IS NOT NULL
"""

ORDERED = """
INSERT INTO certificates_signingjob (certificate_id, tries, last_error)
SELECT id, 0, '' FROM certificates_certificate WHERE signed_by_id IS NOT NULL AND number IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_register_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="đến hạn xử lý",
                    ),
                ),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="đang được giữ đến"),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử")),
                (
                    "deaths",
                    models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "parked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dừng lại lúc"),
                ),
                (
                    "hinted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đã nhắc hàng đợi lúc"
                    ),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=200, verbose_name="lỗi gần nhất"),
                ),
                (
                    "ordered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="lệnh lúc",
                    ),
                ),
                (
                    "hindered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="không ký được từ"),
                ),
            ],
            options={
                "verbose_name": "lệnh ký",
                "verbose_name_plural": "lệnh ký",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="issued_is_final",
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="number_only_with_a_signed_file",
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="one_certificate_in_the_making",
        ),
        migrations.AddField(
            model_name="certificate",
            name="page_sha256",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="phát hành lúc"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="signature_place",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        # What bears a number has its file, so it was published when it was numbered.
        migrations.RunSQL(PUBLISHED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["issued_at"], name="certificate_issued_at"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("number__isnull", False), ("published_at", None)),
                fields=["number"],
                name="certificate_to_be_published",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="numbered_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.number IS NOT NULL AND (OLD.application_id IS DISTINCT FROM NEW.application_id OR OLD.office_id IS DISTINCT FROM NEW.office_id OR OLD.certificate_type IS DISTINCT FROM NEW.certificate_type OR OLD.book IS DISTINCT FROM NEW.book OR OLD.year IS DISTINCT FROM NEW.year OR OLD.number IS DISTINCT FROM NEW.number OR OLD.printed_number IS DISTINCT FROM NEW.printed_number OR OLD.issued_at IS DISTINCT FROM NEW.issued_at OR OLD.content IS DISTINCT FROM NEW.content OR OLD.content_digest IS DISTINCT FROM NEW.content_digest OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id OR OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id OR OLD.approved_digest IS DISTINCT FROM NEW.approved_digest OR OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id OR OLD.signed_at IS DISTINCT FROM NEW.signed_at OR OLD.token IS DISTINCT FROM NEW.token OR OLD.typed_code IS DISTINCT FROM NEW.typed_code))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="d7f21ba45eb9a194b19cf01be043cf92bc938740",
                    operation="UPDATE",
                    pgid="pgtrigger_numbered_is_final_c14ec",
                    table="certificates_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="page_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.page_sha256 <> '' AND (OLD.page_sha256 IS DISTINCT FROM NEW.page_sha256 OR OLD.signature_place IS DISTINCT FROM NEW.signature_place))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8798bbceeba70c91200059d0446ed12bae287305",
                    operation="UPDATE",
                    pgid="pgtrigger_page_is_final_fbf7e",
                    table="certificates_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.published_at IS NOT NULL AND (OLD.file IS DISTINCT FROM NEW.file OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.published_at IS DISTINCT FROM NEW.published_at))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a8676552ac0418c53aadd8d7380d9c90c2479ee1",
                    operation="UPDATE",
                    pgid="pgtrigger_published_is_final_18327",
                    table="certificates_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="published_from_its_page",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.published_at IS NULL AND NEW.published_at IS NOT NULL AND NEW.page_sha256 = '')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="791845c5648ada63cb51f072f3743a5c4259a7ae",
                    operation="UPDATE",
                    pgid="pgtrigger_published_from_its_page_59f6e",
                    table="certificates_certificate",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("issued_at", None),
                        ("number", None),
                        ("token", None),
                        ("typed_code", None),
                        ("year", None),
                        ("printed_number", ""),
                    ),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("number__gte", 1),
                        ("year__isnull", False),
                        ("signed_by__isnull", False),
                        ("token__isnull", False),
                        ("typed_code__isnull", False),
                        models.Q(("printed_number", ""), _negated=True),
                        ("approved_digest", models.F("content_digest")),
                    ),
                    _connector="OR",
                ),
                name="number_only_of_what_was_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("page_sha256", ""), ("signature_place__isnull", True)),
                    models.Q(
                        ("number__isnull", False),
                        ("page_sha256__regex", "^[0-9a-f]{64}$"),
                        ("signature_place__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="page_only_with_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("published_at", None), ("sha256", "")),
                    models.Q(
                        ("number__isnull", False),
                        ("published_at__isnull", False),
                        models.Q(("file", ""), _negated=True),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    _connector="OR",
                ),
                name="published_with_number_and_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("application",),
                name="one_certificate_in_the_making",
            ),
        ),
        migrations.AddField(
            model_name="signingjob",
            name="certificate",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signing_job",
                to="certificates.certificate",
                verbose_name="phiếu",
            ),
        ),
        migrations.AddIndex(
            model_name="signingjob",
            index=models.Index(
                condition=models.Q(("done_at", None), ("parked_at", None)),
                fields=["due_at"],
                name="certificate_to_sign",
            ),
        ),
        migrations.AddIndex(
            model_name="signingjob",
            index=models.Index(
                condition=models.Q(("hindered_at__isnull", False)),
                fields=["hindered_at"],
                name="certificate_hindered",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingjob",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f3a48c95174006b614225c0510ace80a8c07b588",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_49dad",
                    table="certificates_signingjob",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signingjob",
            trigger=pgtrigger.compiler.Trigger(
                name="of_one_certificate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.certificate_id IS DISTINCT FROM NEW.certificate_id)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a19a602a086fa57bb4df0151bb4c42068b5d401",
                    operation="UPDATE",
                    pgid="pgtrigger_of_one_certificate_5cc7b",
                    table="certificates_signingjob",
                    when="BEFORE",
                ),
            ),
        ),
        # What was ordered and is not signed yet becomes work of the signer.
        migrations.RunSQL(ORDERED, migrations.RunSQL.noop),
    ]
