"""What can go wrong in conversations."""

from django.utils.translation import gettext_lazy as _

from troska.core.errors import NotFound, TroskaError


class ConversationNotFound(NotFound):
    """There is none, or this person may not know that there is."""

    code = "conversation_not_found"
    message = _("Nie ma takiej rozmowy albo nie masz do niej dostępu.")


class TransitionNotAllowed(TroskaError):
    """The conversation can't go from its state to the wanted one."""

    code = "transition_not_allowed"
    status = 409
    message = _("Tej zmiany stanu nie da się zrobić z obecnego stanu rozmowy.")


class EmptyMessage(TroskaError):
    """Nothing was written and nothing attached."""

    code = "empty_message"
    message = _("Wiadomość jest pusta.")


class NobodyToAnswer(TroskaError):
    """The conversation has no address that a reply could go to."""

    code = "nobody_to_answer"
    status = 409
    message = _("W tej rozmowie nie ma adresu, na który można odpisać.")


class AssigneeCannotSee(TroskaError):
    """The conversation can't be given to someone who is no longer active."""

    code = "assignee_inactive"
    message = _("Ta osoba nie pracuje już w firmie.")


class SnoozeInPast(TroskaError):
    """A conversation is put off to a moment that has passed."""

    code = "snooze_in_past"
    message = _("Wybierz chwilę, która dopiero nadejdzie.")


class TooLateToTakeBack(TroskaError):
    """The message has left, or is about to."""

    code = "too_late_to_take_back"
    status = 409
    message = _("Tej wiadomości nie da się już cofnąć, jest w drodze.")


class ChangedSince(TroskaError):
    """What was to be undone has been changed again."""

    code = "changed_since"
    status = 409
    message = _("Tego nie da się już cofnąć, bo rozmowa zmieniła się w międzyczasie.")


class LabelUnnamed(TroskaError):
    """A label needs a name."""

    code = "label_unnamed"
    message = _("Podaj nazwę etykiety.")


class LabelTaken(TroskaError):
    """There is a label of this name."""

    code = "label_taken"
    status = 409
    message = _("Etykieta o tej nazwie już istnieje.")


class SomethingNew(TroskaError):
    """Somebody wrote after what the agent had seen when he wrote his answer."""

    code = "something_new"
    status = 409
    message = _("Od kiedy piszesz, przyszła nowa wiadomość.")


class DraftChanged(TroskaError):
    """The draft says something else by now, written in another window or on another device."""

    code = "draft_changed"
    status = 409
    message = _("Ten szkic zmienił się w innym oknie.")


class FileGone(TroskaError):
    """The file is no longer in the store."""

    code = "file_gone"
    status = 409
    message = _("Nie ma już jednego z plików. Odznacz go i spróbuj ponownie.")


class EmptyFile(TroskaError):
    """The file has no content."""

    code = "empty_file"
    message = _("Ten plik jest pusty.")


class FileTooLarge(TroskaError):
    """The file is larger than mail servers take."""

    code = "file_too_large"
    status = 413
    message = _("Plik jest za duży. Największy, jaki można wysłać, ma 25 MB.")


class TooManyFiles(TroskaError):
    """Too many files wait to be sent in this conversation."""

    code = "too_many_files"
    message = _("Za dużo plików naraz. Wyślij te, które są, i dodaj następne do kolejnej wiadomości.")


class TooManyOpened(TroskaError):
    """The agent opened so many conversations of others that he is to say why."""

    code = "too_many_opened"
    status = 429
    message = _("W ciągu godziny otwarto z tego konta bardzo wiele cudzych rozmów. Napisz, do czego są potrzebne.")


class NothingHidden(TroskaError):
    """A mark stands for nothing: somebody typed it, or what it stood for was erased."""

    code = "nothing_hidden"
    status = 404
    message = _("Tej wartości już nie ma albo nie da się jej odczytać.")


class HoldUnexplained(TroskaError):
    """A hold without a reason could never be lifted by anybody else."""

    code = "hold_unexplained"
    message = _("Napisz, dlaczego tej rozmowy nie wolno usunąć.")


class NoReason(TroskaError):
    """What was said explains nothing."""

    code = "no_reason"
    message = _("Napisz w kilku słowach, do czego potrzebujesz tylu rozmów.")


class BrandTaken(TroskaError):
    """Another brand is called so."""

    code = "brand_taken"
    status = 409
    message = _("Marka o tej nazwie już istnieje.")


class BrandInUse(TroskaError):
    """Inboxes or stores bear the brand."""

    code = "brand_in_use"
    status = 409
    message = _("Tej marki używają skrzynki albo sklepy. Najpierw daj im inną.")


class ColourUnreadable(TroskaError):
    """White text on the colour, or the colour on white, can't be read."""

    code = "colour_unreadable"
    message = _(
        "Ten kolor jest za jasny: biały tekst na nim byłby nieczytelny (kontrast poniżej 4,5). Wybierz ciemniejszy."
    )


class PictureUnreadable(TroskaError):
    """The file is no PNG, JPEG or WebP picture of a sensible size."""

    code = "picture_unreadable"
    message = _("Logo musi być obrazem PNG, JPEG albo WebP, najwyżej 2 MB i 4000 × 4000 punktów.")


class InboxTaken(TroskaError):
    """Another inbox is called so."""

    code = "inbox_taken"
    status = 409
    message = _("Skrzynka o tej nazwie już istnieje.")


class InboxInUse(TroskaError):
    """There are conversations in the inbox, or an account brings mail into it."""

    code = "inbox_in_use"
    status = 409
    message = _("W tej skrzynce są rozmowy albo konto pocztowe. Możesz ją wyłączyć: rozmowy zostaną.")


class AddressTaken(TroskaError):
    """Another inbox has the address."""

    code = "address_taken"
    status = 409

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    message = _("Adres %(address)s należy już do innej skrzynki.")

    def __str__(self) -> str:
        return str(self.message) % {"address": self.address}
