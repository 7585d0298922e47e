"""The case on one page: what each package knows of it, put together for its reader."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from applications.models import Application, Event, State
from certificates import printing
from certificates.addresses import check_url
from certificates.models import Certificate
from certificates.revocation import replaced_by, replaces
from portal.desk import declared, lookup_page, time_bar
from portal.desk.days import due_of
from portal.desk.steps import offers
from portal.labels import label_of
from postal import summary as postal_summary
from records.lookup import LOOKUP_ROLES
from regulations.filing import refusal_grounds
from regulations.regimes import regime_by_code
from verification import comparing, person, register, replies
from verification.conclusion import latest, why_a_clerk
from verification.explanation import explain
from verification.models import Classification, Reply, VerificationRequest
from verification.stating import Why

# Why the machine may not conclude (verification.stating.Why), in words.
WHY: dict[str, str | Promise] = {
    Why.DECLARED: gettext_lazy("Người yêu cầu có khai về án tích."),
    Why.ANSWERS_MISSING: gettext_lazy("Còn cơ quan chưa trả lời."),
    Why.INTERIM_ONLY: gettext_lazy("Có cơ quan mới trả lời bước đầu, chưa trả lời chính thức."),
    Why.NOT_ALL_CLEAN: gettext_lazy("Có cơ quan trả lời có án tích hoặc chưa đủ căn cứ."),
    Why.SOURCES_DISAGREE: gettext_lazy(
        "Các nguồn trả lời khác nhau, cần chọn theo nguồn nào và ghi lý do."
    ),
    Why.REPLY_SET_ASIDE: gettext_lazy("Có trả lời bị để riêng, cần cán bộ xem."),
    Why.OWN_REGISTER: gettext_lazy(
        "Cơ sở dữ liệu của Sở có người có thể là người yêu cầu, cần đối chiếu."
    ),
    Why.OWN_RECORD: gettext_lazy("Người yêu cầu có lý lịch tư pháp trong cơ sở dữ liệu của Sở."),
    Why.HIT_NOT_ENTERED: gettext_lazy(
        "Bản án trong trả lời chưa ghi được vào cơ sở dữ liệu, vì chưa đối chiếu xong."
    ),
    Why.EXPUNGEMENT_UNDECIDED: gettext_lazy(
        "Có bản án chưa đủ dữ liệu để biết đã được xóa án tích hay chưa."
    ),
}
# Why an answer was set aside, and what the clerk looks at.
ASIDE: dict[str, str | Promise] = {
    Reply.Disposition.CONFLICTING: gettext_lazy(
        "Khác với trả lời đã ghi nhận trước đó. Hãy đối chiếu hai trả lời rồi kết luận."
    ),
    Reply.Disposition.WRONG_SUBJECT: gettext_lazy(
        "Trả lời về thông tin nhân thân khác với hồ sơ. Hãy liên hệ cơ quan trả lời."
    ),
    Reply.Disposition.LATE: gettext_lazy("Đến sau khi đã kết luận hoặc thôi hỏi."),
    Reply.Disposition.INTERIM: gettext_lazy("Cơ quan còn tra cứu, trả lời chính thức gửi sau."),
    Reply.Disposition.PARTIAL: gettext_lazy("Cơ quan còn tra cứu, phần còn lại gửi sau."),
    Reply.Disposition.DUPLICATE: gettext_lazy("Trùng với trả lời trước, không làm thay đổi gì."),
}
# While the office works on the case, whoever may look sees what the register holds.
LOOKED_UP = (State.ACCEPTED, State.VERIFYING, State.CONCLUDING, State.DRAFTED, State.APPROVED)
STANDING: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("Người yêu cầu đang khai, chưa nộp."),
    State.AWAITING_PAYMENT: gettext_lazy("Chờ người yêu cầu nộp phí."),
    State.SUBMITTED: gettext_lazy("Chờ cán bộ tiếp nhận."),
    State.ACCEPTED: gettext_lazy("Hệ thống đang phân loại hồ sơ."),
    State.SUPPLEMENT_REQUESTED: gettext_lazy("Chờ người yêu cầu bổ sung."),
    State.VERIFYING: gettext_lazy("Chờ cơ quan phối hợp trả lời."),
    State.CONCLUDING: gettext_lazy("Chờ cán bộ xác minh kết luận."),
    State.DRAFTED: gettext_lazy("Phiếu đã lập, chờ duyệt."),
    State.APPROVED: gettext_lazy("Phiếu đã duyệt, chờ ký."),
    State.SIGNED: gettext_lazy("Đang cấp số và phát hành phiếu."),
    State.READY: gettext_lazy("Đã có phiếu, chờ trao cho người nhận."),
    State.IN_POST: gettext_lazy("Bưu điện đang chuyển phiếu."),
    State.DELIVERED: gettext_lazy("Đã trả kết quả. Hồ sơ hoàn thành."),
    State.RETURNED_MAIL: gettext_lazy("Bưu phẩm chưa đến tay người nhận."),
    State.REFUSED: gettext_lazy("Hồ sơ đã bị từ chối."),
    State.WITHDRAWN: gettext_lazy("Hồ sơ đã được rút."),
}


def context(application: Application, reader: User) -> dict[str, Any]:
    """Everything the page shows."""
    offered = offers(application, reader)
    events = list(application.events.select_related("by").order_by("-number"))
    return {
        "application": application,
        "due": due_of(application),
        "summary": _summary(application, events),
        "offers": offered,
        "has_grave": any(offer.weight == "grave" for offer in offered),
        "sections": declared.sections(application),
        "stays": person.residences(application),
        "bar": declared.history_bar(application),
        "history_faults": declared.history_faults(application),
        "papers": [
            {"paper": one, "name": declared.paper_name(one.kind)}
            for one in application.attachments.order_by("pk")
        ],
        "payments": application.payments.select_related("recorded_by").order_by("pk"),
        "timeline": [_entry(event) for event in events],
        "ledger": time_bar.context(application),
        **_verification(application, reader),
        **_result(application, reader),
        "slip": postal_summary.slip_of(application),
        "parcel": postal_summary.of(application),
    }


def _summary(application: Application, events: list[Event]) -> object:
    """Where it stands, in one line."""
    if application.state == State.SUBMITTED and application.filed_on is None:
        return _("Chờ bưu điện bàn giao hồ sơ cho Sở.")
    last = events[0].step if events else ""
    if application.state == State.CONCLUDING and last == "conclude":
        return _("Đã kết luận, chờ lập phiếu.")
    if application.state == State.CONCLUDING and last == "send_back":
        return _("Phiếu bị trả lại. Hãy kết luận lại hoặc lập lại phiếu.")
    return STANDING[application.state]


def _verification(application: Application, reader: User) -> dict[str, Any]:
    classification = Classification.objects.filter(application=application).last()
    answered = Reply.objects.filter(request__application=application)
    asked = application.verification_requests.select_related("agency", "letter__envelope")
    asked = asked.prefetch_related("paper_replies").order_by("pk")
    waits_for_clerk = application.state in {State.VERIFYING, State.CONCLUDING}
    unweighed = set(replies.doubts(application).values_list("pk", flat=True))
    return {
        "classification": classification,
        "explanation": explain(classification) if classification else None,
        "asked": [_asked(one, list(answered), unweighed) for one in asked],
        "why": [WHY[code] for code in why_a_clerk(application)] if waits_for_clerk else [],
        **_register(application, reader),
        "conclusion": latest(application),
    }


def _asked(
    request: VerificationRequest, answered: list[Reply], unweighed: set[int]
) -> dict[str, Any]:
    own = [reply for reply in answered if reply.request_id == request.pk]
    return {
        "request": request,
        "applied": [one for one in own if one.disposition == Reply.Disposition.APPLIED],
        "aside": [
            {"reply": one, "why": ASIDE.get(one.disposition, ""), "open": one.pk in unweighed}
            for one in own
            if one.disposition != Reply.Disposition.APPLIED
        ],
    }


def _register(application: Application, reader: User) -> dict[str, Any]:
    """Who in the register may be this one, and what was decided; the look is written down."""
    if not reader.has_role(*LOOKUP_ROLES):
        return {}
    if not reader.has_role(Role.AUDITOR) and reader.office_id != application.office_id:
        return {}
    told = lookup_page.told(application)
    if application.state not in LOOKED_UP:
        return {"told": told}
    found = register.look_up(application, by=reader, purpose=_("Xem hồ sơ đang giải quyết"))
    return {
        "hits": [lookup_page.line(one, application) for one in found],
        "hits_waiting": sum(one.waits for one in found),
        "may_compare": comparing.may_compare(application, reader),
        "told": lookup_page.told(application) if found else told,
    }


def _result(application: Application, reader: User) -> dict[str, Any]:
    issued = Certificate.objects.issued().filter(application=application).order_by("-pk")
    drafted = Certificate.objects.open_of(application)
    in_sight = application.state in {State.DRAFTED, State.APPROVED, State.SIGNED}
    return {
        "drafted": drafted if in_sight else None,
        "issued": [
            {
                "certificate": one,
                "check_url": check_url(one),
                "revocation": getattr(one, "revocation", None),
                "replaces": replaces(one),
                "replaced_by": replaced_by(one),
                "printings": printing.printings_of([one]),
                "may_reprint": printing.may_reprint(one, reader),
            }
            for one in issued.select_related("revocation", "signed_by", "approved_by", "drafted_by")
        ],
    }


def _entry(event: Event) -> dict[str, Any]:
    return {
        "what": label_of(event.step),
        "at": event.at,
        "by": _actor(event.by),
        "note": _note(event),
    }


def _actor(who: User) -> str:
    """An applicant's account has no name of its own."""
    return _("Người yêu cầu") if who.has_role(Role.APPLICANT) else who.display_name


def _note(event: Event) -> str:
    if event.step == "return_for_supplement":
        return "\n".join(f"– {item}" for item in event.data.get("items", []))
    if event.step == "refuse":
        grounds = refusal_grounds(regime_by_code(event.application.regime))
        named = (str(one) for one in grounds if one.key == event.data.get("ground"))
        return "\n".join(filter(None, [next(named, ""), event.note]))
    return event.note
