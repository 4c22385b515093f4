"""The addresses of the sample world: the company's, its customers', and that nothing else exists."""

import re
from functools import cache

from troska.core.addresses import InvalidAddressError, email_key
from troska.demo.company.people import inboxes

#: What the mail server calls itself, in its greeting and where it vouches for senders (RFC 8601).
SERVER_NAME = "poczta.pokaz.example"
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9][a-z0-9.-]{0,200}\.example")


@cache
def company_login() -> str:
    """Give the name by which the company's mailbox is opened: its first address."""
    return inboxes()[0].address


@cache
def company_domain() -> str:
    """Give the domain whose mail lands in the company's mailbox, whatever stands before the @."""
    return company_login().rpartition("@")[2]


def is_company(address: str) -> bool:
    """Say whether the address is the company's."""
    return address.rpartition("@")[2].lower() == company_domain()


def customer_key(address: str) -> str:
    """Give the key of an address that a customer of the sample world may have, fit for a file's name.

    Raises InvalidAddressError: only names under .example are let in, which no mail server of the world has (RFC 2606).
    """
    key = email_key(address)
    if not _KEY.fullmatch(key) or ".." in key or is_company(key):
        raise InvalidAddressError(address)
    return key


def is_customer(address: str) -> bool:
    """Say whether somebody of the sample world could have this address."""
    try:
        customer_key(address)
    except InvalidAddressError:
        return False
    return True
