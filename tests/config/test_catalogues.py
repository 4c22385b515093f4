import gettext
from pathlib import Path

import pytest

import troska
from troska.config import catalogues

WRITTEN = Path(troska.__file__).parent / "locale"
PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

#: somewhere
msgid "kot"
msgstr "cat \\"żółty\\"\\n"

msgctxt "zwierzę"
msgid ""
"dwa "
"koty"
msgstr "two"

msgid "%d kot"
msgid_plural "%d koty"
msgstr[0] "%d kot"
msgstr[1] "%d koty"
msgstr[2] "%d kotów"

#, fuzzy
msgid "pies"
msgstr "perhaps a dog"

msgid "ryba"
msgstr ""
"""


@pytest.fixture
def translations(tmp_path: Path) -> gettext.GNUTranslations:
    file = tmp_path / "written" / "xx" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO, encoding="utf-8")
    made = catalogues.compiled(tmp_path / "written", tmp_path / "made")
    with (made / "xx" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_what_is_written_is_what_is_read(translations: gettext.GNUTranslations) -> None:
    assert translations.gettext("kot") == 'cat "żółty"\n'
    assert translations.pgettext("zwierzę", "dwa koty") == "two"


def test_polish_has_three_forms(translations: gettext.GNUTranslations) -> None:
    said = [translations.ngettext("%d kot", "%d koty", number) % number for number in (1, 3, 5, 12, 22, 25)]
    assert said == ["1 kot", "3 koty", "5 kotów", "12 kotów", "22 koty", "25 kotów"]


def test_what_is_doubtful_or_empty_is_left_in_polish(translations: gettext.GNUTranslations) -> None:
    assert translations.gettext("pies") == "pies"
    assert translations.gettext("ryba") == "ryba"


def test_a_changed_text_is_compiled_anew(tmp_path: Path, translations: gettext.GNUTranslations) -> None:
    file = tmp_path / "written" / "xx" / "LC_MESSAGES" / "django.po"
    file.write_text(PO.replace('"two"', '"zwei"'), encoding="utf-8")
    made = catalogues.compiled(tmp_path / "written", tmp_path / "made")
    with (made / "xx" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).pgettext("zwierzę", "dwa koty") == "zwei"


def test_where_nothing_can_be_written_the_product_still_starts(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert catalogues.compiled(WRITTEN, in_the_way / "locale") == WRITTEN


def test_our_own_catalogues_compile(tmp_path: Path) -> None:
    made = catalogues.compiled(WRITTEN, tmp_path)
    with (made / "en" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Wyślij") == "Send"
