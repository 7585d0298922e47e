"""One paper to hand in: which it is, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applications import intake
from applications.forms.base import Declaration
from common.dates import today
from regulations import filing, regimes
from regulations.shapes import Document

OTHER = "other"


class PaperForm(forms.Form):
    """A picture or a PDF; what it really is, the content decides."""

    kind = forms.ChoiceField(label=_("Đây là giấy tờ gì?"), choices=(), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Ảnh hoặc tệp"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={
            "required": _("Hãy chọn ảnh hoặc tệp trước khi tải lên."),
            "empty": _("Tệp này rỗng."),
            "invalid": _("Hãy chọn ảnh hoặc tệp trước khi tải lên."),
        },
    )

    def __init__(self, *args: Any, needed: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(paper.key, str(paper)) for paper in needed]
        self.fields["kind"].choices = [*kinds, (OTHER, _("Giấy tờ khác"))]  # type: ignore[attr-defined]
        self.fields["kind"].error_messages["required"] = _("Hãy chọn đây là giấy tờ gì.")
        self.fields["file"].help_text = _(
            "Ảnh JPG, PNG hoặc tệp PDF, không quá %(size)s MB và %(pages)s trang."
        ) % {
            "size": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
            "pages": settings.UPLOAD_MAX_PAGES,
        }
        if not kinds:
            self.fields["kind"].initial = OTHER


def papers_needed(declaration: Declaration) -> tuple[Document, ...]:
    """The papers that the law asks for with this request (TTLT 04/2012 article 19)."""
    request = intake.filing_request(dict(declaration), day=today())
    regime = regimes.regime_for(today(), setting=settings.REGIME)
    return filing.documents_needed(regime, request)
