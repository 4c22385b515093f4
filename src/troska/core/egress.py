"""The only way out to hosts that people name: addresses are checked after resolution, and what was checked is used.

Loopback, private and all other addresses that are not of the public internet are refused, however they are written
(decimal, octal, IPv4 within IPv6), unless TROSKA_EGRESS_ALLOW or the company's own list names their network or the
host. Where clouds hand out the keys of a machine (169.254.0.0/16) only a network opens, never the name of a host.
As the connection goes to the very address that was checked, a name that resolves differently a moment later gains
nothing.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeAlias, cast

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
#: As the socket module wants it: (address, port), for IPv6 with flow and scope.
SocketAddress: TypeAlias = tuple[str, int] | tuple[str, int, int, int]

#: How long another process may still go by the former list.
FRESH_SECONDS = 3.0
#: Link-local, where clouds answer with a machine's keys (169.254.169.254), and the same over IPv6.
_METADATA = (ipaddress.ip_network("169.254.0.0/16"), ipaddress.ip_network("fd00:ec2::254/128"))
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
#: Beside what `ipaddress` calls not global, as older versions of it know fewer.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/127", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


class _AboutHost(TroskaError):
    def __init__(self, host: str, detail: str | Promise = "") -> None:
        super().__init__(host, detail)
        self.host, self.detail = host, str(detail)

    def __str__(self) -> str:
        return str(self.message) % {"host": self.host, "detail": self.detail}


class EgressRefused(_AboutHost):
    """The host's address is not of the public internet and the administrator has not allowed it."""

    code = "egress_refused"
    message = _(
        "Host %(host)s ma adres w sieci wewnętrznej (%(detail)s). "
        "Można na to pozwolić w ustawieniach, na stronie „Adresy prywatne”, albo na serwerze w TROSKA_EGRESS_ALLOW."
    )


class HostUnknown(_AboutHost):
    """No address is known for the host: a slip of the pen, or the name server is away."""

    code = "host_unknown"
    status = 502
    message = _("Nie znaleziono adresu hosta %(host)s.")


class HostUnreachable(_AboutHost):
    """Nobody answers at the host's addresses."""

    code = "host_unreachable"
    status = 502
    message = _("Nie można połączyć się z %(host)s: %(detail)s.")


class EncryptionFailed(_AboutHost):
    """The host's certificate is not good for its name, or it speaks no TLS there."""

    code = "encryption_failed"
    status = 502
    message = _("Szyfrowane połączenie z %(host)s się nie udało: %(detail)s.")


def resolve_allowed(host: str, port: int) -> list[SocketAddress]:
    """Give the host's addresses that we may connect to. Raises HostUnknown, EgressRefused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown(host) from error
    addresses = {cast("SocketAddress", row[4]): _address(str(row[4][0])) for row in found}
    networks, hosts = _allow_list((*settings.TROSKA_EGRESS_ALLOW, *_also.words()))
    is_named = host.rstrip(".").lower() in hosts
    allowed = [
        sockaddr
        for sockaddr, address in addresses.items()
        if is_public(address)
        or (is_named and not _hands_out_keys(address))
        or any(one in network for network in networks for one in _meanings(address))
    ]
    if not allowed:
        raise EgressRefused(host, ", ".join(sorted({str(address) for address in addresses.values()})))
    return allowed


def open_connection(host: str, port: int, timeout: float, *, tls: bool = False) -> socket.socket:
    """Connect to a host that a person named; with `tls` its certificate must be good for that name.

    The socket keeps the timeout, in seconds. Raises HostUnknown, EgressRefused, HostUnreachable, EncryptionFailed.
    """
    failure: OSError | None = None
    for sockaddr in resolve_allowed(host, port):
        connection = socket.socket(socket.AF_INET6 if len(sockaddr) > 2 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            connection.settimeout(timeout)
            connection.connect(sockaddr)
        except OSError as error:
            connection.close()
            failure = error
            continue
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Dialogues of short lines, which would else wait for each other's acknowledgements.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return start_tls(connection, host) if tls else connection
    raise HostUnreachable(f"{host}:{port}", _reason(failure)) from failure


def start_tls(connection: socket.socket, host: str) -> ssl.SSLSocket:
    """Encrypt an open connection; the certificate must be good for the host's name. Closes it when it fails."""
    try:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    except (OSError, ValueError) as error:
        connection.close()
        raise EncryptionFailed(host, _reason(error)) from error


def is_public(address: IPAddress) -> bool:
    """Say whether the address, and every IPv4 address that it carries within, is of the public internet."""
    return all(
        one.is_global
        and not one.is_multicast
        and not one.is_reserved
        and not any(one in network for network in _NEVER if network.version == one.version)
        for one in _meanings(address)
    )


def holds_metadata(word: str) -> bool:
    """Say whether a network of the allow-list holds addresses where clouds hand out the keys of a machine."""
    networks, _hosts = _allow_list([word])
    return any(network.version == bad.version and network.overlaps(bad) for network in networks for bad in _METADATA)


def _hands_out_keys(address: IPAddress) -> bool:
    return any(one in network for network in _METADATA for one in _meanings(address))


class _AlsoAllowed:
    """What a package above knows to be allowed besides, asked anew every few seconds."""

    def __init__(self) -> None:
        self.ask: Callable[[], Iterable[str] | None] = tuple
        self._known: tuple[str, ...] = ()
        self._until = 0.0
        self._asking = threading.Lock()

    def words(self) -> tuple[str, ...]:
        with self._asking:
            if time.monotonic() >= self._until:
                said = self.ask()
                self._known = self._known if said is None else tuple(said)
                self._until = time.monotonic() + FRESH_SECONDS
            return self._known

    def forget(self) -> None:
        self._until = 0.0


_also = _AlsoAllowed()


def ask_also(words: Callable[[], Iterable[str] | None]) -> None:
    """Let a package above say what is allowed beside TROSKA_EGRESS_ALLOW; None for what it said last."""
    _also.ask = words
    _also.forget()


def forget_allowed() -> None:
    """Ask anew at once; other processes do within FRESH_SECONDS."""
    _also.forget()


def _address(text: str) -> IPAddress:
    return ipaddress.ip_address(text.partition("%")[0])


def _meanings(address: IPAddress) -> list[IPAddress]:
    """List the addresses where a packet may really end: an IPv6 address may be a wrapping of an IPv4 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address, address.sixtofour]
    if any(address in network for network in _NAT64):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def _allow_list(words: Iterable[str]) -> tuple[list[ipaddress.IPv4Network | ipaddress.IPv6Network], set[str]]:
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
    hosts: set[str] = set()
    for word in words:
        try:
            networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            hosts.add(word.rstrip(".").lower())
    return networks, hosts


def _reason(error: Exception | None) -> str | Promise:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, TimeoutError):
        return _("brak odpowiedzi")
    if isinstance(error, ConnectionRefusedError):
        return _("połączenie odrzucone")
    if isinstance(error, ssl.SSLError):
        return error.reason or type(error).__name__
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error) if error else ""
