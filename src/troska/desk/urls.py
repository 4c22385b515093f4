"""The addresses of the desk."""

from django.urls import path, re_path

from troska.desk.views import (
    bulk,
    choices,
    composing,
    conversations,
    files,
    guide,
    hidden,
    holding,
    lists,
    participants,
    presence,
    quarantine,
    reasons,
    search,
    sorting,
    undoing,
)

app_name = "desk"
_CODE = "(?P<code>[a-z2-7]{26})"
_KIND = "(?P<kind>reply|note|forward)"

LISTS = [
    path("", lists.home, name="home"),
    path("rozmowy/", lists.home),
    path("rozmowy/liczby", lists.counts, name="counts"),
    path("rozmowy/kwarantanna/", quarantine.show_quarantine, name="quarantine"),
    path("rozmowy/zbiorczo", bulk.change_many, name="bulk"),
    path("rozmowy/<slug:slug>/", lists.show_list, name="list"),
]

CONVERSATION = [
    re_path(rf"^rozmowa/{_CODE}/\Z", conversations.show_conversation, name="conversation"),
    re_path(rf"^rozmowa/{_CODE}/przypisz\Z", conversations.assign, name="assign"),
    re_path(rf"^rozmowa/{_CODE}/stan\Z", conversations.change_status, name="status"),
    re_path(rf"^rozmowa/{_CODE}/odloz\Z", conversations.snooze, name="snooze"),
    re_path(rf"^rozmowa/{_CODE}/gosc\Z", conversations.visitor, name="visitor"),
    path("obecnosc", presence.report, name="presence"),
    re_path(rf"^wiadomosc/{_CODE}/dopusc\Z", participants.let_in, name="let-in"),
    re_path(rf"^rozmowa/{_CODE}/wstrzymaj\Z", holding.hold, name="hold"),
    re_path(rf"^rozmowa/{_CODE}/etykieta\Z", sorting.label, name="label"),
    re_path(rf"^rozmowa/{_CODE}/priorytet\Z", sorting.prioritize, name="priority"),
    re_path(rf"^rozmowa/{_CODE}/spam\Z", sorting.mark_spam, name="spam"),
    re_path(rf"^rozmowa/{_CODE}/przeczytane\Z", sorting.mark_read, name="read"),
    re_path(rf"^rozmowa/{_CODE}/nieprzeczytane\Z", sorting.mark_unread, name="unread"),
    path("cofnij", undoing.undo, name="undo"),
    path("powod", reasons.give_reason, name="reason"),
]

WRITING = [
    re_path(rf"^rozmowa/{_CODE}/odpowiedz\Z", composing.reply, name="reply"),
    re_path(rf"^rozmowa/{_CODE}/notatka\Z", composing.add_note, name="note"),
    re_path(rf"^rozmowa/{_CODE}/przekaz\Z", composing.forward, name="forward"),
    re_path(rf"^rozmowa/{_CODE}/przekaz/tresc\Z", composing.forward_form, name="forward-form"),
    re_path(rf"^rozmowa/{_CODE}/szkic/{_KIND}\Z", composing.save_draft, name="draft"),
    re_path(rf"^rozmowa/{_CODE}/pliki/{_KIND}\Z", composing.add_file, name="add-file"),
    re_path(rf"^rozmowa/{_CODE}/pliki/usun\Z", composing.remove_file, name="remove-file"),
    re_path(rf"^rozmowa/{_CODE}/podglad\Z", composing.preview, name="preview"),
    re_path(rf"^wiadomosc/{_CODE}/cofnij\Z", composing.take_back, name="take-back"),
    re_path(
        rf"^wiadomosc/{_CODE}/(?P<decision>ponow|wyslana)\Z", conversations.decide_delivery, name="decide-delivery"
    ),
    re_path(rf"^wiadomosc/{_CODE}/ukryte/(?P<number>\d{{1,3}})\Z", hidden.show_hidden, name="hidden"),
    re_path(rf"^zalacznik/{_CODE}\Z", files.attachment, name="attachment"),
]

QUARANTINE = [
    path("kwarantanna/<int:entry_id>/", quarantine.show_entry, name="quarantine-entry"),
    re_path(r"^kwarantanna/(?P<entry_id>\d{1,18})/(?P<decision>wpusc|odrzuc)\Z", quarantine.decide, name="decide"),
]

PERSONAL = [
    path("motyw", choices.choose_theme, name="theme"),
    path("jezyk", choices.choose_language, name="language"),
    path("klawisze", choices.choose_keys, name="keys"),
]

SEARCH = [
    path("szukaj/", search.show_results, name="search"),
    path("szukaj/podpowiedzi", search.show_hints, name="hints"),
]

GUIDE = [
    path("ui/", guide.show_guide, name="guide"),
]

urlpatterns = [*LISTS, *CONVERSATION, *WRITING, *QUARANTINE, *PERSONAL, *SEARCH, *GUIDE]
