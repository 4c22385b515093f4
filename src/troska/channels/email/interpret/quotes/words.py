"""Words that mail programs put around a quote, in the languages they speak."""

from __future__ import annotations


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for words in lists for word in words.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


MACHINE_VERBS = _words(
    "napisał(a napisał/a napisała/ł napisał/-a napisał(-a napisal(a napisal/a napisano napisana",
    "napsal(a napísal(a написал(а написав(ла",
)
"""Forms that only a program writes: no person writes "napisał(a):"."""

SPOKEN_VERBS = _words("napisał napisała napisali napisal napisala odpisał odpisała")
"""Forms that people use in a story as well, so they need more proof."""

VERBS = (
    MACHINE_VERBS
    | SPOKEN_VERBS
    | _words(
        "pisze wrote writes schrieb schreibt geschrieben écrit ecrit escribió escribio escribe",
        "scritto scrive escreveu escreve schreef geschreven skrev skriver kirjoitti",
        "написал написала пишет писал пише написав napsal napsala píše napísal írta scris",
        "yazdı έγραψε написа napisao napisala piše rašė rakstīja kirjutas",
    )
)

OPENERS = _words(
    "w dnia on at in am den op le il el em vào den dne dňa в во у la på",
    "wiadomość użytkownik użytkowniczka",
)
"""First words of a line that says when somebody wrote."""

USER_WORDS = _words("użytkownik użytkowniczka пользователь odesílatel odosielateľ")

SMALL_WORDS = OPENERS | _words(
    "dniu o godz godzinie przez via r roku r. z ze sp o.o s.a ltd inc gmbh",
    "w um uhr à a alle ore ha heeft het volgende kl klo kello de do da di del der von van",
    "du la le el às as om hat et à hs h und of the you via behalf following",
    "пользователь odesílatel odosielateľ г р в ezt következőt időpontban tarihinde şunları saat klockan az",
    "cet cest utc gmt edt est pst pdt bst pm am a.m p.m nachm vorm mailto",
)

MONTHS = _words(
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września wrzesnia",
    "października pazdziernika listopada grudnia styczeń luty marzec kwiecień czerwiec lipiec",
    "sierpień wrzesień październik listopad grudzień",
    "sty lut mar kwi maj cze lip sie wrz paź paz lis gru",
    "january february march april may june july august september october november december",
    "jan feb apr jun jul aug sep sept oct nov dec",
    "januar februar märz mai juni juli oktober dezember mär okt dez jänner",
    "janvier février mars avril juin juillet août septembre octobre novembre décembre",
    "janv févr fév avr juil déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene abr ago dic gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
    "gen mag giu lug set ott janeiro fevereiro março maio junho julho setembro outubro novembro",
    "dezembro fev mai out januari februari maart mei augustus mrt december",
    "maj marts augusti tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta",
    "heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta des",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр июн июл авг сен сент окт ноя нояб дек",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "січ лют бер квіт трав черв лип серп вер жовт лист груд",
    "ledna února března dubna května června července srpna října prosince",
)

WEEKDAYS = _words(
    "poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę",
    "pon wt śr czw pt pią sob niedz nd ndz",
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs",
    "fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so",
    "don lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim",
    "lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica gio",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira seg ter qua qui sex",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo",
    "måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tors fre lör sön",
    "mandag tirsdag lørdag søndag man tir tor lør søn",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "po út st čt pá ne št pi",
    "понеділок вівторок середа четвер пятниця субота неділя нд",
)

ASIAN_VERBS = ("写道", "寫道", "のメール", "書きました", "님이 작성", "님이 쓴 글")

HEADER_KEYS: dict[str, str] = {
    key: kind
    for kind, keys in {
        "from": "from|od|von|de|da|van|från|fra|от|від|от кого|nadawca|expéditeur|mittente"
        "|remitente|remetente|afzender|lähettäjä|feladó|gönderen|kimden|发件人|寄件者|差出人"
        "|보낸 사람",
        "date": "date|sent|data|wysłano|wysłane|wysłana|wyslano|wyslane|data wysłania"
        "|wysłano dnia|gesendet|datum|envoyé|envoyé le|fecha|enviado|enviado el|enviada em"
        "|enviado em|inviato|verzonden|skickat|sendt|dato|отправлено|дата|надіслано|lähetetty"
        "|odesláno|elküldve|发送时间|日期|送信日時|보낸 날짜",
        "to": "to|do|an|à|a|para|aan|till|til|кому|adresat|destinataire|destinatario|ontvanger"
        "|vastaanottaja|komu|címzett|kime|收件人|收件者|宛先|받는 사람",
        "cc": "cc|dw|do wiadomości|bcc|udw|kopia|kopie|copie|copia|kopi|копия|抄送|参照",
        "subject": "subject|temat|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne|тема"
        "|předmět|predmet|aihe|tárgy|konu|主题|主旨|件名|제목",
        "reply": "reply-to|odpowiedz do|odpowiedź do|antwort an|répondre à|responder a|risposta|rispondi a",
        "other": "importance|ważność|priority|priorytet|attachments|załączniki|załącznik",
    }.items()
    for key in keys.split("|")
}

SEPARATORS = _phrases(
    "original message|wiadomość oryginalna|oryginalna wiadomość|wiadomosc oryginalna"
    "|oryginalny e-mail|oryginalny list|original e-mail|original email|reply message"
    "|forwarded message|wiadomość przekazana dalej|wiadomość przekazana|przekazana wiadomość"
    "|przekazywana wiadomość|treść przekazanej wiadomości|wiadomość przesłana dalej"
    "|przesłana wiadomość|ursprüngliche nachricht|originalnachricht|original-nachricht"
    "|weitergeleitete nachricht|mensaje original|mensaje reenviado|message d'origine"
    "|message original|message transféré|message d’origine|messaggio originale"
    "|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|mensagem original"
    "|mensagem encaminhada|originalmeddelande|ursprungligt meddelande|vidarebefordrat meddelande"
    "|opprinnelig melding|original meddelelse|oprindelig meddelelse|videresendt melding"
    "|alkuperäinen viesti|исходное сообщение|пересылаемое сообщение|первоначальное сообщение"
    "|původní zpráva|pôvodná správa|eredeti üzenet|原始邮件|原始郵件|转发的邮件|元のメッセージ"
    "|원본 메시지|orijinal mesaj"
)
"""What stands between dashes above a copied message."""

FORWARD_LINES = _phrases(
    "begin forwarded message|początek przekazywanej wiadomości|początek przekazanej wiadomości"
    "|anfang der weitergeleiteten nachricht|début du message réexpédié|début du message transféré"
    "|inizio messaggio inoltrato|inizio del messaggio inoltrato|inicio del mensaje reenviado"
    "|início da mensagem reencaminhada|início da mensagem encaminhada|begin doorgestuurd bericht"
    "|vidarebefordrat brev|videresendt melding|videresendt besked|начало переадресованного письма"
    "|начало переадресованного сообщения|下面是被转发的邮件|転送されたメッセージ"
)
"""What stands alone, with a colon, above a forwarded message."""

REPLY_ABOVE = (
    "powyżej tej linii",
    "powyzej tej linii",
    "nad tą linią",
    "above this line",
    "oberhalb dieser linie",
    "au-dessus de cette ligne",
)
"""What service desks write to be found again in an answer."""
