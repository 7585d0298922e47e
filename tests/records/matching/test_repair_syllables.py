"""What is a Vietnamese syllable, and what only looks like one."""

from __future__ import annotations

import pytest

from records.matching.syllables import (
    OTHER_STYLE,
    SYLLABLES,
    TONE_SLIPS,
    bare,
    is_bare_syllable,
    is_syllable,
)

REAL = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào trương đoàn hà
trịnh lương mai cao tạ phùng lâm thái châu tô vương quách lưu tăng đàm hứa nông chu thạch kiều
tống la lục triệu vi ninh thân khổng văn nghiêm kim quan từ danh sơn bạch tôn hoa doãn giang khuất
cù mạc quàng giáp bế hàn viên chử thiều tưởng chế trà diêm thẩm thị hữu đức thu phương hùng hương
quốc xuân tuấn hải linh đình dũng lan nam bình long cường hạnh thảo hiền thắng thúy thuý tâm bích
duy huy trang hằng dung nga hòa hoà hiếu việt mỹ mĩ nhung phúc thủy thuỷ tùng tiến đạt vân yến
trọng đăng gia hoài tuyết khánh huyền vinh oanh quý quyên quyết quyền quỳnh quế nguyệt nghĩa nghi
nghị ngạn ngữ ngọ uyên uyển ươm ước ưu ửng ý ỷ ái ân ẩm ỏn ổi uy úy ủy ước giềng giêng giếng gì
gìn giỏi giữ khuya thuở khuê tuệ huệ khoát hoạch ngoằn ngoèo xoong choòng voòng cuộc luyến luýnh
huých khuỷu tuýt quýt quạnh quặng thoăn loắt xoắn ghế ghiền kể kiên kiệt kỷ kỹ nghệ nghiêng nghề
ngành cách sách mạch tích lịch ếch
"""
NONE = """
john smith maria gonzalez wang xiao fang kpă bhăm niê krông mlô êban müller josé nguôn2 nguyôn
ngyễn cê cí kà gê ghà ngê nghà quốk đúk việk đuc quôc viêt mac tàc hòp bl pr str aa ơng ưng2
huong1 thuyện2 yà qà qo gii zung dzung fan jun wu
"""


@pytest.mark.parametrize("word", REAL.split())
def test_a_real_syllable_is_known_in_any_case(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())
    assert is_syllable(word.title())


@pytest.mark.parametrize("word", NONE.split())
def test_what_vietnamese_does_not_spell_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", REAL.split())
def test_a_syllable_without_marks_is_a_bare_one(word: str) -> None:
    assert is_bare_syllable(bare(word))


@pytest.mark.parametrize("word", ["john", "smith", "xiao", "wang", "khoong1", "ngyen", "cen", "ka"])
def test_a_foreign_word_is_no_bare_syllable(word: str) -> None:
    assert not is_bare_syllable(word)


def test_a_syllable_that_ends_in_a_stop_has_one_of_two_tones() -> None:
    assert [is_syllable(word) for word in ("các", "cạc", "cac", "càc", "cảc", "cãc")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_no_placement_of_a_tone_is_another_syllable() -> None:
    assert not SYLLABLES & (OTHER_STYLE.keys() | TONE_SLIPS.keys())
    for writings in (OTHER_STYLE, TONE_SLIPS):
        assert SYLLABLES.issuperset(writings.values())
        assert all(bare(written) == bare(right) for written, right in writings.items())
