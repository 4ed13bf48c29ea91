"""Pages speak the reader's language and fall back to English, never to nothing."""

import pytest

from homeroom import i18n

AR = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: ar\n"
"X-Native-Name: العربية\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\n"

#: server/homeroom/static/student/app.js:3 server/homeroom/templates/base.html:1
msgid "Save"
msgstr "حفظ"

#: kiosk/kiosk.js:9
msgid "%(n)s card"
msgid_plural "%(n)s cards"
msgstr[0] "لا بطاقات"
msgstr[1] "بطاقة"
msgstr[2] "بطاقتان"
msgstr[3] "%(n)s بطاقات"
msgstr[4] "%(n)s بطاقة"
msgstr[5] "%(n)s بطاقة"

#: server/homeroom/templates/base.html:2
msgid "Not yet"
msgstr ""

#, fuzzy
msgid "Unsure"
msgstr "ربما"
"""


@pytest.fixture
def words(tmp_path, monkeypatch):
    """A folder with one small Arabic catalog."""
    (tmp_path / "ar.po").write_text(AR.lstrip(), "utf-8")
    monkeypatch.setattr(i18n, "LOCALE", tmp_path)
    i18n.languages.cache_clear()
    i18n._catalogs.clear()
    yield
    i18n.languages.cache_clear()
    i18n._catalogs.clear()


def test_english_is_the_text_in_the_code():
    assert i18n.gettext("Save") == "Save"
    assert i18n.gettext("%(n)s waiting", n=3) == "3 waiting"
    assert i18n.ngettext("%(n)s card", "%(n)s cards", 1, n=1) == "1 card"
    assert i18n.ngettext("%(n)s card", "%(n)s cards", 0, n=0) == "0 cards"


def test_another_language_is_used_until_the_end_of_the_block(words):
    with i18n.use("ar"):
        assert i18n.gettext("Save") == "حفظ"
        assert i18n.language() == "ar"
    assert i18n.gettext("Save") == "Save"


def test_numbers_get_the_form_that_the_language_asks_for(words):
    with i18n.use("ar"):
        found = [i18n.ngettext("%(n)s card", "%(n)s cards", n, n=n) for n in (0, 1, 2, 3, 11, 100, 103)]
    assert found == ["لا بطاقات", "بطاقة", "بطاقتان", "3 بطاقات", "11 بطاقة", "100 بطاقة", "103 بطاقات"]


def test_what_is_not_translated_or_not_sure_stays_english(words):
    with i18n.use("ar"):
        assert i18n.gettext("Not yet") == "Not yet"
        assert i18n.gettext("Unsure") == "Unsure"
        assert i18n.gettext("Never heard") == "Never heard"


def test_a_language_with_a_country_finds_the_language_and_an_unknown_one_finds_english(words):
    with i18n.use("ar-EG"):
        assert i18n.language() == "ar"
    with i18n.use("tlh"):
        assert i18n.language() == "en"
    assert i18n.nearest(["xx", "ar_SD", "en"]) == "ar"


def test_every_language_is_offered_under_its_own_name(words):
    assert i18n.languages() == {"en": "English", "ar": "العربية"}


def test_a_page_embeds_only_the_words_of_its_scripts(words):
    found = i18n.messages_for(["static/student/"], "ar")
    assert found["messages"] == {"Save": "حفظ"}
    assert i18n.messages_for(["kiosk/"], "ar")["messages"]["%(n)s card"][2] == "بطاقتان"
    assert i18n.messages_for(["kiosk/"], "en")["messages"] == {}


def test_scripts_can_choose_the_plural_form_without_running_code_from_a_catalog(words):
    plural = i18n.messages_for(["kiosk/"], "ar")["plural"]
    assert len(plural) == 200
    assert [plural[n] for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 111)] == list("0123344554")


def test_arabic_hebrew_and_urdu_run_from_right_to_left():
    assert [i18n.direction(lang) for lang in ("ar", "ar-EG", "he", "ur", "en", "sw", "fr")] == ["rtl"] * 4 + ["ltr"] * 3
