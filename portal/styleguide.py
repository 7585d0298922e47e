"""What the living style guide shows: one of everything, with invented people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from applications.models import State

LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Phương Thảo Quỳnh Hương"


class SampleForm(forms.Form):
    """One field of every kind. Its texts are not translated: the page is for those who build."""

    full_name = forms.CharField(label="Họ và tên", help_text="Đúng như trên căn cước.")
    day = forms.CharField(required=False, max_length=2)
    month = forms.CharField(required=False, max_length=2)
    year = forms.CharField(max_length=4)
    sex = forms.ChoiceField(
        label="Giới tính", choices=[("male", "Nam"), ("female", "Nữ")], widget=forms.RadioSelect
    )
    certificate_type = forms.ChoiceField(
        label="Loại phiếu",
        choices=[("1", "Phiếu số 1"), ("2", "Phiếu số 2")],
        widget=forms.RadioSelect,
    )
    province = forms.ChoiceField(
        label="Nơi sinh", choices=[("", "Chọn tỉnh, thành phố"), ("92", "Thành phố Cần Thơ")]
    )
    papers = forms.MultipleChoiceField(
        label="Giấy tờ kèm theo",
        choices=[("id", "Bản chụp căn cước"), ("kin", "Giấy tờ về quan hệ gia đình")],
        widget=forms.CheckboxSelectMultiple,
    )
    copies = forms.IntegerField(label="Số lượng phiếu", initial=1)
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Bản chụp giấy tờ", help_text="PDF, JPG hoặc PNG, tối đa 10 MB.")
    declared = forms.BooleanField(label="Tôi cam đoan lời khai là đúng sự thật.")


def context() -> dict[str, Any]:
    """The context of `portal/styleguide.html`."""
    wrong = SampleForm({"full_name": ""}, auto_id="wrong_%s")
    wrong.add_error("day", "Ngày sinh phải là một ngày có trong lịch.")
    moment = timezone.make_aware(datetime(2024, 6, 3, 9, 5))  # noqa: DTZ001 - made aware here
    return {
        "empty": SampleForm(initial={"full_name": LONG_NAME}),
        "wrong": wrong,
        "hints": {"1": "Để xin việc, du học, xin thị thực.", "2": "Để biết toàn bộ lý lịch."},
        "states": State.values,
        "amount": 200_000,
        "day": date(1990, 5, 17),
        "entries": [
            {"what": "Đã gửi yêu cầu xác minh", "at": moment, "by": "", "note": ""},
            {"what": "Đã nhận phí", "at": moment, "by": "Sở Tư pháp", "note": "Số BL-24-0001"},
        ],
        "page": Paginator(range(50), 10).page(2),
        **_lists(),
        **_numbers(),
    }


def _lists() -> dict[str, Any]:
    return {
        "crumbs": [{"label": "Trang đầu", "url": "/"}, {"label": "Style guide"}],
        "tasks": [
            {"title": "Người được cấp phiếu", "url": "#main", "done": True},
            {"title": "Những nơi đã sống", "url": "#main"},
            {"title": "Nộp phí"},
        ],
        "rows": [
            {"key": "Họ và tên", "value": LONG_NAME, "url": "#main"},
            {"key": "Tên gọi khác", "value": "", "url": "#main"},
        ],
        "stages": [
            {"name": "Đã nộp", "when": "03/06/2024", "state": "done"},
            {"name": "Xác minh", "when": "Từ 04/06/2024", "state": "here"},
            {"name": "Trả kết quả", "when": "", "state": ""},
        ],
        "parcel": {
            "item": "RR473124829VN",
            "legs": [
                {"place": "Sở Tư pháp", "when": "16:10, 12/06", "state": "done"},
                {"place": "Bưu cục Ninh Kiều", "when": "07:30, 13/06", "state": "here"},
                {"place": "Nhà bạn", "when": "", "state": ""},
            ],
        },
    }


def _numbers() -> dict[str, Any]:
    return {
        "stats": [
            {"value": "2.494", "label": "Qua bưu điện", "note": "+70,36 % so với 2016"},
            {"value": "98,2 %", "label": "Đúng hẹn", "tone": "good"},
            {"value": "3", "label": "Sắp đến hạn", "tone": "wait"},
            {"value": "1", "label": "Quá hạn", "tone": "bad"},
        ],
        "chart": {
            "rows": [("2014", [246, None]), ("2016", [1464, 16]), ("2017", [2494, 99])],
            "names": ["Qua bưu điện", "Trực tuyến"],
        },
        "columns": [{"label": "Người"}, {"label": "Phí", "number": True}, {"label": "Tình trạng"}],
        "cells": [
            [{"text": LONG_NAME, "url": "#main"}, "200.000 đ", {"state": State.VERIFYING}],
            [{"text": "Lê Văn An", "url": "#main"}, "0 đ", {"state": State.DELIVERED}],
        ],
    }
