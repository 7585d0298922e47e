"""The translations' tool: what it finds in code and templates, and what it calls wrong."""

from pathlib import Path

import polib
import pytest

from tools import messages

TEMPLATE = """
{% load i18n %}
  <p>{% translate "Tiếp tục" %} {{ _("Lọc") }}</p>
    {% blocktranslate trimmed count n=rows|length with name=user.name %}
      Có {{ n }} hồ sơ
      của {{ name }}
    {% plural %}
      Có {{ n }} hồ sơ của {{ name }}
    {% endblocktranslate %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, pgettext
LABEL = _("Họ tên")
HINT = pgettext("tháng", "Năm")
OTHER = str("không phải")
"""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "portal" / "names.py").write_text(CODE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "ENGLISH", tmp_path / "locale/en/LC_MESSAGES/django.po")
    return tmp_path


def test_texts_are_found_as_django_will_look_them_up(sources: Path) -> None:
    assert set(messages.extract()) == {
        ("", "Tiếp tục"),
        ("", "Lọc"),
        ("", "Có %(n)s hồ sơ của %(name)s"),
        ("", "Họ tên"),
        ("tháng", "Năm"),
    }


def test_a_text_without_english_is_a_problem_until_it_has_it(sources: Path) -> None:
    assert len(list(messages.check())) == 5
    messages.update()
    _translate({"Họ tên": "Full name"})
    problems = list(messages.check())
    assert len(problems) == 4
    assert not any("Họ tên" in problem for problem in problems)


def test_an_update_keeps_what_was_translated_and_drops_what_is_gone(sources: Path) -> None:
    messages.update()
    _translate({"Họ tên": "Full name"})
    (sources / "templates" / "page.html").write_text("")
    messages.update()
    english = polib.pofile(str(messages.ENGLISH))
    assert {entry.msgid: entry.msgstr for entry in english} == {"Họ tên": "Full name", "Năm": ""}


def test_english_may_not_lose_or_invent_a_placeholder(sources: Path) -> None:
    (sources / "portal" / "names.py").write_text('_("Chào %(name)s")\n')
    (sources / "templates" / "page.html").write_text("")
    messages.update()
    _translate({"Chào %(name)s": "Hello %(names)s"})
    assert "placeholders" in next(messages.check())


def test_compiled_files_follow_their_sources(sources: Path) -> None:
    messages.update()
    _translate({"Họ tên": "Full name"})
    messages.compile_all()
    compiled = polib.mofile(str(messages.ENGLISH.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {"Họ tên": "Full name"}


def _translate(texts: dict[str, str]) -> None:
    english = polib.pofile(str(messages.ENGLISH))
    for entry in english:
        entry.msgstr = texts.get(entry.msgid, entry.msgstr)
    english.save()
