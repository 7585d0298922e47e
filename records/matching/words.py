"""What a comparison found, in the words in which a clerk reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from records.matching.score import Comparison

# By field and level; what is not listed is not worth a word.
WORDS = {
    "number": {
        "same": _("trùng số giấy tờ"),
        "slip": _("số giấy tờ lệch một chữ số"),
        "other": _("số giấy tờ khác"),
    },
    "name": {
        "same": _("họ tên giống hệt"),
        "bare": _("họ tên giống, viết không dấu hoặc lẫn dấu"),
        "glued": _("họ tên giống, viết liền hoặc tách khác"),
        "marks": _("họ tên cùng chữ, khác dấu"),
        "sounds": _("họ tên đọc gần giống"),
        "slip": _("họ tên lệch một chữ"),
        "ends": _("cùng họ và tên, khác chữ đệm"),
        "initials": _("họ tên viết tắt"),
        "slips": _("họ tên lệch hai chữ"),
        "given": _("chỉ cùng tên"),
        "start": _("cùng họ và chữ đệm, khác tên"),
        "other": _("họ tên khác"),
    },
    "birth": {
        "same": _("cùng ngày sinh"),
        "swapped": _("ngày và tháng sinh đảo chỗ"),
        "year_beside": _("năm sinh lệch một năm"),
        "year_only": _("cùng năm sinh, chưa rõ ngày tháng"),
        "part": _("cùng năm sinh, lệch ngày hoặc tháng"),
        "day": _("cùng ngày tháng sinh, khác năm"),
        "near": _("năm sinh gần nhau"),
        "year": _("cùng năm sinh, khác ngày tháng"),
        "other": _("ngày sinh khác"),
    },
    "father": {
        "same": _("cùng tên cha"),
        "close": _("tên cha gần giống"),
        "other": _("tên cha khác"),
    },
    "mother": {
        "same": _("cùng tên mẹ"),
        "close": _("tên mẹ gần giống"),
        "other": _("tên mẹ khác"),
    },
    "spouse": {"same": _("cùng tên vợ hoặc chồng")},
    "birthplace": {"same": _("cùng tỉnh nơi sinh"), "other": _("tỉnh nơi sinh khác")},
    "residence": {"same": _("cùng tỉnh cư trú")},
    "sex": {"other": _("giới tính khác")},
}


LOOKALIKES = _("họ tên có chữ lạ trông giống chữ Việt")


def in_words(comparison: Comparison) -> tuple[str, ...]:
    """What speaks for it first, strongest first, then what speaks against it."""
    told = [
        (level.bits, str(WORDS[field][level.name]))
        for field, level in comparison.levels.items()
        if level.name in WORDS[field]
    ]
    return tuple(words for _bits, words in sorted(told, key=lambda one: -one[0]))
