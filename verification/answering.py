"""One answer as a person gives it: the form, the look before it is sent, and what came of it.

The agency's desk and the one-time link share it. Nothing is sent before the officer has seen it
once more, because an answer cannot be taken back: what is sent later is a second answer, which a
clerk weighs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import display_day, today
from common.refusals import Invalid
from records.terms import CodeOfLaw, MainPenalty
from verification import reply_papers, requests
from verification.forms import (
    AnswerForm,
    InterimForm,
    JudgmentFormSet,
    with_one_more,
    without,
)
from verification.models import Reply, ReplyPaper, VerificationRequest
from verification.replies import ARCHIVE, Answer

ADD, REMOVE, CHECK, EDIT, SEND, INTERIM = "add", "remove-", "check", "edit", "send", "interim"
UNSENT = frozenset({"csrfmiddlewaretoken", "do", "scan"})
SHOWN = ("answer", "reference", "signed_by", "answered_on", "note")


class Answering:
    """From the empty form to the answer; `by` is the officer, none where a link stands for one."""

    def __init__(
        self,
        asked: VerificationRequest,
        *,
        data: Any = None,
        files: Any = None,
        by: User | None = None,
        source: str = "desk",
    ) -> None:
        self.asked, self.by, self.source = asked, by, source
        self.do = str(data.get("do", "")) if data else ""
        self.data = self._edited(data) if data and self.do != INTERIM else None
        self.form = AnswerForm(
            self.data, files if self.data else None, initial={"seen": self.given.count()}
        )
        self.judgments = JudgmentFormSet(self.data, prefix="judgments")
        self.interim = InterimForm(data if self.do == INTERIM else None)
        self.paper: ReplyPaper | None = None
        if self.data:
            self.paper = reply_papers.waiting(asked, self.data.get("paper"))

    @property
    def given(self) -> Any:
        """The final answers of this agency so far, whatever came of them."""
        whole = self.asked.replies.exclude(disposition__in=Reply.UNDER_WAY)
        return whole.order_by("pk").select_related("entered_by")

    @property
    def unchecked(self) -> bool:
        """The officer is still writing: nothing is called wrong yet."""
        return self.do in {ADD, EDIT} or self.do.startswith(REMOVE)

    def fits(self) -> bool:
        """Whether it can be sent as it stands; the scan is kept as soon as it is seen."""
        right = self._right()
        self._take_scan()
        return right and not self.form.errors

    def answer(self) -> Answer:
        """The same values as a server's. One message id for one sight of the question: a double
        click, or a second officer who saw the same, adds nothing."""
        values = {name: self.form.cleaned_data[name] for name in SHOWN}
        rows = [row.cleaned_data for row in self.judgments if row.has_changed()]
        return Answer(
            message_id=self.message_id,
            request=self.asked.reference,
            subject_digest=self.asked.subject_digest,
            answer=values["answer"],
            answered_on=date.fromisoformat(values["answered_on"]),
            reference=values["reference"],
            signed_by=values["signed_by"],
            judgments=tuple(rows),
            note=values["note"],
            body={**values, "judgments": rows},
        )

    def interim_answer(self) -> Answer:
        """A word that the answer takes longer, once a day; for the ministry's archive, longer by
        law."""
        reason = InterimForm.Reason(self.interim.cleaned_data["reason"])
        extends = ARCHIVE if reason is InterimForm.Reason.MINISTRY else ""
        said = [str(reason.label), self.interim.cleaned_data["interim_note"]]
        note = ". ".join(filter(None, said))
        return Answer(
            message_id=f"{self._name}-{reason.value}-{today():%y%m%d}",
            request=self.asked.reference,
            subject_digest=self.asked.subject_digest,
            answer=Reply.Answer.UNCLEAR,
            answered_on=today(),
            note=note,
            final=False,
            extends=extends,
            body={"final": False, "note": note, "extends": extends},
        )

    @property
    def message_id(self) -> str:
        return f"{self._name}-{self.seen}" if self.seen else self._name

    @property
    def seen(self) -> int:
        """How many final answers stood there when the officer began."""
        typed = str((self.data or {}).get("seen", "")) or "0"
        return int(typed) if typed.isdecimal() else 0

    def overtaken(self) -> Reply | None:
        """The answer that came in while this one was written, unless it is this very one."""
        newest = self.given.last()
        if newest is None or self.given.count() <= self.seen:
            return None
        return None if self.is_mine(newest) else newest

    def sent(self, reply: Reply) -> None:
        reply_papers.go_with(reply, self.paper)

    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed, for the page that asks once more."""
        data = self.data or {}
        kept = [(name, str(data.get(name, ""))) for name in data if name not in UNSENT | {"paper"}]
        return [*kept, ("paper", str(self.paper.pk) if self.paper else "")]

    def said(self) -> list[dict[str, str]]:
        """The answer in words, for the same page."""
        values = {**self.form.cleaned_data}
        values["answer"] = Reply.Answer(values["answer"]).label
        values["answered_on"] = _day(values["answered_on"])
        rows = [(self.form[name].label, str(values[name])) for name in SHOWN]
        if self.paper:
            pages = _("%(pages)d trang, %(size)d KB") % {
                "pages": self.paper.pages,
                "size": max(1, self.paper.size // 1024),
            }
            rows.append((self.form["scan"].label, pages))
        return [{"key": str(key), "value": value} for key, value in rows if value]

    def said_judgments(self) -> list[list[dict[str, str]]]:
        return [_judgment(row) for row in self.judgments if row.has_changed()]

    @property
    def _name(self) -> str:
        return f"{self.source}-{self.asked.pk}"

    def is_mine(self, reply: Reply) -> bool:
        """The same message of the same officer with the same content."""
        if reply.message_id != self.message_id or reply.entered_by_id != getattr(
            self.by, "pk", None
        ):
            return False
        return self.data is None or reply.answer == self.data.get("answer")

    def _edited(self, data: Any) -> Any:
        if self.do == ADD:
            return with_one_more(data)
        place = self.do.removeprefix(REMOVE)
        if self.do.startswith(REMOVE) and place.isdecimal():
            return without(data, int(place))
        return data

    def _right(self) -> bool:
        """Judgments go with a record, and with nothing else is one thrown away unseen."""
        if not self.form.is_valid():
            return False
        given = self.form.cleaned_data["answer"]
        typed = any(row.has_changed() for row in self.judgments)
        if given == Reply.Answer.NONE and typed:
            self.form.add_error("answer", _("Trả lời không có án tích thì không kèm bản án."))
        if given == Reply.Answer.HAS_RECORD and not typed:
            self.form.add_error("answer", _("Hãy nhập ít nhất một bản án."))
        return not self.form.errors and self.judgments.is_valid()

    def _take_scan(self) -> None:
        scan = self.form.files.get("scan") if self.form.files else None
        if scan is None:
            return
        try:
            self.paper = reply_papers.hand_in(self.asked, scan.read(), by=self.by)
        except Invalid as refused:
            self.form.add_error("scan", str(refused.problems[0].message))


def mark_opened(asked: VerificationRequest) -> None:
    """Whoever opens the question has received it."""
    requests.received(VerificationRequest.objects.filter(pk=asked.pk))


def _judgment(row: Any) -> list[dict[str, str]]:
    values: Mapping[str, Any] = row.cleaned_data
    words = {
        "code_of_law": dict(CodeOfLaw.choices),
        "main_penalty": dict(MainPenalty.choices),
    }
    said = []
    for name, value in values.items():
        if value in ("", None):
            continue
        text = str(words.get(name, {}).get(value, value))
        is_day = name.endswith(("_on", "_date"))
        said.append({"key": str(row[name].label), "value": _day(text) if is_day else text})
    return said


def _day(iso: str) -> str:
    return display_day(date.fromisoformat(iso)) if iso else ""
