"""Verbs about mailboxes: what is read by IMAP and written through by SMTP."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska.channels.email import deeds
from troska.channels.email.imap import tidying
from troska.channels.email.imap.cursors import make_cursors
from troska.channels.email.imap.signing_in import connect
from troska.channels.email.models import AfterFetch, Authentication, Mailbox, Security
from troska.channels.email.oauth import Grant
from troska.channels.models import ChannelAccount
from troska.conversations.models import Channel, Inbox
from troska.core import secrets
from troska.core.errors import TroskaError
from troska.staff import audit
from troska.timeline.actors import SYSTEM, Actor

_OF_ACCOUNT = frozenset({"name", "inbox", "is_active"})
_OF_MAILBOX = frozenset(
    {
        "imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security", "authentication",
        "username", "folders", "import_existing", "after_fetch", "move_to", "authserv_id",
    }
)  # fmt: skip


class NameTaken(TroskaError):
    """Another account has this name."""

    code = "account_name_taken"
    status = 409
    message = _("Konto o tej nazwie już istnieje.")


class MailboxIncomplete(TroskaError):
    """The settings do not go together."""

    code = "mailbox_incomplete"
    message = _("Ustawienia skrzynki są niepełne: podaj serwer, folder do czytania i folder docelowy przenoszenia.")


class SecretWanted(TroskaError):
    """Another server is named: the password has to be given again."""

    code = "secret_wanted"
    message = _("Zmieniasz serwer, więc podaj hasło jeszcze raz.")


@dataclass(frozen=True, slots=True)
class Found:
    """What a trial connection found: the server's folders, and those of the mailbox that are missing there."""

    folders: list[str]
    missing: list[str]


@transaction.atomic
def add_mailbox(
    *,
    name: str,
    inbox: Inbox | None = None,
    secret: str | Grant = "",
    is_active: bool = True,
    by: Actor = SYSTEM,
    **settings: Any,
) -> Mailbox:
    """Add a mailbox; `settings` are fields of Mailbox, `secret` its password or grant, kept encrypted.

    It is read within seconds where `imap_host` is given. Raises NameTaken, MailboxIncomplete.
    """
    if ChannelAccount.objects.filter(name=name).exists():
        raise NameTaken
    account = ChannelAccount.objects.create(channel=Channel.EMAIL, name=name, inbox=inbox, is_active=is_active)
    mailbox = Mailbox(account=account)
    _apply(mailbox, settings, secret)
    mailbox.save(force_insert=True)
    make_cursors(mailbox)
    audit.record(deeds.MAILBOX_ADDED, by=by, about=audit.about(account), name=name, host=mailbox.imap_host)
    return mailbox


@transaction.atomic
def change_mailbox(
    mailbox: Mailbox, *, secret: str | Grant | None = None, by: Actor = SYSTEM, **changes: Any
) -> Mailbox:
    """Change settings of a mailbox or its account (name, inbox, is_active); a secret of None stays as it is.

    It does not stay when another server is named: else whoever may name servers could have it sent to his own.
    Raises NameTaken, MailboxIncomplete, SecretWanted.
    """
    locked = Mailbox.objects.select_for_update(no_key=True, of=("self", "account")).select_related("account")
    mailbox = locked.get(pk=mailbox.pk)
    of_account = {name: changes.pop(name) for name in _OF_ACCOUNT & changes.keys()}
    name = of_account.get("name", mailbox.account.name)
    if ChannelAccount.objects.filter(name=name).exclude(pk=mailbox.pk).exists():
        raise NameTaken
    for field, value in of_account.items():
        setattr(mailbox.account, field, value)
    if of_account:
        mailbox.account.save(update_fields=list(of_account))
    if secret is None and mailbox.encrypted_secret and _leads_elsewhere(mailbox, changes):
        raise SecretWanted
    _apply(mailbox, changes, secret)
    mailbox.save(update_fields=[*changes, *([] if secret is None else ["encrypted_secret", "authentication"])])
    make_cursors(mailbox)
    audit.record(
        deeds.MAILBOX_CHANGED,
        by=by,
        about=audit.about(mailbox.account),
        name=mailbox.account.name,
        host=mailbox.imap_host,
        secret_changed=secret is not None,
    )
    return mailbox


def _leads_elsewhere(mailbox: Mailbox, changes: dict[str, Any]) -> bool:
    """Say whether the secret would go to another host, or without encryption where it went encrypted."""
    return any(
        (host := changes.get(f"{way}_host", getattr(mailbox, f"{way}_host")))
        and (
            host != getattr(mailbox, f"{way}_host")
            or (
                changes.get(f"{way}_security") == Security.PLAIN
                and getattr(mailbox, f"{way}_security") != Security.PLAIN
            )
        )
        for way in ("imap", "smtp")
    )


def try_connection(mailbox: Mailbox) -> Found:
    """Sign in by IMAP and look at the folders, changing nothing; the mailbox need not be saved.

    Raises MailboxTrouble (SignInRefused, …), an egress error, GrantRevoked, ProviderUnavailable; each says in words for
    an administrator what is wrong.
    """
    with connect(mailbox) as source:
        folders = source.folders()
    known = set(folders) | ({"INBOX"} if any(folder.upper() == "INBOX" for folder in folders) else set())
    return Found(folders, [folder for folder in mailbox.folders if folder not in known])


def _apply(mailbox: Mailbox, settings: dict[str, Any], secret: str | Grant | None) -> None:
    if unknown := settings.keys() - _OF_MAILBOX:
        raise TypeError(f"a mailbox has no {', '.join(sorted(unknown))}")
    for name, value in settings.items():
        setattr(mailbox, name, value)
    if isinstance(secret, Grant):
        mailbox.authentication = Authentication.XOAUTH2
        mailbox.encrypted_secret = secrets.encrypt(secret.to_secret())
    elif secret is not None:
        mailbox.encrypted_secret = secrets.encrypt(secret) if secret else ""
    is_reading, has_target = bool(mailbox.imap_host), bool(mailbox.move_to)
    if not (is_reading or mailbox.smtp_host) or (is_reading and not mailbox.folders):
        raise MailboxIncomplete
    if mailbox.after_fetch == AfterFetch.MOVE and not (
        has_target and any(tidying.tidies(mailbox, folder) for folder in mailbox.folders)
    ):
        raise MailboxIncomplete
