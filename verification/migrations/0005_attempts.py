"""Each try becomes one row, and each agency has a line that may be opened and closed.

What was written as messages until now becomes tries: a message out with what came back to it.
What agencies answered stays where it is. Of a try to which nothing came back nobody can say more.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

TRIES = """
INSERT INTO verification_attempt (
    request_id, agency_id, number, channel, address, out,
    started_at, ended_at, status, came_back, error, outcome
)
SELECT sent.request_id, sent.agency_id,
    row_number() OVER (PARTITION BY sent.request_id ORDER BY sent.id),
    agency.channel,
    CASE agency.channel WHEN 'signed_http' THEN agency.endpoint ELSE '' END,
    coalesce(sent.body, '{}'),
    sent.at, coalesce(back.at, sent.at), back.status, back.body, coalesce(back.error, ''),
    CASE
        WHEN back.id IS NULL AND agency.channel IN ('desk', 'paper') THEN 'sent'
        WHEN back.id IS NULL THEN 'lost'
        WHEN back.error = '' THEN 'received'
        WHEN back.status BETWEEN 400 AND 499 AND back.status NOT IN (408, 425, 429) THEN 'lasting'
        ELSE 'passing'
    END
FROM verification_message sent
JOIN verification_agency agency ON agency.office_ptr_id = sent.agency_id
LEFT JOIN LATERAL (
    SELECT came.* FROM verification_message came
    WHERE came.request_id = sent.request_id AND came.id > sent.id
        AND (came.direction = 'out' OR came.status IS NOT NULL OR came.error <> '')
    ORDER BY came.id LIMIT 1
) back ON back.direction = 'in'
WHERE sent.direction = 'out';
"""
# The guard of the messages is for the web and the workers; this is the owner, once.
MOVED = """
ALTER TABLE verification_message DISABLE TRIGGER USER;
DELETE FROM verification_message
WHERE direction = 'out' OR (request_id IS NOT NULL AND (status IS NOT NULL OR error <> ''));
ALTER TABLE verification_message ENABLE TRIGGER USER;
"""
TIMES = """
UPDATE verification_verificationrequest SET withdrawn_at = coalesce(done_at, prepared_at)
WHERE state = 'withdrawn';
UPDATE verification_verificationrequest request
SET received_at = coalesce(
    (
        SELECT min(ended_at) FROM verification_attempt attempt
        WHERE attempt.request_id = request.id AND attempt.outcome = 'received'
    ),
    CASE state WHEN 'received' THEN coalesce(sent_at, prepared_at) END
);
"""
LINES = """
INSERT INTO verification_agencyline (
    agency_id, breaker, failures, openings, tokens, last_error, successes, faults
)
SELECT office_ptr_id, 'closed', 0, 0, 0, '', 0, 0 FROM verification_agency;
"""
# The web's role writes what came of a try and nothing else of it.
RIGHTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON verification_attempt FROM portal_app;
        GRANT UPDATE (ended_at, status, came_back, error, outcome)
            ON verification_attempt TO portal_app;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0004_offices"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyLine",
            fields=[
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="line",
                        serialize=False,
                        to="verification.agency",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "breaker",
                    models.CharField(
                        choices=[
                            ("closed", "Thông suốt"),
                            ("open", "Tạm ngừng gửi"),
                            ("half_open", "Đang thử lại"),
                        ],
                        default="closed",
                        max_length=10,
                        verbose_name="tình trạng đường dây",
                    ),
                ),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, verbose_name="số lần lỗi liên tiếp"),
                ),
                ("openings", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("opened_at", models.DateTimeField(null=True, verbose_name="ngừng gửi từ")),
                (
                    "next_call_at",
                    models.DateTimeField(null=True, verbose_name="gửi tiếp không trước"),
                ),
                ("tokens", models.FloatField(default=0.0, editable=False)),
                ("tokens_at", models.DateTimeField(editable=False, null=True)),
                ("hinted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "last_success_at",
                    models.DateTimeField(null=True, verbose_name="lần gần nhất thành công"),
                ),
                (
                    "last_failure_at",
                    models.DateTimeField(null=True, verbose_name="lần gần nhất bị lỗi"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=200, verbose_name="lỗi gần nhất"),
                ),
                (
                    "successes",
                    models.PositiveBigIntegerField(default=0, verbose_name="tổng số lần được"),
                ),
                (
                    "faults",
                    models.PositiveBigIntegerField(default=0, verbose_name="tổng số lần lỗi"),
                ),
            ],
            options={
                "verbose_name": "đường dây với cơ quan",
                "verbose_name_plural": "đường dây với cơ quan",
                "ordering": ["agency__code"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="lần")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("signed_http", "Máy chủ của cơ quan"),
                            ("gateway", "Trục liên thông, chia sẻ dữ liệu"),
                            ("desk", "Trang làm việc trên cổng"),
                            ("paper", "Văn bản giấy"),
                        ],
                        max_length=20,
                        verbose_name="cách trao đổi",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="gửi đến")),
                ("out", models.JSONField(verbose_name="nội dung gửi đi")),
                (
                    "started_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="bắt đầu lúc",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                (
                    "status",
                    models.PositiveSmallIntegerField(null=True, verbose_name="mã trả lời HTTP"),
                ),
                ("came_back", models.JSONField(null=True, verbose_name="nội dung nhận về")),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="lỗi")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Cơ quan đã nhận"),
                            ("sent", "Đã gửi"),
                            ("to_be_posted", "Đã lập văn bản, chờ gửi đi"),
                            ("passing", "Chưa được, sẽ gửi lại"),
                            ("lasting", "Không gửi được, cần người xem"),
                            ("lost", "Máy gửi dừng giữa chừng, không rõ kết quả"),
                        ],
                        max_length=12,
                        verbose_name="kết quả",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần gửi",
                "verbose_name_plural": "lần gửi",
                "ordering": ["request", "number"],
            },
        ),
        migrations.RemoveIndex(
            model_name="verificationrequest",
            name="request_to_send",
        ),
        migrations.AddField(
            model_name="verificationrequest",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="cơ quan nhận lúc"),
        ),
        migrations.AddField(
            model_name="verificationrequest",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="thôi hỏi lúc"),
        ),
        migrations.AddIndex(
            model_name="verificationrequest",
            index=models.Index(
                condition=models.Q(("done_at", None), ("parked_at", None), ("state", "prepared")),
                fields=["agency", "due_on", "due_at"],
                name="request_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="verificationrequest",
            index=models.Index(
                condition=models.Q(("lease_until__isnull", False)),
                fields=["agency"],
                name="request_on_the_line",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verificationrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="state_goes_forward",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                    declare="DECLARE states CONSTANT text[] := ARRAY['prepared', 'sent', 'received', 'overdue', 'answered'];",
                    func="\n    IF OLD.state IN ('answered', 'withdrawn')\n        OR array_position(states, NEW.state::text) < array_position(states, OLD.state::text)\n    THEN RAISE EXCEPTION 'a question does not go back from % to %', OLD.state, NEW.state;\n    END IF;\n    RETURN NEW;\n",
                    hash="0e4432ece0bddbb785add6fae11127fdaa5165cb",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_state_goes_forward_0d555",
                    table="verification_verificationrequest",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="verification.agency",
                verbose_name="cơ quan",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="verification.verificationrequest",
                verbose_name="yêu cầu",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["agency", "started_at"], name="attempt_of_a_line"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="attempt_number"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("request",),
                name="attempt_one_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="completed_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL\n        OR ROW(NEW.id, NEW.request_id, NEW.agency_id, NEW.number, NEW.channel, NEW.address,\n               NEW.out, NEW.started_at)\n        IS DISTINCT FROM ROW(OLD.id, OLD.request_id, OLD.agency_id, OLD.number, OLD.channel,\n               OLD.address, OLD.out, OLD.started_at)\n    THEN RAISE EXCEPTION 'a try is completed once and otherwise stays as it is';\n    END IF;\n    RETURN NEW;\n",
                    hash="eda65a0d89f6c97d99766b6b3882fd6490381ad6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_completed_once_faddf",
                    table="verification_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(TRIES, migrations.RunSQL.noop),
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.RunSQL(TIMES, migrations.RunSQL.noop),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
