"""What stops the office from signing: one open row of each kind."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_numbered_before_signed"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trouble", models.CharField(choices=[("no_key", "không có khóa ký số hoặc chứng thư"), ("wrong_pin", "mã PIN của khóa ký số không đúng"), ("no_token", "thiết bị giữ khóa ký số không trả lời"), ("other_key", "khóa ký số không thuộc chứng thư đã đặt"), ("not_yet", "chứng thư ký số chưa có hiệu lực"), ("run_out", "chứng thư ký số đã hết hạn"), ("runs_out_soon", "chứng thư ký số hoặc danh sách thu hồi sắp hết hạn"), ("revoked", "chứng thư ký số đã bị thu hồi"), ("list_run_out", "danh sách chứng thư bị thu hồi đã quá hạn"), ("broken_chain", "chứng thư ký số không thuộc hệ thống chứng thực đã đặt"), ("no_time_stamp", "dịch vụ cấp dấu thời gian không trả lời đúng"), ("too_many", "số phiếu ký trong một giờ vượt mức cho phép"), ("not_signed", "không tạo được chữ ký số")], max_length=20, verbose_name="lý do")),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="chi tiết")),
                ("first_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="từ lúc")),
                ("last_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="lần gần nhất")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lần")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="hết lúc")),
            ],
            options={
                "verbose_name": "cảnh báo ký số",
                "verbose_name_plural": "cảnh báo ký số",
                "ordering": ["-last_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="signingalarm",
            constraint=models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("trouble",), name="one_open_alarm_of_a_kind"),
        ),
    ]
