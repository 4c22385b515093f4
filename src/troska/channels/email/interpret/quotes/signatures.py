"""What stands below the words of a mail: signature, footer of a phone, legal notice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from troska.channels.email.interpret.quotes.lines import Line, is_rule

_MAX_FOOTER = 200
_MAX_SIGNATURE_LINES = 12
_MAX_NOTICE_LINES = 60
_MAX_LAYERS = 5
_DELIMITERS = ("--", "\u2014", "\u2013\u2013")
_DEVICES = (
    r"iphone|ipad|ipod|android|telefon|smartfon|smartphone|tablet|phone|mobil|samsung|galaxy"
    r"|huawei|xiaomi|redmi|motorola|nokia|xperia|oppo|realme|oneplus|honor|pixel|htc|lg |blackberry"
    r"|outlook|gmail|yahoo|thunderbird|k-9|fairemail|airmail|mailbox|proton|tutanota|spark"
    r"|windows|macbook|device|urządzeni|komórk|komork|handy|móvil|celular|cellulare|portable"
    r"|appareil|aplikacj\w* (?:mobiln|poczt|o2|wp|onet|interia)|poczty? (?:dla|wp|o2|onet)"
    r"|wirtualnej polski|mail\.ru|\[mail\]"
)
_SENT = (
    r"(?:ta |tę |diese )?(?:wiadomość|wiadomosc|e-mail|nachricht)?(?: została| wurde)? ?"
    r"(?:wysłan[eoay]|wyslan[eoa]|sent|written|gesendet|envoyé|enviado|inviato|verzonden|verstuurd"
    r"|skickat|sendt|lähetetty|odesláno|odoslané|отправлено|надіслано|trimis|enviada)"
)
_LINK_WORDS = (
    r"(?:z|ze|przez|za pomocą|przy użyciu|from|via|with|by|using|von|vom|mit|über|depuis|de|du"
    r"|à partir|avec|desde|dal|da|do|a partir|con|vanaf|met|från|med|fra|с|со|из|з|із|din)"
)
_FOOTER = re.compile(
    "|".join(
        (
            rf"{_SENT} {_LINK_WORDS}\b.{{0,60}}(?:{_DEVICES})",
            r"sent from my \S{1,20}(?: \S{1,20})?(?:, please.{0,60})?$",
            r"(?:pobierz|uzyskaj|zdobądź|get|download|télécharger|obtener|scarica)\b.{0,20}\boutlook\b",
            r"holen sie sich outlook\b",
            r"(?:von|vom) meinem .{1,60} gesendet",
            r"diese nachricht wurde von .{1,80} gesendet",
            r"(?:\w{1,20} )?from (?:my )?(?:mobile|phone|iphone|ipad|android)(?: \w{1,6})?$",
            r".{0,30}(?:iphone|ipad|android).{0,6} ?(?:傳送|传送|发送|發送|發自|から送信|에서 보냄)",
            r"(?:发自|發自|從|从)我的",
            r".{1,30} gönderildi$",
            r"ta wiadomość (?:e-mail )?została (?:sprawdzona|przeskanowana)",
            r"(?:wolne|wolny) od wirusów",
            r"(?:this (?:e-?mail|message) has been (?:checked|scanned) for viruses|virus-?free)\b",
            r"(?:https?://)?(?:www\.)?(?:avast|avg)\.com\S{0,100}$",
        )
    ),
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\?(?:\s|$)|dzwo|numer|faktur|zamówi|paczk|proszę (?!o wyrozum|wybacz)|please (?!excuse|forgive|pardon)"
)
_NOTICE_OPENERS = (
    "niniejsza wiadomość",
    "niniejszy e-mail",
    "niniejszy mail",
    "niniejsza korespondencja",
    "ta wiadomość",
    "ten e-mail",
    "treść tej wiadomości",
    "treść niniejszej wiadomości",
    "informacje zawarte",
    "informacja zawarta",
    "uwaga",
    "zastrzeżenie",
    "klauzula",
    "administratorem",
    "zanim wydrukujesz",
    "przed wydrukowaniem",
    "confidential",
    "disclaimer",
    "this e-mail",
    "this email",
    "this message",
    "this communication",
    "the information contained",
    "the contents of this",
    "important",
    "notice",
    "please consider the environment",
    "diese e-mail",
    "diese nachricht",
    "der inhalt dieser",
    "ce message",
    "ce courriel",
    "cet e-mail",
    "este mensaje",
    "este correo",
    "questo messaggio",
    "le informazioni contenute",
)
_NOTICE_MARKS = (
    "poufn",
    "adresat",
    "wyłącznie",
    "nieuprawnion",
    "zabronion",
    "tajemnic",
    "danych osobowych",
    "rodo",
    "wydruk",
    "środowisk",
    "confidential",
    "intended",
    "recipient",
    "privileged",
    "addressee",
    "prohibited",
    "solely",
    "environment",
    "print",
    "vertraulich",
    "empfänger",
    "confidentiel",
    "destinataire",
    "confidencial",
    "destinatari",
    "riservat",
)
_LEGAL_MARKS = (
    "poufn",
    "nieuprawnion",
    "tajemnic",
    "danych osobowych",
    "wydruk",
    "confiden",
    "privileged",
    "intended",
    "print",
    "vertraulich",
    "riservat",
)
_OWN_WISH = re.compile(
    r"\?|jestem|żąda|wnosz|domaga|proszę|prosze|odstąp|odstęp|reklam|chc[ęe]|moj|moi|mój|\bmnie\b"
    r"|\bmi\b|\bmy\b|\bi (?:am|have|want|would|need)\b|\bi'm\b|\bme\b"
)
_CONTACT = re.compile(r"@|www\.|https?:|\btel|\bnip\b|\bkrs\b|\bregon\b|\d{3}[ -]?\d{3}")


def find_signature(lines: Sequence[Line], start: int, end: int, *, is_last: bool) -> set[int]:
    """The lines of lines[start:end] that are signature, footer or legal notice."""
    found = _below_delimiter(lines, start, end)
    for _ in range(_MAX_LAYERS):
        stop = _end_without(lines, start, end, found, drop_rules=is_last)
        more = set(range(stop, end)) - found
        notice = _notice_start(lines, start, stop)
        more.update(range(notice, stop))
        if not more:
            return found
        found |= more
    return found


def is_footer(text: str) -> bool:
    """A line that a program adds: "Wysłane z iPhone'a", "Get Outlook for iOS"."""
    if not 6 <= len(text) <= _MAX_FOOTER:
        return False
    core = text.strip("<>()[]{}*_~- \t")
    return bool(_FOOTER.match(core)) and not _REQUEST.search(core.casefold())


def _end_without(lines: Sequence[Line], start: int, end: int, found: set[int], *, drop_rules: bool) -> int:
    while end > start:
        line = lines[end - 1]
        is_noise = line.is_blank or (end - 1) in found or is_footer(line.text)
        if not is_noise and not (drop_rules and is_rule(line.text)):
            break
        end -= 1
    return end


def _below_delimiter(lines: Sequence[Line], start: int, end: int) -> set[int]:
    for index in range(start, end):
        if lines[index].text not in _DELIMITERS:
            continue
        stop = _signature_stop(lines, index + 1, end, is_sure=lines[index].raw == "-- ")
        if stop > index:
            return set(range(index, stop))
    return set()


def _signature_stop(lines: Sequence[Line], start: int, end: int, *, is_sure: bool) -> int:
    """Where the signature below a delimiter ends; -1 when it reads like more of the letter."""
    kept, paragraph_start, is_first = start, start, True
    for index in range(start, end + 1):
        is_long = index - paragraph_start > _MAX_SIGNATURE_LINES
        if index < end and not lines[index].is_blank and not is_long:
            continue
        paragraph = lines[paragraph_start:index]
        paragraph_start = index + 1
        if not paragraph:
            continue
        if is_long or (not (is_first and is_sure) and _is_prose(paragraph)):
            return -1 if is_first else kept
        kept, is_first = index, False
    return end


def _is_prose(paragraph: Sequence[Line]) -> bool:
    """More of the letter rather than name, address, footer or notice."""
    if all(is_footer(line.text) or is_rule(line.text) for line in paragraph):
        return False
    text = " ".join(line.text for line in paragraph).casefold()
    is_wish = bool(_OWN_WISH.search(text))
    if not is_wish and (_count_marks(text) >= 2 or _CONTACT.search(text)):
        return False
    if text.endswith("?") or any(line.text in _DELIMITERS for line in paragraph):
        return True
    lower = [sum(word[0].islower() for word in line.text.split()) for line in paragraph]
    total = sum(lower)
    is_sentence = total >= 4 and text.endswith((".", "!", ")"))
    return is_sentence or max(lower) >= 5 or total >= 8 or (is_wish and total >= 3)


def _notice_start(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the legal notice that closes lines[start:end] begins; `end` when there is none."""
    begin, index = end, end
    while index > start and end - index < _MAX_NOTICE_LINES:
        top = index
        while top > start and end - top < _MAX_NOTICE_LINES and not lines[top - 1].is_blank:
            top -= 1
        text = " ".join(line.text for line in lines[top:index]).casefold()
        marks = _count_marks(text)
        if not marks or _OWN_WISH.search(text):
            break
        is_legal = marks >= 2 and any(mark in text for mark in _LEGAL_MARKS)
        if is_legal and text.lstrip("*_-!\u26a0 ").startswith(_NOTICE_OPENERS):
            begin = top
        index = top
        while index > start and lines[index - 1].is_blank:
            index -= 1
    return begin


def _count_marks(text: str) -> int:
    return sum(mark in text for mark in _NOTICE_MARKS)
