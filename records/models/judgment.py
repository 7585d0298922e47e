"""What a court decided about a person, how it was carried out, and what they may not do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.history import RecordChange, kept_history
from records.models.person import PARTIAL_DATE, Person
from records.terms import CodeOfLaw, Intent, MainPenalty, Severity


class Judgment(models.Model):
    """Bản án: one judgment against one person, with its one common penalty (art 26.5)."""

    person = models.ForeignKey(
        Person, verbose_name=_("người"), on_delete=models.PROTECT, related_name="judgments"
    )
    judgment_no = models.CharField(_("số bản án"), max_length=100)
    judgment_date = models.DateField(_("ngày tuyên án"), null=True, blank=True)
    final_on = models.DateField(_("ngày có hiệu lực"), null=True, blank=True)
    court = models.CharField(_("Tòa án"), max_length=300, blank=True)
    stage = models.CharField(_("cấp xét xử"), max_length=60, blank=True)

    main_penalty = models.CharField(
        _("hình phạt chính"), max_length=20, choices=MainPenalty.choices, blank=True
    )
    main_penalty_months = models.PositiveIntegerField(_("thời hạn (tháng)"), null=True, blank=True)
    probation_months = models.PositiveIntegerField(
        _("thời gian thử thách (tháng)"), null=True, blank=True
    )
    additional_penalties = models.TextField(_("hình phạt bổ sung"), blank=True)
    civil_obligation_vnd = models.PositiveBigIntegerField(
        _("nghĩa vụ dân sự (đồng)"), null=True, blank=True
    )
    court_fee_vnd = models.PositiveBigIntegerField(_("án phí (đồng)"), null=True, blank=True)

    main_served_on = models.DateField(_("chấp hành xong hình phạt chính"), null=True, blank=True)
    probation_ended_on = models.DateField(_("hết thời gian thử thách"), null=True, blank=True)
    additional_served_on = models.DateField(
        _("chấp hành xong hình phạt bổ sung"), null=True, blank=True
    )
    obligations_met_on = models.DateField(
        _("thi hành xong nghĩa vụ dân sự, án phí"), null=True, blank=True
    )
    execution_lapsed_on = models.DateField(_("hết thời hiệu thi hành"), null=True, blank=True)
    expunged_on = models.DateField(_("ngày xóa án tích"), null=True, blank=True)
    expunged_by = models.CharField(_("căn cứ xóa án tích"), max_length=200, blank=True)

    source_document = models.CharField(_("văn bản nguồn"), max_length=200, blank=True)
    source_agency = models.CharField(_("cơ quan cung cấp"), max_length=200, blank=True)
    # Of the row it was last imported from, so that the same row again changes nothing.
    row_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("bản án")
        verbose_name_plural = _("bản án")
        ordering = ["judgment_date", "judgment_no", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "court", "judgment_no", "judgment_date"],
                nulls_distinct=False,
                name="judgment_once",
            ),
        ]
        # What an import asks for thousands of rows at once.
        indexes = [
            models.Index(fields=["judgment_no", "court"], name="judgment_number"),
            models.Index(fields=["row_digest"], name="judgment_row_digest"),
        ]
        triggers = kept_history(RecordChange.Part.JUDGMENT, derived=("row_digest",))

    def __str__(self) -> str:
        return self.judgment_no


class Offence(models.Model):
    """Tội danh: one of the crimes of a judgment, with the article applied."""

    judgment = models.ForeignKey(Judgment, on_delete=models.CASCADE, related_name="offences")
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    offence = models.CharField(_("tội danh"), max_length=300)
    article = models.CharField(_("điều khoản"), max_length=200, blank=True)
    code_of_law = models.CharField(
        _("Bộ luật"), max_length=4, choices=CodeOfLaw.choices, blank=True
    )
    chapter = models.CharField(
        _("chương"),
        max_length=10,
        blank=True,
        help_text=_("Số La Mã, theo Bộ luật đã áp dụng."),
    )
    offence_date = models.CharField(_("ngày phạm tội"), max_length=10, blank=True)
    intent = models.CharField(_("lỗi"), max_length=12, choices=Intent.choices, blank=True)
    severity = models.CharField(
        _("mức độ nghiêm trọng"), max_length=20, choices=Severity.choices, blank=True
    )

    class Meta:
        verbose_name = _("tội danh")
        verbose_name_plural = _("tội danh")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["judgment", "number"], name="offence_number"),
            models.CheckConstraint(
                condition=models.Q(offence_date="") | models.Q(offence_date__regex=PARTIAL_DATE),
                name="offence_date_partial",
            ),
        ]
        triggers = kept_history(RecordChange.Part.OFFENCE)

    def __str__(self) -> str:
        return self.offence


class Ban(models.Model):
    """Cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã."""

    person = models.ForeignKey(
        Person, verbose_name=_("người"), on_delete=models.PROTECT, related_name="bans"
    )
    judgment = models.ForeignKey(
        Judgment,
        verbose_name=_("bản án"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="bans",
    )
    position = models.CharField(_("chức vụ bị cấm"), max_length=300)
    until = models.DateField(_("đến ngày"), null=True, blank=True)
    source_document = models.CharField(_("văn bản nguồn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("nội dung cấm đảm nhiệm chức vụ")
        verbose_name_plural = _("nội dung cấm đảm nhiệm chức vụ")
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "judgment", "position"], nulls_distinct=False, name="ban_once"
            ),
        ]
        triggers = kept_history(RecordChange.Part.BAN)

    def __str__(self) -> str:
        return self.position
