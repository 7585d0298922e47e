"""What the pages of the form show beside the form itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applications import history
from applications.forms import saving
from applications.forms.fields import TypedMonthField, displayed
from applications.forms.history import HistoryFormSet, StayForm, month_text
from applications.forms.steps import PAPERS, REVIEW, Step, hints_of
from applications.views.visitors import Visit
from applications.views.ways import step_url
from common.dates import PartialDate, today
from common.identity import Doubt, cccd_doubts

Text = str | Promise
LONGEST_BAR = 1200  # months


@dataclass(frozen=True)
class Row:
    """One answer on the review page, with the way to change it."""

    key: Text
    value: Text
    url: str = ""


@dataclass(frozen=True)
class Section:
    title: Text
    url: str
    rows: Sequence[Row]
    unfinished: bool = False


def frame(here: Visit, *, slug: str, steps: Sequence[Step]) -> dict[str, Any]:
    """Where in the form this page stands, and who fills it in."""
    slugs = [one.slug for one in steps] + [PAPERS, REVIEW]
    relation = here.application.applicant.get("relation", "self")
    return {
        "application": here.application,
        "step": slugs.index(slug) + 1,
        "total": len(slugs),
        "helping": here.helping,
        "helping_at": here.by.office if here.helping else None,
        "for_self": relation == "self",
        "supplementing": saving.supplementing(here.application),
    }


def step_context(here: Visit, asked: Step, form: Any, *, steps: Sequence[Step]) -> dict[str, Any]:
    context = {
        **frame(here, slug=asked.slug, steps=steps),
        "title": asked.title,
        "form": form,
        "hints": hints_of(form),
    }
    if isinstance(form, HistoryFormSet):
        context |= history_context(form)
    return context


def history_context(form: Any) -> dict[str, Any]:
    """The bar of covered months, and the rule's words for the script."""
    born = form.born
    first = history.first_month_asked(born) if born else 0
    now = history.month_number(today().isoformat())
    asked = bool(born) and first <= now
    return {
        "first_month": month_text(first) if asked else "",
        "too_young": bool(born) and not asked,
        "bar": bar(_stays_of(form), first=first, now=now) if asked else None,
        "rules_json": json.dumps(
            {
                **{name: str(text) for name, text in history.RULES.items()},
                "first": first,
                "now": now,
            }
        ),
    }


def bar(stays: Sequence[history.Stay], *, first: int, now: int) -> dict[str, Any]:
    """The months asked for as a line, the covered parts on it, in months from its beginning."""
    total = min(now - first + 1, LONGEST_BAR)
    parts = []
    for stay in stays:
        begin = max(history.month_number(stay.started), first)
        end = min(history.month_number(stay.ended) if stay.ended else now, now)
        if begin <= end:
            parts.append({"x": begin - first, "width": end - begin + 1})
    covered = {month for part in parts for month in range(part["x"], part["x"] + part["width"])}
    return {
        "total": total,
        "parts": parts,
        "missing": total - len(covered),
        "from": month_text(first),
        "to": _("nay"),
    }


def section(here: Visit, asked: Step, declaration: Mapping[str, Any]) -> Section:
    """What was answered at a step, in the words of the form itself."""
    url = f"{step_url(here.application, asked.slug)}?ve={REVIEW}"
    undone = asked in saving.undone(here.application)
    initial = asked.form.initial_from(declaration)
    form = asked.of(declaration, initial=initial)
    if isinstance(form, HistoryFormSet):
        rows = [_stay_row(one, url, place) for place, one in enumerate(initial["rows"])]
    else:
        rows = [
            Row(bound.label, shown(bound.field, initial.get(bound.name)), f"{url}#{bound.auto_id}")
            for bound in form
            if _matters(bound, initial)
        ]
        rows = [row for row in rows if row.value]  # what was left empty by choice is left out
    return Section(asked.title, url, [] if undone else rows, unfinished=undone)


def shown(field: forms.Field, value: Any) -> Text:
    """An answer as a person reads it."""
    if isinstance(field, forms.BooleanField):
        return _("Có") if value else ""
    choices = getattr(field, "choices", None)
    if choices is not None:
        named = {str(key): label for key, label in choices if str(key)}
        return named.get(str(value), "")
    return str(displayed(value)) if value else ""


def doubts(declaration: Mapping[str, Any]) -> list[Text]:
    """What does not agree on the identity paper: said kindly, and it stops nobody."""
    subject = declaration.get("subject") or {}
    number = next(
        (one["number"] for one in subject.get("documents") or [] if one["kind"] == "cccd"), ""
    )
    born = subject.get("date_of_birth")
    if not number or not born:
        return []
    words = {
        Doubt.SEX: _("Số căn cước cho biết giới tính khác với giới tính bạn đã chọn."),
        Doubt.BIRTH_YEAR: _("Số căn cước cho biết năm sinh khác với ngày sinh bạn đã khai."),
    }
    found = cccd_doubts(number, date_of_birth=PartialDate.parse(born), sex=subject.get("sex", ""))
    return [words[doubt] for doubt in found if doubt in words]


def _matters(bound: forms.BoundField, initial: Mapping[str, Any]) -> bool:
    """A question that depends on another is left out where it was not asked."""
    name, _equals, wanted = bound.field.widget.attrs.get("data-when", "").partition("=")
    return not name or str(initial.get(name)) == wanted


def _stay_row(row: Mapping[str, Any], url: str, place: int) -> Row:
    if not row.get("from") or not row.get("kind"):
        return Row(_("Nơi đã sống"), "", url)
    ends = displayed(row["to"]) if row.get("to") else _("nay")
    fields = StayForm.base_fields
    where = row.get("country") or row.get("province")
    named = shown(fields["country" if row.get("country") else "province"], where)
    told = [
        ", ".join(str(part) for part in (row.get("line"), named) if part),
        shown(fields["kind"], row["kind"]),
        row.get("occupation"),
        row.get("workplace"),
        _("trong quân đội") if row.get("military") else "",
    ]
    key = f"{displayed(row['from'])} – {ends}"
    return Row(key, "\n".join(str(one) for one in told if one), f"{url}#noi-{place + 1}")


def _stays_of(form: Any) -> list[history.Stay]:
    """The rows whose months can be read, whether they are being typed or stand as declared."""
    month = TypedMonthField(required=False)
    stays = []
    for row in form.forms:
        try:
            started, ended = (month.clean(row[name].value() or "") for name in ("from", "to"))
        except forms.ValidationError:
            continue
        now = bool(row["until_now"].value())
        if started and (ended or now):
            stays.append(history.Stay(started, "" if now else ended, ""))
    return stays
