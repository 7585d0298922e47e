"""Pictures of signatures and seals: who sets them, what is taken, and which one is printed."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.models import Office, SignaturePicture, User
from certificates import issuing, pictures
from certificates.files import read
from certificates.keys import SigningKeys
from certificates.models import Certificate
from common.refusals import Invalid, Refusal
from tests.certificates.conftest import ordered
from tests.certificates.drawn_pictures import seal_png, signature_png

ADD = "admin:accounts_signaturepicture_add"


@pytest.fixture
def administrator(cast: dict[str, User]) -> User:
    return cast["administrator"]


def hand_in(signer: User | Office, *, by: User, **changes: Any) -> SignaturePicture:
    given = {"content": signature_png(), "width_mm": 45, **changes}
    return pictures.put_in_force(signer, by=by, **given)


def images(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        streams = [one for one in file.objects if isinstance(one, pikepdf.Stream)]
        return [
            (int(one.Width), int(one.Height))
            for one in streams
            if one.get("/Subtype") == "/Image" and "/SMask" in one
        ]


def test_what_is_in_force_at_signing_is_printed_and_stays(
    concluded: Any, cast: dict[str, User], administrator: User, office_keys: SigningKeys
) -> None:
    signer, office = cast["signer"], cast["signer"].office
    assert office is not None
    hand_in(signer, by=administrator)
    hand_in(office, by=administrator, content=seal_png(), width_mm=36)
    issued = issuing.issue(ordered(concluded, cast))
    assert sorted(images(read(issued))) == [(400, 400), (500, 200)]
    other = hand_in(signer, by=administrator, content=signature_png(600, 200))
    assert pictures.in_force(person=signer) == pictures.Picture(pictures.read(other), 45.0, 15.0)
    again = Certificate.objects.get(pk=issued.pk)
    assert sorted(images(read(again))) == [(400, 400), (500, 200)]
    assert SignaturePicture.objects.filter(person=signer).count() == 2


def test_without_a_picture_the_place_stays_empty_for_pen_and_ink(issued: Certificate) -> None:
    assert images(read(issued)) == []


def test_a_withdrawn_picture_is_kept_and_printed_no_more(
    cast: dict[str, User], administrator: User
) -> None:
    row = hand_in(cast["signer"], by=administrator)
    pictures.withdraw(row, by=administrator)
    assert pictures.in_force(person=cast["signer"]) is None
    assert SignaturePicture.objects.get(pk=row.pk).withdrawn_by == administrator


def test_only_an_administrator_sets_one(cast: dict[str, User]) -> None:
    for role in ("signer", "head", "approver"):
        with pytest.raises(Refusal):
            hand_in(cast["signer"], by=cast[role])
    assert not SignaturePicture.objects.exists()


def _picture(mode: str, size: tuple[int, int], colour: Any, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "kind"),
        (_picture("RGB", (400, 200), (0, 0, 200), "JPEG"), "kind"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "unreadable"),
        (signature_png() + b"0" * (1 << 20), "kind"),
        (_picture("RGB", (400, 200), (0, 0, 200)), "ground"),
        (_picture("RGBA", (400, 200), (0, 0, 0, 0)), "empty"),
        (signature_png(120, 60), "too_small"),
        (signature_png(300, 600), "too_high"),
        (seal_png(), "colour"),
    ],
)
def test_what_is_no_signature_is_refused_with_the_reason(
    content: bytes, code: str, cast: dict[str, User], administrator: User
) -> None:
    with pytest.raises(Invalid) as refused:
        hand_in(cast["signer"], by=administrator, content=content, width_mm=40)
    assert [one.code for one in refused.value.problems] == [code]
    assert not SignaturePicture.objects.exists()


def test_a_picture_is_stored_privately_in_our_own_encoding(
    cast: dict[str, User], administrator: User
) -> None:
    out, note = io.BytesIO(), PngInfo()
    note.add_text("place", "where it was scanned")
    with Image.open(io.BytesIO(signature_png())) as picture:
        picture.save(out, "PNG", pnginfo=note)
    assert b"scanned" in out.getvalue()
    row = hand_in(cast["signer"], by=administrator, content=out.getvalue())
    stored = Path(settings.MEDIA_ROOT) / row.file
    assert stored.stat().st_mode & 0o077 == 0
    assert b"scanned" not in stored.read_bytes()
    with Image.open(stored) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_the_database_changes_and_deletes_none(cast: dict[str, User], administrator: User) -> None:
    row = hand_in(cast["signer"], by=administrator)
    for statement in (
        "DELETE FROM accounts_signaturepicture",
        "UPDATE accounts_signaturepicture SET width_mm = 12",
        "UPDATE accounts_signaturepicture SET sha256 = ''",
    ):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert pictures.read(row)


def test_an_administrator_hands_one_in_and_sees_it(
    client: Client, cast: dict[str, User], administrator: User
) -> None:
    client.force_login(administrator)
    page = client.get(reverse(ADD))
    assert page.status_code == 200
    form = {
        "person": cast["signer"].pk,
        "office": "",
        "width_mm": 45,
        "upload": SimpleUploadedFile("ky.png", signature_png(), "image/png"),
    }
    assert client.post(reverse(ADD), form).status_code == 302
    row = SignaturePicture.objects.get()
    shown = client.get(reverse("admin:accounts_signaturepicture_picture", args=[row.pk]))
    assert (shown["Content-Type"], shown.content) == ("image/png", pictures.read(row))
    listed = reverse("admin:accounts_signaturepicture_changelist")
    assert shown.request["PATH_INFO"] in client.get(listed).content.decode()
    act = {"action": "withdraw", "_selected_action": [row.pk]}
    client.post(listed, act)
    assert pictures.in_force(person=cast["signer"]) is None


@pytest.mark.parametrize("changes", [{"person": ""}, {"upload": b"no picture"}, {"width_mm": 200}])
def test_a_wrong_form_says_what_is_missing_and_keeps_nothing(
    client: Client, cast: dict[str, User], administrator: User, changes: dict[str, Any]
) -> None:
    client.force_login(administrator)
    content = changes.pop("upload", signature_png())
    upload = SimpleUploadedFile("ky.png", content, "image/png")
    form = {"person": cast["signer"].pk, "office": "", "width_mm": 45, "upload": upload, **changes}
    answer = client.post(reverse(ADD), form)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "text-red" in answer.content.decode()
    assert not SignaturePicture.objects.exists()
