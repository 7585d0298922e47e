"""A citizen's walk through the form: what is typed on each page, and the pages in their order."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from applications.models import Application

STAYS = [
    {
        "from": "05/2004",
        "to": "8/2010",
        "kind": "permanent",
        "province": "92",
        "line": "12 Nguyễn Trãi",
        "occupation": "học sinh",
    },
    {
        "from": "092010",
        "until_now": "on",
        "kind": "permanent",
        "province": "92",
        "occupation": "kỹ sư",
        "military": "on",
    },
]


def rows(stays: list[dict[str, str]]) -> dict[str, str]:
    """The history as the browser sends it."""
    sent = {
        "residences-TOTAL_FORMS": str(len(stays)),
        "residences-INITIAL_FORMS": str(len(stays)),
    }
    for place, stay in enumerate(stays):
        sent |= {f"residences-{place}-{name}": text for name, text in stay.items()}
    return sent


PAGES: dict[str, dict[str, str]] = {
    "loai-phieu": {"certificate_type": "1", "relation": "self"},
    "nguoi-duoc-cap": {
        "full_name": "Nguyễn  Văn An",
        "sex": "male",
        "date_of_birth": "17051990",
        "place_of_birth": "Ninh Kiều, Cần Thơ",
        "nationality": "VN",
        "ethnicity": "Kinh",
        "other_names": "",
    },
    "giay-to": {
        "kind": "cccd",
        "number": "092 090 001 234",
        "issued_on": "5/4/2021",
        "issued_by": "Cục CSQLHC về TTXH",
        "old_number": "",
    },
    "noi-o": {
        "permanent_province": "92",
        "permanent_commune": "phường Ninh Kiều",
        "permanent_line": "12 Nguyễn Trãi",
        "phone": "0912 345 678",
        "email": "an@example.com",
    },
    "gia-dinh": {
        "father_full_name": "Nguyễn Văn Bình",
        "father_date_of_birth": "1960",
        "mother_full_name": "Trần Thị Cúc",
        "mother_date_of_birth": "",
    },
    "cu-tru": rows(STAYS),
    "an-tich": {"convicted": "no", "confirm_bans": "no"},
    "muc-dich": {"purpose": "xin việc", "copies": "1", "fee_category": "standard"},
    "nhan-phieu": {
        "method": "post",
        "recipient": "Nguyễn Văn An",
        "phone": "0912345678",
        "province": "92",
        "commune": "phường Ninh Kiều",
        "line": "12 Nguyễn Trãi",
    },
}


def begin(client: Client) -> Application:
    """A new draft of this browser's."""
    client.post(reverse("applications:start"))
    return Application.objects.latest("pk")


def page(application: Application, slug: str) -> str:
    return f"/xin-cap/{application.code}/{slug}/"


def fill(client: Client, application: Application, **changed: dict[str, str]) -> None:
    """Every page as `PAGES` has it, or as it is changed here."""
    for slug, typed in {
        **PAGES,
        **{name.replace("_", "-"): text for name, text in changed.items()},
    }.items():
        sent = client.post(page(application, slug), typed)
        assert "loi=" not in sent["Location"], (slug, problems(client.get(sent["Location"])))


def send(client: Client, application: Application) -> HttpResponse:
    return client.post(page(application, "xem-lai"), {"truthful": "on"})


def problems(answer: Any) -> dict[str, list[str]]:
    """What a page says is wrong, by field."""
    form = answer.context["form"]
    if isinstance(form.errors, list):
        found = {
            f"{place}.{name}": list(texts)
            for place, errors in enumerate(form.errors)
            for name, texts in errors.items()
        }
        return {**found, "": list(form.non_form_errors())}
    return {name: list(texts) for name, texts in form.errors.items()}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()
