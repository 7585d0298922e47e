"""The components of the pages: fields, errors, states, money and dates as the portal shows them.

Every component is a template under `templates/components/`; `docs/design.md` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.forms import BaseForm, BoundField, widgets
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from applications.models import State
from common.refusals import FieldProblem

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"

# What a reader should feel at a state: good (done), wait (somebody must act), info (in work), bad.
TONES: dict[str, str] = {
    State.AWAITING_PAYMENT: "wait",
    State.SUBMITTED: "info",
    State.ACCEPTED: "info",
    State.SUPPLEMENT_REQUESTED: "wait",
    State.VERIFYING: "info",
    State.CONCLUDING: "info",
    State.DRAFTED: "info",
    State.APPROVED: "info",
    State.SIGNED: "good",
    State.READY: "good",
    State.IN_POST: "good",
    State.DELIVERED: "good",
    State.RETURNED_MAIL: "wait",
    State.REFUSED: "bad",
}

# What the applicant reads instead of the office's word (contracts section 2: concluding is shown
# as verifying). The office's inner steps say nothing to a citizen, or too much.
PLAIN_LABELS: dict[str, str | Promise] = {
    State.DRAFT: _("Đang khai"),
    State.SUBMITTED: _("Đã nộp"),
    State.CONCLUDING: _("Đang xác minh"),
    State.DRAFTED: _("Đang lập phiếu"),
    State.APPROVED: _("Đang lập phiếu"),
    State.SIGNED: _("Đã có kết quả"),
    State.IN_POST: _("Đang gửi đến bạn"),
    State.DELIVERED: _("Đã nhận kết quả"),
    State.RETURNED_MAIL: _("Bưu phẩm bị trả lại"),
}
# Said of a dossier to its applicant, these two stand in the same words and colour.
_PLAIN_TONES = {State.CONCLUDING: TONES[State.VERIFYING]}

# Kinds of control, by the widget's class; the most special first.
_KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.RadioSelect, "radios"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.FileInput, "file"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
)


def plain_label(state: str) -> str | Promise:
    """The state in the applicant's words."""
    return PLAIN_LABELS.get(state) or State(state).label


@register.filter
def money(amount: int | None) -> str:
    """Whole đồng as they are written here: 200.000 đ."""
    if amount is None:
        return ""
    return f"{amount:,}".replace(",", ".") + f"{NO_BREAK}đ"


@register.filter
def vn_number(value: int | None) -> str:
    """A whole number with points between the thousands: 2.494."""
    return "" if value is None else f"{value:,}".replace(",", ".")


@register.filter
def vn_date(value: date | datetime | str | None) -> str:
    """A day as 17/05/1990; a birth date known in part stays in part: 05/1990, 1990."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "/".join(reversed(value.split("-")))


@register.filter
def vn_time(value: datetime | None) -> str:
    """A moment on the clock of Việt Nam: 14:05, 17/05/2024."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}, {local:%d/%m/%Y}"


@register.filter
def steps_upto(total: int) -> range:
    """The numbers of a form's steps, from 1."""
    return range(1, int(total) + 1)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """The value at a place, for a table's column heads."""
    return values[place]


@register.simple_tag
def department() -> Office | None:
    """The office that runs this portal; an error page must not fail for want of its name."""
    try:
        return Office.objects.filter(code=settings.DEPARTMENT).first()
    except DatabaseError:
        return None


@register.inclusion_tag("components/icon.html")
def icon(name: str, size: str = "") -> dict[str, str]:
    """A sign from `static/img/icons.svg`, which always stands beside words."""
    return {"name": name, "size": size}


@register.inclusion_tag("components/status_tag.html")
def status_tag(state: str, reader: str = "") -> dict[str, Any]:
    """The one place that says a state's label and colour; `reader="applicant"` for the citizen."""
    if reader == "applicant":
        tone = _PLAIN_TONES.get(State(state), TONES.get(state, ""))
        return {"label": plain_label(state), "tone": tone}
    return {"label": State(state).label, "tone": TONES.get(state, "")}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """One question of a form with its label, hint, error and control.

    Options: label, hint, width (2, 4, 10, 20, upper, code), affix (a unit after the field),
    optional (by default said of fields that are not required), question (the label is the page's
    title), row (short choices side by side), hints (hints of choices, by value).
    """
    kind = next(
        (kind for widget, kind in _KINDS if isinstance(bound.field.widget, widget)), "input"
    )
    hint = options.get("hint", bound.help_text)
    described = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described) or None}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if kind in {"radios", "checkboxes"} else bound.as_widget(attrs=attributes),
        "choices": _choices(bound, options.get("hints") or {}) if kind.endswith("s") else [],
        "described": attributes["aria-describedby"],
        "label": options.get("label", bound.label),
        "hint": hint,
        "optional": options.get("optional", not bound.field.required and kind != "checkbox"),
        **{name: options.get(name) for name in ("width", "affix", "question", "row")},
    }


def _choices(bound: BoundField, hints: Mapping[str, str | Promise]) -> list[dict[str, Any]]:
    """The choices of radio buttons and check boxes, without an empty first one."""
    return [
        {
            "control": choice,
            "id": choice.id_for_label,
            "label": choice.choice_label,
            "hint": hints.get(str(choice.data["value"]), ""),
        }
        for choice in bound.subwidgets
        if str(choice.data["value"])
    ]


@register.inclusion_tag("components/date_parts.html")
def date_parts(
    day: BoundField, month: BoundField, year: BoundField, **options: Any
) -> dict[str, Any]:
    """A date as three fields (day, month, year); options: label, hint, question, optional.

    The messages of the three are shown together above them, and each wrong part is marked.
    """
    parts = [(day, _("Ngày")), (month, _("Tháng")), (year, _("Năm"))]
    group = f"{year.auto_id}_group"
    messages = list(dict.fromkeys(str(error) for bound, _name in parts for error in bound.errors))
    described = [f"{group}_hint"] if options.get("hint") else []
    described += [f"{group}_error"] if messages else []
    return {
        "group": group,
        "errors": messages,
        "described": " ".join(described),
        "parts": [
            {
                "bound": bound,
                "label": name,
                "control": bound.as_widget(attrs=_part_attributes(bound)),
                "year": bound is year,
            }
            for bound, name in parts
        ],
        **{name: options.get(name) for name in ("label", "hint", "question", "optional")},
    }


def _part_attributes(bound: BoundField) -> dict[str, Any]:
    """Numbers are typed on the phone's number keys, without the arrows of a number field."""
    return {
        "inputmode": "numeric",
        "autocomplete": "off",
        **({"aria-invalid": "true"} if bound.errors else {}),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    *forms: BaseForm | BaseFormSet[Any] | str | None, problems: Iterable[FieldProblem] = ()
) -> dict[str, Any]:
    """All that is wrong, first on the page, each with a link to its field.

    Takes forms, formsets and the problems of a refused step (`Invalid.problems`).
    """
    errors = [
        {"message": problem.message, "target": "id_" + problem.field.replace(".", "-")}
        for problem in problems
    ]
    for form in forms:
        errors += _errors_of(form)
    return {"errors": errors, "kept": not any(map(_lost_a_file, forms))}


def _lost_a_file(form: BaseForm | BaseFormSet[Any] | str | None) -> bool:
    """A browser does not give a chosen file a second time."""
    return isinstance(form, BaseForm) and form.is_multipart() and bool(form.errors)


def _errors_of(form: BaseForm | BaseFormSet[Any] | str | None) -> list[dict[str, Any]]:
    if form is None or isinstance(form, str) or not form.is_bound:  # "": the page has no such form
        return []
    if isinstance(form, BaseFormSet):
        inner = [error for member in form for error in _errors_of(member)]
        return [{"message": text, "target": ""} for text in form.non_form_errors()] + inner
    found = [{"message": text, "target": ""} for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        found += [{"message": text, "target": _first_id(bound)} for text in bound.errors]
    return found


def _first_id(bound: BoundField) -> str:
    """Where a link to the field leads: a group of choices has no field of its own."""
    grouped = isinstance(bound.field.widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if grouped else bound.auto_id
