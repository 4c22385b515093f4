"""Collects the texts for translation; needs no GNU gettext.

Usage: python scripts/messages.py update|check

Texts are written in Polish in the code. `locale/en` holds the English, `locale/pl` the plural forms, of which Polish
has three and a call has room for two. `check` fails when a text is missing there, is marked fuzzy, differs in its
placeholders, or has other plural forms than the language. Troska compiles the catalogues itself
(`troska.config.catalogues`).
"""

import io
import re
import sys
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "troska"
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
FORMS = {"en": 2, "pl": 3}
KEYWORDS = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\([a-zA-Z_]+\)[sd]|{[a-zA-Z_]*}")
Key = tuple[str, str, str]


def texts() -> dict[Key, list[tuple[str, str]]]:
    """Every text in code and templates: (context, singular, plural) and where it stands."""
    found: dict[Key, list[tuple[str, str]]] = {}
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            code = file.read_text(encoding="utf-8")
        elif "templates" in file.parts and file.suffix in {".html", ".txt"}:
            code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        else:
            continue
        stream = io.BytesIO(code.encode())
        for line, message, _comments, context in extract("python", stream, KEYWORDS, options={"encoding": "utf-8"}):
            one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if one:
                place = (str(file.relative_to(SOURCE.parent.parent)), str(line))
                found.setdefault((context or "", one, many), []).append(place)
    return found


def key(entry: polib.POEntry) -> Key:
    """What makes two entries the same text."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def catalogue(language: str) -> Path:
    """Where the texts of a language are written."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def wanted(language: str, found: dict[Key, list[tuple[str, str]]]) -> dict[Key, list[tuple[str, str]]]:
    """What has to stand in a language's catalogue: of Polish only what has plural forms."""
    return {text: places for text, places in found.items() if language != "pl" or text[2]}


def update() -> int:
    """Add new texts to the catalogues and remove gone ones."""
    found = texts()
    for language, plural_forms in PLURALS.items():
        file = catalogue(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        known = {key(entry): entry for entry in polib.pofile(str(file))} if file.exists() else {}
        new = polib.POFile(wrapwidth=120)
        new.metadata = {
            "Project-Id-Version": "Troska",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": plural_forms,
        }
        for (context, one, many), places in sorted(wanted(language, found).items()):
            entry = known.get((context, one, many)) or polib.POEntry(
                msgctxt=context or None, msgid=one, msgid_plural=many
            )
            if many and not entry.msgstr_plural:
                entry.msgstr_plural = dict.fromkeys(range(FORMS[language]), "")
            # Without line numbers, so that the file changes only when texts do.
            entry.occurrences = sorted({(place, "") for place, _line in places})
            new.append(entry)
        new.save(str(file))
        missing = sum(not entry.translated() for entry in new)
        print(f"Translations, {language}: {len(new)} texts, {missing} to be written in {file}.")
    return 0


def check() -> int:
    """Print what is incomplete; fails when anything is."""
    found = texts()
    lines = [line for language in PLURALS for line in problems(language, wanted(language, found))]
    for line in lines:
        print(line)
    print(f"Translations: {len(found)} texts, {len(lines)} problems.")
    return 1 if lines else 0


def problems(language: str, wanted: dict[Key, list[tuple[str, str]]]) -> list[str]:
    """What a language's catalogue lacks, a line each."""
    file = catalogue(language)
    written = polib.pofile(str(file)) if file.exists() else polib.POFile()
    entries = {key(entry): entry for entry in written}
    lines = [
        f"{places[0][0]}:{places[0][1]}: not in {language}: {text[1]!r}"
        for text, places in wanted.items()
        if text not in entries or not entries[text].translated()
    ]
    lines += [f"{entry.msgid!r}: fuzzy in {language}" for entry in written if entry.fuzzy]
    lines += [f"{text[1]!r}: gone from the code; run: make messages" for text in entries if text not in wanted]
    lines += [f"{entry.msgid!r}: other placeholders in {language}" for entry in written if _differs(entry)]
    if file.exists() and written.metadata.get("Plural-Forms") != PLURALS[language]:
        lines.append(f"{file}: its plural forms have to be {PLURALS[language]!r}")
    lines += [f"{entry.msgid!r}: wrong plural forms in {language}" for entry in written if _is_bent(entry, language)]
    return lines


def _is_bent(entry: polib.POEntry, language: str) -> bool:
    """Has it more or fewer forms than the language, or forms where the text has none?"""
    return bool(entry.msgid_plural) != bool(entry.msgstr_plural) or (
        bool(entry.msgid_plural) and sorted(map(int, entry.msgstr_plural)) != list(range(FORMS[language]))
    )


def _differs(entry: polib.POEntry) -> bool:
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    given = list(entry.msgstr_plural.values())[1:] if entry.msgid_plural else [entry.msgstr]
    return any(text and set(PLACEHOLDER.findall(text)) != wanted for text in given)


if __name__ == "__main__":
    settings.configure()  # reading templates asks for some, any will do
    sys.exit({"update": update, "check": check}[sys.argv[1]]())
