"""Đối chiếu nguồn: what each source says, judgment by judgment, and what the rule makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from portal.desk.case_page import ASIDE, WHY
from portal.desk.verification_forms import JudgmentForm
from portal.templatetags.ui import money, vn_date
from records.expungement.outcome import State
from records.terms import CodeOfLaw, Intent, MainPenalty, Severity
from verification import heard, replies
from verification.judgments import DATE_COLUMNS, MONEY_COLUMNS, TERM_COLUMNS
from verification.models import Reply, VerificationRequest
from verification.sources import REGISTER, SHOWN, Aligned, Source
from verification.stating import HAS_RECORD, NONE, Heard, Proposal, Weighed

Text = str | Promise
MISSING = "–"
LABELS: dict[str, Text] = {
    **{name: field.label or name for name, field in JudgmentForm.base_fields.items()},
    "stage": gettext_lazy("Cấp xét xử"),
    "chapter": gettext_lazy("Chương"),
    "offence_date": gettext_lazy("Ngày phạm tội"),
    "intent": gettext_lazy("Lỗi"),
    "severity": gettext_lazy("Mức độ nghiêm trọng"),
    "expunged_by": gettext_lazy("Căn cứ xóa án tích"),
    "ban_position": gettext_lazy("Chức vụ bị cấm"),
    "ban_until": gettext_lazy("Cấm đến hết ngày"),
    "source_document": gettext_lazy("Văn bản nguồn"),
}
TERMS: dict[str, dict[str, Any]] = {
    "main_penalty": dict(MainPenalty.choices),
    "code_of_law": dict(CodeOfLaw.choices),
    "intent": dict(Intent.choices),
    "severity": dict(Severity.choices),
}
# How a judgment stands, and what the reader should feel at it.
STANDING: dict[State, tuple[Text, str]] = {
    State.EXPUNGED: (gettext_lazy("Đã được xóa án tích"), "good"),
    State.NEVER_COUNTED: (gettext_lazy("Không bị coi là có án tích"), "good"),
    State.NOT_YET: (gettext_lazy("Chưa được xóa án tích"), "bad"),
    State.COURT_DECISION_NEEDED: (
        gettext_lazy("Chưa được xóa án tích: do Tòa án quyết định"),
        "bad",
    ),
    State.UNDECIDABLE: (gettext_lazy("Chưa đủ dữ liệu để biết đã xóa án tích hay chưa"), "wait"),
}
ANSWER_TONES = {"none": "good", "has_record": "bad", "unclear": "wait"}


@dataclass(frozen=True)
class Column:
    """One source: who, what it answered, and every other word of it."""

    source: Source
    kind: Text
    request: VerificationRequest | None = None
    reply: Reply | None = None
    aside: tuple[dict[str, Any], ...] = ()

    @property
    def papers(self) -> list[Any]:
        """Scans of the signed answer."""
        return list(self.reply.papers.all()) if self.reply else []

    @property
    def is_register(self) -> bool:
        return self.source.kind == REGISTER

    @property
    def tone(self) -> str:
        return ANSWER_TONES.get(self.source.answer, "") if self.source.final else "wait"


def context(application: Application, known: Heard, *, register: Source | None) -> dict[str, Any]:
    """The sources and their judgments; without `register` the reader may not look into it."""
    columns = _columns(application, known, register)
    return {
        "columns": columns,
        "groups": [_group(one, columns, place=at) for at, one in enumerate(known.judgments, 1)],
        "declared": application.declared_convictions.strip(),
    }


def proposed(proposal: Proposal, judgments: Sequence[Weighed]) -> dict[str, Any]:
    """The rule's proposal in one sentence, and why a clerk has to look."""
    tones = {NONE: "good", HAS_RECORD: "bad"}
    return {
        "sentence": _sentence(proposal, judgments),
        "tone": tones.get(proposal.finding, "wait"),
        "reasons": [WHY[reason] for reason in proposal.reasons],
    }


def _sentence(proposal: Proposal, judgments: Sequence[Weighed]) -> str:
    if not proposal.finding:
        return _("Chưa đề xuất được kết luận. Hãy xem từng nguồn rồi kết luận.")
    if proposal.finding == HAS_RECORD:
        standing = [_name(one.judgment) for one in judgments if one.stands]
        words = _("Theo các trả lời: có án tích, vì chưa được xóa án tích: %(judgments)s.")
        return words % {"judgments": "; ".join(standing)}
    if not judgments:
        return _("Theo các trả lời: không có án tích, vì không nguồn nào nêu bản án.")
    grounds = dict.fromkeys(one.decision.ground for one in judgments if one.decision)
    why = "; ".join(grounds)
    if all(row["expungement_ground"] == "never_counted" for row in proposal.judgments):
        return _("Theo các trả lời: không bị coi là có án tích, vì %(why)s.") % {"why": why}
    return _("Theo các trả lời: đã được xóa án tích, vì %(why)s.") % {"why": why}


def _name(judgment: Aligned) -> str:
    row = judgment.merged()
    words = _("bản án %(number)s ngày %(day)s")
    number = row.get("judgment_no") or _("không rõ số")
    return words % {"number": number, "day": vn_date(row.get("judgment_date")) or MISSING}


def _columns(application: Application, known: Heard, register: Source | None) -> list[Column]:
    """The own register first, then everybody who was asked, in the order in which they were."""
    sources = {source.key: source for source in known.sources}
    answers = heard.replies_of(application)
    unweighed = set(replies.doubts(application).values_list("pk", flat=True))
    rows = Reply.objects.filter(request__application=application).select_related("entered_by")
    others: dict[int | None, list[Reply]] = {}
    for row in rows.order_by("pk"):
        others.setdefault(row.request_id, []).append(row)
    columns = [Column(register, _("Sở Tư pháp"))] if register else []
    asked_ones = application.verification_requests.select_related("agency", "letter__envelope")
    for asked in asked_ones.prefetch_related("paper_replies").order_by("pk"):
        reply = answers.get(asked.pk)
        aside = [one for one in others.get(asked.pk, []) if one != reply]
        if not (asked.is_open or reply or aside):
            continue  # withdrawn, and nothing was heard
        source = sources.get(heard.key_of(asked)) or Source(
            key=heard.key_of(asked), kind=asked.agency.agency_kind, name=asked.agency.name
        )
        marked = tuple(_aside(one, is_open=one.pk in unweighed) for one in aside)
        columns.append(Column(source, asked.agency.get_agency_kind_display(), asked, reply, marked))
    return columns


def _aside(reply: Reply, *, is_open: bool) -> dict[str, Any]:
    return {"reply": reply, "why": ASIDE.get(reply.disposition, ""), "open": is_open}


def _group(one: Weighed, columns: Sequence[Column], *, place: int) -> dict[str, Any]:
    """One judgment: its name, how it stands, and a line for everything that any source says."""
    judgment = one.judgment
    said = [column for column in SHOWN if judgment.said(column)]
    words, tone = STANDING[one.decision.state] if one.decision else ("", "")
    return {
        "place": place,
        "key": judgment.key,
        "name": _name(judgment),
        "court": judgment.merged().get("court", ""),
        "standing": words,
        "tone": tone,
        "decision": one.decision,
        "near": judgment.near,
        "conflicts": [LABELS[column] for column in judgment.conflicts],
        "lines": [
            _line(judgment, name, columns, first=at == 0, of=len(said))
            for at, name in enumerate(said)
        ],
        "heads": [
            {"column": column, "silent": column.source.key not in judgment.rows}
            for column in columns
        ],
        "takers": [column for column in columns if column.source.key in judgment.rows],
    }


def _line(
    judgment: Aligned, name: str, columns: Sequence[Column], *, first: bool, of: int
) -> dict[str, Any]:
    """What each source says of one column; one that does not name the judgment at all says so
    once, beside all its lines."""
    said = judgment.said(name)
    cells: list[dict[str, Any]] = []
    for column in columns:
        key = column.source.key
        if key in judgment.rows:
            value = shown(name, said[key]) if key in said else MISSING
            cells.append({"column": column, "value": value, "silent": False})
        elif first:
            cells.append({"column": column, "value": MISSING, "silent": True, "rows": of})
    differs = judgment.differs(name)
    contradicts = name in judgment.conflicts
    return {"label": LABELS[name], "cells": cells, "differs": differs, "contradicts": contradicts}


def shown(column: str, value: Any) -> Text:
    """A value as a clerk reads it; what could not be read stands as it came."""
    if column in DATE_COLUMNS or column == "offence_date":
        return "; ".join(vn_date(part.strip()) for part in str(value).split(";"))
    if column in MONEY_COLUMNS and isinstance(value, int):
        return money(value)
    if column in TERM_COLUMNS and isinstance(value, int):
        return _("%(number)d tháng") % {"number": value}
    terms: Mapping[str, Any] = TERMS.get(column, {})
    parts = [part.strip() for part in str(value).split(";")]
    return "; ".join(str(terms.get(part, part)) for part in dict.fromkeys(parts))
