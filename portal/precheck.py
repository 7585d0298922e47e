"""The public pre-check: fee, day and papers for somebody's own case, before they begin.

It asks the quote that the API gives, so that the page cannot promise anything else.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from applications import intake
from common.dates import today
from portal.quotes import quote
from regulations.fees import fee_categories
from regulations.places import provinces_on
from regulations.terms import Relation
from verification.models import Agency

LIVED = (
    ("one", _("Chỉ ở một tỉnh, thành phố")),
    ("several", _("Ở nhiều tỉnh, thành phố")),
    ("abroad", _("Có thời gian ở nước ngoài")),
)
RELATION_LABELS = {
    Relation.SELF: _("Cho chính tôi"),
    Relation.FATHER: _("Tôi là cha của người đó"),
    Relation.MOTHER: _("Tôi là mẹ của người đó"),
    Relation.SPOUSE: _("Tôi là vợ hoặc chồng của người đó"),
    Relation.CHILD: _("Tôi là con của người đó"),
    Relation.PARENT_OF_MINOR: _("Tôi là cha, mẹ của người chưa đủ 18 tuổi"),
    Relation.AUTHORISED: _("Tôi được người đó ủy quyền"),
}


def _categories() -> list[tuple[str, str]]:
    categories = fee_categories(paid_on=today(), regime_setting=settings.REGIME)
    return [(one.key, str(one)) for one in categories]


class PrecheckForm(forms.Form):
    """Seven questions, none of them about who the person is."""

    certificate_type = forms.TypedChoiceField(
        label=_("Bạn cần phiếu nào?"),
        choices=((1, _("Phiếu số 1")), (2, _("Phiếu số 2"))),
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
    relation = forms.ChoiceField(
        label=_("Bạn xin phiếu cho ai?"),
        choices=[(key.value, label) for key, label in RELATION_LABELS.items()],
        initial=Relation.SELF.value,
    )
    nationality = forms.ChoiceField(
        label=_("Người được cấp phiếu là"),
        choices=(("VN", _("Công dân Việt Nam")), ("other", _("Người nước ngoài"))),
        initial="VN",
        widget=forms.RadioSelect,
    )
    lived = forms.ChoiceField(
        label=_("Từ năm 14 tuổi đến nay, người đó đã ở đâu?"),
        choices=LIVED,
        initial="one",
        widget=forms.RadioSelect,
    )
    fee_category = forms.ChoiceField(
        label=_("Đối tượng nộp phí"), choices=lazy(_categories, list), initial="standard"
    )
    copies = forms.IntegerField(
        label=_("Số bản cần nhận"),
        min_value=1,
        max_value=50,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    previously_certified = forms.CharField(
        label=_("Số phiếu đã được Sở này cấp trước đây, nếu có"), max_length=60, required=False
    )


@require_safe
def precheck(request: HttpRequest) -> HttpResponse:
    """The questions, and above them the answer; nothing is stored and nothing tells who asks."""
    form = PrecheckForm(request.GET if request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        answer = quote(_asked(form.cleaned_data))
        labels = dict(Agency.Kind.choices)
        context |= {
            "answer": answer,
            "due_on": answer["due_on"],
            "agencies": [labels[kind] for kind in answer["agencies"]],
        }
    return render(request, "portal/precheck.html", context)


def _asked(told: dict[str, Any]) -> dict[str, Any]:
    """The answers as a declaration in part, of somebody who lives where this office is."""
    home = intake.department().province
    elsewhere = next(one.code for one in provinces_on(today()) if one.code != home)
    places = {
        "one": [{"province": home}],
        "several": [{"province": elsewhere}, {"province": home}],
        "abroad": [{"country": "ZZ"}, {"province": home}],
    }[told["lived"]]
    applicant: dict[str, Any] = {"relation": told["relation"]}
    if told["relation"] == Relation.AUTHORISED:
        applicant["authorisation"] = {"certified_by": "-"}  # the papers needed name it below
    return {
        "certificate_type": told["certificate_type"],
        "applicant": applicant,
        "subject": {"nationality": "VN" if told["nationality"] == "VN" else "ZZ"},
        "residences": [{"place": place, "kind": "permanent"} for place in places],
        "fee_category": told["fee_category"],
        "copies": told["copies"],
        "previously_certified": told["previously_certified"].strip() or None,
    }
