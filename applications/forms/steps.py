"""The steps of the form, in the order in which they are asked; the addresses carry their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.forms.asking import ApplicantForm, RequestForm
from applications.forms.base import Declaration
from applications.forms.history import HistoryFormSet
from applications.forms.person import FamilyForm, HomeForm, IdentityForm, PersonForm
from applications.forms.wishes import DeliveryForm, PurposeForm, RecordForm
from regulations.terms import Relation

Text = str | Promise


def _always(_declaration: Declaration) -> bool:
    return True


def _for_another(declaration: Declaration) -> bool:
    relation = (declaration.get("applicant") or {}).get("relation", Relation.SELF)
    return relation not in (Relation.SELF, Relation.AGENCY)


@dataclass(frozen=True)
class Step:
    """One page of the form; `owns` are the paths of the declaration that it asks for."""

    slug: str
    title: Text
    form: Any
    owns: tuple[str, ...]
    asked: Callable[[Declaration], bool] = _always
    fixed_once_paid: bool = False  # what the fee and the right to ask rest on

    def of(self, declaration: Declaration, *, data: Any = None, initial: Any = None) -> Any:
        """The form of this step, filled in or as it stands."""
        return self.form(data, declaration=declaration, initial=initial)


STEPS: tuple[Step, ...] = (
    Step(
        "loai-phieu",
        _("Phiếu nào, cho ai"),
        RequestForm,
        ("certificate_type", "applicant.relation", "channel"),
        fixed_once_paid=True,
    ),
    Step("nguoi-nop", _("Về bạn, người nộp hồ sơ"), ApplicantForm, ("applicant",), _for_another),
    Step(
        "nguoi-duoc-cap",
        _("Người được cấp phiếu"),
        PersonForm,
        tuple(
            f"subject.{name}"
            for name in (
                *("full_name", "other_names", "sex", "date_of_birth", "place_of_birth"),
                *("nationality", "ethnicity"),
            )
        ),
    ),
    Step("giay-to", _("Giấy tờ tùy thân"), IdentityForm, ("subject.documents",)),
    Step(
        "noi-o",
        _("Nơi ở và cách liên hệ"),
        HomeForm,
        (
            *("subject.permanent_address", "subject.temporary_address"),
            *("subject.phone", "subject.email"),
        ),
    ),
    Step(
        "gia-dinh",
        _("Cha, mẹ, vợ hoặc chồng"),
        FamilyForm,
        ("subject.father", "subject.mother", "subject.spouse"),
    ),
    Step(
        "cu-tru", _("Những nơi đã sống từ khi 14 tuổi"), HistoryFormSet, ("residences", "subject")
    ),
    Step("an-tich", _("Án tích"), RecordForm, ("declared_convictions", "confirm_bans")),
    Step(
        "muc-dich",
        _("Mục đích, số bản và phí"),
        PurposeForm,
        ("purpose", "copies", "fee_category"),
        fixed_once_paid=True,
    ),
    Step("nhan-phieu", _("Cách nhận phiếu"), DeliveryForm, ("delivery",)),
)
PAPERS = "giay-to-kem"  # the last page before the review; its own, because files come there
REVIEW = "xem-lai"


def steps_for(declaration: Declaration, *, supplementing: bool = False) -> list[Step]:
    """The steps that are asked of this dossier."""
    return [
        step
        for step in STEPS
        if step.asked(declaration) and not (supplementing and step.fixed_once_paid)
    ]


def step_named(slug: str, steps: Sequence[Step]) -> Step | None:
    return next((step for step in steps if step.slug == slug), None)


def slug_after(step: Step, steps: Sequence[Step]) -> str:
    """Where the form goes on; after the last step come the papers."""
    place = [one.slug for one in steps].index(step.slug)
    return steps[place + 1].slug if place + 1 < len(steps) else PAPERS


def slug_before(slug: str, steps: Sequence[Step]) -> str | None:
    slugs = [one.slug for one in steps] + [PAPERS, REVIEW]
    place = slugs.index(slug)
    return slugs[place - 1] if place else None


def step_of(path: str, steps: Sequence[Step]) -> Step | None:
    """The step at which a problem with this path can be mended: the most exact owner."""
    owners = [
        (len(owned), step)
        for step in steps
        for owned in step.owns
        if path == owned or path.startswith(f"{owned}.")
    ]
    return max(owners, key=lambda pair: pair[0], default=(0, None))[1]


def hints_of(form: Any) -> Mapping[str, Mapping[str, Text]]:
    return getattr(form, "hints", {})
