"""The bank: a page on which a citizen "transfers" the fee, and its signed notice to the portal."""

import html
import re
import uuid
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any

from sandbox.store import Post
from sandbox.web import Answer, Problem, Request, Site, answer, page

VIETNAM = timezone(timedelta(hours=7))
PAYMENTS_PATH = "/api/v1/payments/events/"
PAGES = Path(__file__).parent / "pages"
REFERENCE = r"[0-9A-Za-z][0-9A-Za-z .\-]{2,63}"
LARGEST = 1_000_000_000  # đồng
HARMLESS = "Đây là ngân hàng để chạy thử. Không có tiền thật nào được chuyển."


class Bank:
    def __init__(self, site: Site) -> None:
        self._site = site
        site.route("GET", "/", self.form)
        site.route("GET", "/pay", self.form)
        site.route("POST", "/pay", self.pay)
        site.route("POST", "/transfers", site.local(self.transfer))
        site.route("GET", "/bank.css", self.style)

    def form(self, request: Request) -> Answer:
        return self._form(request.query)

    def pay(self, request: Request) -> Answer:
        form = request.form()
        try:
            notice = self._transferred(form | {"amount": _amount(form.get("amount", ""))})
        except Problem as problem:
            return self._form(form, problem=problem.detail)
        return _page(
            "paid.html",
            reference=notice["reference"],
            amount=f"{notice['amount']:,}".replace(",", "."),
            return_to=self._way_back(form.get("return_to", "")),
        )

    def transfer(self, request: Request) -> Answer:
        """The same as a program: `{"reference", "amount"}`, with `message_id` if it repeats."""
        return answer(self._transferred(request.json()), HTTPStatus.ACCEPTED)

    def style(self, _request: Request) -> Answer:
        return Answer(HTTPStatus.OK, (PAGES / "bank.css").read_bytes(), "text/css")

    def _form(self, typed: dict[str, str], *, problem: str = "") -> Answer:
        """The transfer form. Its number is made here, so that a double click pays once."""
        return _page(
            "form.html",
            reference=typed.get("reference", ""),
            amount=typed.get("amount", ""),
            return_to=self._way_back(typed.get("return_to", "")),
            message_id=str(uuid.uuid4()),
            problem=problem or HARMLESS,
        )

    def _transferred(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Keep the transfer and what tells the portal of it, once."""
        reference, amount = str(wanted.get("reference", "")).strip(), wanted.get("amount")
        if not re.fullmatch(REFERENCE, reference):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Nội dung chuyển khoản không hợp lệ.")
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= LARGEST:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Số tiền không hợp lệ.")
        order = {
            "message_id": str(wanted.get("message_id") or uuid.uuid4()),
            "reference": reference,
            "amount": amount,
        }
        kept = self._site.store.answered(order)
        if kept is None:
            notice = order | {"paid_at": datetime.now(VIETNAM).isoformat(timespec="seconds")}
            kept = self._site.store.receive(
                order, about=reference, answer=notice, posts=self._notices(notice)
            )
            self._site.outbox.ring()
        return kept

    def _notices(self, notice: dict[str, Any]) -> list[Post]:
        fault = self._site.controls.drawn("delayed")
        wait = fault["seconds"] if fault else 0.0
        url = self._site.place.portal.rstrip("/") + PAYMENTS_PATH
        return self._site.outbox.prepared(Post(url, notice, wait))

    def _way_back(self, url: str) -> str:
        return url if self._site.place.on_portal(url) else self._site.place.portal


def _amount(text: str) -> int | None:
    digits = re.sub(r"[ .]", "", text)
    return int(digits) if re.fullmatch(r"\d{1,10}", digits, re.ASCII) else None


def _page(name: str, **values: str) -> Answer:
    template = Template((PAGES / name).read_text(encoding="utf-8"))
    return page(template.substitute({key: html.escape(text) for key, text in values.items()}))
