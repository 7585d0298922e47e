"""PDF/A-3u by what a checker of archives looks at, on every kind, before and after signing."""

import io
import json
import re

import pikepdf
import pytest

from certificates.keys import SigningKeys
from certificates.pades import sign_pdf
from certificates.rendering import DATA_NAME
from common.pdf import pdfa_facts
from tests.certificates.conftest import SEAL
from tests.certificates.page_samples import KINDS, rendered

PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
FORBIDDEN = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/GoToR"}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["page", "signed"])
def pdf(request: pytest.FixtureRequest, kind: str, signing_keys: SigningKeys) -> bytes:
    """Every kind twice: as it goes to the signer, and as it comes back."""
    made = rendered(kind)
    if request.param == "page":
        return made.pdf
    return sign_pdf(made, seal=SEAL, keys=signing_keys)


def test_the_file_is_what_an_archive_takes(pdf: bytes, kind: str) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        _says_what_it_is(file, kind)
        _brings_its_colours(file)
        _brings_its_letters(file)
        _does_nothing(file)
        _shows_every_field(file)
        _carries_its_data(file)
    facts = pdfa_facts(pdf)
    assert not facts.encrypted
    assert not facts.scripts
    assert facts.tagged


def _says_what_it_is(file: pikepdf.Pdf, kind: str) -> None:
    with file.open_metadata() as metadata:
        assert (metadata[f"{PDFA}part"], metadata[f"{PDFA}conformance"]) == ("3", "U")
        title = metadata["{http://purl.org/dc/elements/1.1/}title"]
    assert title == str(file.docinfo["/Title"]) == f"PHIẾU LÝ LỊCH TƯ PHÁP SỐ {kind[0]}"
    assert file.Root.Lang == "vi"
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert len(file.trailer.ID) == 2
    assert all(len(bytes(part)) >= 16 for part in file.trailer.ID)


def _brings_its_colours(file: pikepdf.Pdf) -> None:
    (intent,) = file.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert b"sRGB" in intent.DestOutputProfile.read_bytes()


def _brings_its_letters(file: pikepdf.Pdf) -> None:
    fonts = [one for one in file.objects if _is(one, "/Font")]
    assert fonts
    for font in fonts:
        if font.Subtype == "/Type0":
            assert "/ToUnicode" in font, "every letter can be read as text"
            continue
        descriptor = font.FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert re.match(r"/[A-Z]{6}\+", str(descriptor.FontName)), "only the letters in use"


def _does_nothing(file: pikepdf.Pdf) -> None:
    assert not file.is_encrypted
    assert "/AA" not in file.Root
    assert "/OpenAction" not in file.Root
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary):
            assert str(item.get("/S")) not in FORBIDDEN
            assert "/XFA" not in item
        if isinstance(item, pikepdf.Stream):
            assert item.get("/Filter") != "/LZWDecode"
            assert "/F" not in item, "no stream lies in another file"


def _shows_every_field(file: pikepdf.Pdf) -> None:
    fields = [one for one in file.objects if _is(one, "/Annot")]
    assert len(fields) == 1
    flags = int(fields[0].F)
    assert flags & 4, "printed"
    assert not flags & (1 | 2 | 32), "neither hidden nor left out on a screen"
    assert fields[0].AP.N.Subtype == "/Form"
    assert list(fields[0].AP.keys()) == ["/N"]
    assert not file.Root.AcroForm.get("/NeedAppearances", False)


def _carries_its_data(file: pikepdf.Pdf) -> None:
    (spec,) = file.Root.AF
    assert spec.AFRelationship == "/Data"
    assert (str(spec.F), str(spec.UF)) == (DATA_NAME, DATA_NAME)
    data = spec.EF.F
    assert data.Subtype in ("/application/json", "/application#2fjson")
    assert json.loads(data.read_bytes())["content"]


def _is(item: object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind
