"""Who may ask for which certificate, with which papers, and on which grounds it is refused."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.refusals import FieldProblem
from regulations.regimes import centre_is_competent
from regulations.shapes import Document, RefusalGround, Regime, Who
from regulations.terms import Allowed, FilingFact, Relation

TYPE_2 = 2
ADULT = 18  # Civil Code 2015 art 20-21: years at which a person is no longer a minor

KIN = frozenset(
    {
        Relation.FATHER,
        Relation.MOTHER,
        Relation.SPOUSE,
        Relation.CHILD,
        Relation.PARENT_OF_MINOR,
        Relation.GUARDIAN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the rules of filing look at; ages in full years on the day of filing."""

    certificate_type: int
    relation: Relation
    channel: str = "online"
    subject_age: int | None = None
    authorisation_shown: bool = False
    residence_unknown: bool = False
    foreigner_left: bool = False
    fee_category: str = "standard"
    urgent: bool = False


def refusal_grounds(regime: Regime) -> tuple[RefusalGround, ...]:
    """The closed list (art 49); a refusal names one of them and gives its reason in writing."""
    return regime.filing.refusal_ground


def who_may_ask(regime: Regime, request: Request) -> list[FieldProblem]:
    """What stands against the request (art 7, 41, 44-46); an empty list: it may be filed."""
    return [
        *_competence(request),
        *_age(regime, request),
        *_authority(regime, request),
        *_urgency(request),
    ]


def _row(regime: Regime, request: Request) -> Who | None:
    return next(
        (
            row
            for row in regime.filing.who
            if row.type == request.certificate_type and row.relation == request.relation
        ),
        None,
    )


def _competence(request: Request) -> list[FieldProblem]:
    """The Centre, not a department, for unknown residence and foreigners who left (art 44.2)."""
    if not centre_is_competent(
        residence_unknown=request.residence_unknown, foreigner_left=request.foreigner_left
    ):
        return []
    message = _("Hồ sơ này thuộc thẩm quyền của cơ quan cấp Phiếu ở trung ương.")
    return [FieldProblem("not_competent", "subject", message)]


def _age(regime: Regime, request: Request) -> list[FieldProblem]:
    """Who asks for himself must have reached the age of the law (16 years under Law 107/2025)."""
    least = regime.filing.minimum_age
    if request.relation != Relation.SELF or request.subject_age is None:
        return []
    if request.subject_age >= least:
        return []
    message = _("Người yêu cầu cấp Phiếu phải từ đủ %(years)s tuổi trở lên.") % {"years": least}
    return [FieldProblem("age", "subject.date_of_birth", message)]


def _authority(regime: Regime, request: Request) -> list[FieldProblem]:
    """The authorisation table (art 45.3, 46.2; NĐ 216/2026 art 22)."""
    row = _row(regime, request)
    if row is None or not _allows(row, request):
        message = _("Không được yêu cầu cấp loại Phiếu này cho người khác trong trường hợp này.")
        return [FieldProblem("authorisation_forbidden", "applicant.relation", message)]
    if row.channels is not None and request.channel not in row.channels:
        message = _("Yêu cầu theo ủy quyền phải nộp trực tiếp hoặc qua bưu chính.")
        return [FieldProblem("authorisation_forbidden", "channel", message)]
    if row.authorisation and not request.authorisation_shown:
        message = _("Cần văn bản ủy quyền được công chứng hoặc chứng thực.")
        return [FieldProblem("authorisation_missing", "applicant.authorisation", message)]
    return []


def _allows(row: Who, request: Request) -> bool:
    if row.allowed is Allowed.MINOR:
        return request.subject_age is None or request.subject_age < ADULT
    return row.allowed is Allowed.YES


def _urgency(request: Request) -> list[FieldProblem]:
    """Within 24 hours only for a proceedings body, which asks for No. 2 (art 46.1, 48.2)."""
    by_right = request.relation == Relation.AGENCY and request.certificate_type == TYPE_2
    if by_right or not request.urgent:
        return []
    message = _("Chỉ cơ quan tiến hành tố tụng được yêu cầu cấp khẩn trong 24 giờ.")
    return [FieldProblem("urgent_forbidden", "applicant.urgent", message)]


def needs_authorisation(regime: Regime, request: Request) -> bool:
    """Whether a notarised or certified authorisation must be shown (art 45.3)."""
    row = _row(regime, request)
    return row is not None and row.authorisation


def documents_needed(regime: Regime, request: Request) -> tuple[Document, ...]:
    """The papers to attach to a request (art 45-46; NĐ 216/2026 art 22-23)."""
    facts = _facts(regime, request)
    return tuple(
        paper
        for paper in regime.filing.document
        if facts.issuperset(paper.when) and facts.isdisjoint(paper.unless)
    )


def _facts(regime: Regime, request: Request) -> frozenset[FilingFact]:
    relation = request.relation
    held = {
        FilingFact(f"type_{request.certificate_type}"): True,
        FilingFact(request.channel): True,
        FilingFact.AGENCY: relation == Relation.AGENCY,
        FilingFact.INDIVIDUAL: relation != Relation.AGENCY,
        FilingFact.KIN: relation in KIN,
        FilingFact.FOR_ANOTHER: relation not in (Relation.SELF, Relation.AGENCY),
        FilingFact.AUTHORISATION_NEEDED: needs_authorisation(regime, request),
        FilingFact.FOREIGNER_LEFT: request.foreigner_left,
        FilingFact.FEE_PREFERENCE: request.fee_category != "standard",
        FilingFact.URGENT: request.urgent,
    }
    return frozenset(fact for fact, holds in held.items() if holds)
