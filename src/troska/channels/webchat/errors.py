"""What a visitor of the chat is refused, in his words."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError


class NoSuchChat(TroskaError):
    """There is no widget by this key, or it is switched off."""

    code = "no_such_chat"
    status = 404
    message = _("Tego czatu już nie ma.")


class ForeignOrigin(TroskaError):
    """The page that shows the widget is none of the company's."""

    code = "foreign_origin"
    status = 403
    message = _("Ten czat nie działa na tej stronie.")


class UnknownVisitor(TroskaError):
    """The token opens nothing: the widget asks for a new one."""

    code = "unknown_visitor"
    status = 401
    message = _("Nie pamiętamy tej przeglądarki. Zacznij rozmowę od nowa.")


class ProofWanted(TroskaError):
    """The puzzle was not solved, was solved for another one, or is too old."""

    code = "proof_wanted"
    status = 403
    message = _("Odśwież stronę i spróbuj jeszcze raz.")


class TooFast(TroskaError):
    """So much came from one visitor, or one network, that the rest has to wait."""

    code = "too_fast"
    status = 429
    message = _("Za dużo wiadomości naraz. Wyślemy kolejne za chwilę.")


class Unreadable(TroskaError):
    """The request is none that a widget of ours makes."""

    code = "unreadable"
    status = 400
    message = _("Nie rozumiemy tego żądania.")


class MessageTooLong(TroskaError):
    code = "message_too_long"
    status = 413
    message = _("Wiadomość jest za długa. Podziel ją na części.")


class FileKindRefused(TroskaError):
    code = "file_kind_refused"
    status = 415
    message = _("Tego rodzaju plików nie przyjmujemy na czacie.")


class ForgedIdentity(TroskaError):
    """The signed identity is not by a key of this inbox, is not for it, has expired or was signed out of."""

    code = "forged_identity"
    status = 403
    message = _("Nie udało się potwierdzić, kim jesteś. Możesz pisać jako gość.")


class AnswersWanted(TroskaError):
    """The company asks for something before a chat begins."""

    code = "answers_wanted"
    status = 422
    message = _("Podaj dane, o które prosimy, i zacznij rozmowę.")


class NothingToRate(TroskaError):
    code = "nothing_to_rate"
    status = 409
    message = _("Nie ma rozmowy, którą można ocenić.")


class NoAddress(TroskaError):
    code = "no_address"
    status = 422
    message = _("Podaj adres e-mail, na który mamy wysłać zapis.")


class KeyUnreadable(TroskaError):
    code = "key_unreadable"
    status = 422
    message = _("To nie jest klucz publiczny RSA o długości co najmniej 2048 bitów, zapisany jako PEM.")


class NothingToSend(TroskaError):
    code = "nothing_to_send"
    status = 409
    message = _("Zapis wyślemy, gdy ktoś z nas odpowie.")
