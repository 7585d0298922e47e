"""The four sample files: a genuine certificate, an edited, a forged and a revoked one.

The edited one is the genuine file with a change appended that shows another name; its first part,
signature and all, is untouched. The forged one looks the same in every way, and is signed under a
chain of the forger's own with the same names in it. Neither needs the office's key.
"""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from certificates import files, samples
from certificates.demonstration_authority import YEARS, Authority, Wanted, certified, new_key, own
from certificates.models import Certificate


@dataclass(frozen=True)
class Sample:
    """One file, and what a person may learn from it."""

    slug: str
    title: Any
    look: Any

    @property
    def path(self) -> Path:
        return folder() / f"phieu-mau-{self.slug}.pdf"


SAMPLES = (
    Sample(
        "that",
        _("Phiếu thật"),
        _("Tệp đúng từng byte như lúc cấp, chữ ký số đúng, chưa bị thu hồi."),
    ),
    Sample(
        "sua",
        _("Phiếu bị sửa"),
        _(
            "Tệp thật được ghi nối thêm một trang khác đè lên, đổi họ tên. Phần có chữ ký vẫn "
            "nguyên, nên phần mềm đọc PDF sơ sài có thể vẫn báo chữ ký hợp lệ."
        ),
    ),
    Sample(
        "gia",
        _("Phiếu giả"),
        _(
            "Trông giống hệt, mang số và mã QR của phiếu thật, nhưng ký bằng khóa của người làm "
            "giả dưới một chứng thư trùng tên."
        ),
    ),
    Sample(
        "thu-hoi",
        _("Phiếu đã thu hồi"),
        _("Do cơ quan cấp, chữ ký số vẫn đúng, nhưng phiếu không còn giá trị."),
    ),
)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "samples"


def are_made() -> bool:
    return all(sample.path.exists() for sample in SAMPLES)


def make() -> None:
    """Write the files, once both dossiers have come to their certificates."""
    genuine, revoked = map(samples.certificate_of, samples.dossiers())
    if genuine is None or revoked is None:
        raise LookupError("the samples are not issued yet")
    contents = (files.read(genuine), edited(genuine), forged(genuine), files.read(revoked))
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    for sample, content in zip(SAMPLES, contents, strict=True):
        part = sample.path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(sample.path)


def _page_with_another_name(certificate: Certificate) -> bytes:
    from certificates.page import page_of  # the web hands samples out and never draws one

    other = copy.copy(certificate)
    other.content = copy.deepcopy(certificate.content)
    [name] = [line for row in other.content["identity"] for line in row if _is_name(line)]
    name["value"] = samples.OTHER_NAME
    with override("vi"):
        return page_of(other).pdf


def _is_name(line: dict[str, str]) -> bool:
    return line["key"] == "full_name"


def edited(certificate: Certificate) -> bytes:
    """The genuine file with another page drawn over its own, appended as an editor would."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader

    writer = IncrementalPdfFileWriter(io.BytesIO(files.read(certificate)))
    other = PdfFileReader(io.BytesIO(_page_with_another_name(certificate)))
    drawing = writer.import_page_as_xobject(other)
    reference, _resources = writer.find_page_for_modification(0)
    page = reference.get_object()
    name = generic.pdf_name
    xobjects = generic.DictionaryObject({name("/Other"): drawing})
    page[name("/Resources")] = generic.DictionaryObject({name("/XObject"): xobjects})
    page[name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"/Other Do"))
    writer.update_container(page)
    changed = io.BytesIO()
    writer.write(changed)
    return changed.getvalue()


def forged(certificate: Certificate) -> bytes:
    """A page with another name under the same number and code, signed by a look-alike."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers, timestamps
    from pyhanko.stamp import NoOpStampStyle
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from certificates.appearance import FIELD

    root, issuing, signer, stamper = _look_alike(certificate.office.name)
    store = SimpleCertificateStore.from_certs([_certificate(root), _certificate(issuing)])
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    pen = signers.PdfSigner(
        metadata,
        signer=signers.SimpleSigner(_certificate(signer), _key(signer), store),
        timestamper=timestamps.DummyTimeStamper(_certificate(stamper), _key(stamper), store),
        stamp_style=NoOpStampStyle(),
    )
    page = IncrementalPdfFileWriter(io.BytesIO(_page_with_another_name(certificate)))
    made: io.BytesIO = pen.sign_pdf(page)
    return made.getvalue()


def _look_alike(organisation: str) -> tuple[Authority, Authority, Authority, Authority]:
    """A chain with the names of the office's own, from nobody."""
    start = datetime.now(UTC) - timedelta(days=30)

    def wanted(name: str) -> Wanted:
        return Wanted(name, organisation, start, 365 * YEARS[name])

    def made(name: str, *, by: Authority) -> Authority:
        key = new_key()
        return Authority(certified(wanted(name), key.public_key(), by=by), key)

    root = own(wanted("root"))
    issuing = made("issuing", by=root)
    return root, issuing, made("signer", by=issuing), made("stamper", by=issuing)


def _certificate(authority: Authority) -> x509.Certificate:
    return x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))


def _key(authority: Authority) -> asn1_keys.PrivateKeyInfo:
    der = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(der)
