"""What the adapter must know of us, read once for a whole batch of mails."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from troska.channels.email.blocking import blocked_keys
from troska.channels.email.models import Mailbox
from troska.channels.models import ChannelAccount
from troska.conversations.models import Channel, Inbox, InboxAddress
from troska.core.addresses import InvalidAddressError, email_key
from troska.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Directory:
    """Our inboxes by address, the keys of everybody who writes for us, whose verdict each account believes."""

    inboxes: dict[str, Inbox]
    own_keys: frozenset[str]
    authserv_ids: dict[int, str]
    #: Addresses and domains whose mail begins as spam.
    blocked: frozenset[str]

    @classmethod
    def read(cls) -> "Directory":
        """Read the present state: four small tables."""
        addresses = list(InboxAddress.objects.select_related("inbox"))
        agents = Agent.objects.get_queryset().active().values_list("email_key", flat=True)
        return cls(
            inboxes={row.key: row.inbox for row in addresses if row.inbox.is_active},
            own_keys=frozenset({*(row.key for row in addresses), *agents}),
            authserv_ids=_authserv_ids(),
            blocked=blocked_keys(),
        )

    def inboxes_of(self, addresses: Iterable[str]) -> list[Inbox]:
        """Give our active inboxes among the addresses, in the order given, each once."""
        keys = (key_of(address) for address in addresses)
        return list(dict.fromkeys(self.inboxes[key] for key in keys if key in self.inboxes))


def _authserv_ids() -> dict[int, str]:
    """Tell whose verdict counts: for a mailbox what its settings say, for the listener what the installation's say."""
    listeners = ChannelAccount.objects.filter(channel=Channel.EMAIL, mailbox=None).values_list("pk", flat=True)
    return {
        **dict.fromkeys(listeners, settings.TROSKA_LMTP_AUTHSERV_ID),
        **dict(Mailbox.objects.values_list("account_id", "authserv_id")),
    }


@lru_cache(maxsize=4096)
def key_of(address: str) -> str:
    """Give an address's canonical key, "" for what is no address."""
    try:
        return email_key(address)
    except InvalidAddressError:
        return ""
