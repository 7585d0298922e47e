"""What a dossier and its conclusion give the draft: the letterhead, the person, the finding."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from accounts.models import User
from applications.models import Application
from certificates.content import CertificateContent
from certificates.drafting import Asked, compose, finding_from, subject_from
from certificates.forms import Letterhead, Words
from regulations.places import UnknownProvince, country_name, province_name
from regulations.regimes import certificate_form, issuer_for, regime_by_code
from regulations.shapes import Regime
from verification.models import Conclusion


def letterhead(regime: Regime, *, province: str, on: date) -> Letterhead:
    """The head of the page in this regime, for the department of this province."""
    issuer = issuer_for(regime, province=province, on=on)
    superior, name = issuer.header
    return Letterhead(
        superior=superior,
        issuer=name,
        place=issuer.place,
        number_pattern=issuer.number_template,
        legal_basis=regime.legal_basis,
        signer_title=issuer.signer_title,
    )


def words_of(regime: Regime, *, certificate_type: int) -> Words:
    """The form and the phrases that this regime prints."""
    form = certificate_form(regime, certificate_type=certificate_type)
    return Words(form=form, wording=regime.wording)


def issue_book(regime: Regime) -> str:
    """The book that certificates are entered in, such as 10 (sổ cấp Phiếu)."""
    return regime.forms.book_issued.split("/")[0]


def content_for(
    application: Application, *, conclusion: Conclusion, drafter: User, on: date
) -> CertificateContent:
    """The certificate's lines, in Vietnamese whatever language the caller reads."""
    regime = regime_by_code(application.regime)
    lived_on = application.filed_on or on

    def place(code: str) -> str:
        try:
            return province_name(code, lived_on, full=True) if code else ""
        except UnknownProvince:
            return code

    words = words_of(regime, certificate_type=application.certificate_type)
    with override("vi"):
        return compose(
            subject_from(
                application.subject, words=words, place_name=place, country_name=country_name
            ),
            finding=finding_from(conclusion.finding, conclusion.statement),
            asked=Asked(
                certificate_type=application.certificate_type,
                confirm_bans=application.confirm_bans,
                drafter=drafter.display_name,
                drafted_on=on,
            ),
            letterhead=letterhead(regime, province=application.office.province, on=on),
            words=words,
        )
