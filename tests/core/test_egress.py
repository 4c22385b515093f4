"""Abuse case 20 of the design for mail hosts: what is no public address is refused, however it is written."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.servers.certificates import make_certificate

from troska.core import egress

INWARD = [
    "127.0.0.1", "127.8.9.10", "localhost", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1", "255.255.255.255", "198.18.0.1",
    "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:7f00:1", "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
    "2001:db8::1", "2001::1", "100::1",
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ()


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("host", INWARD)
def test_addresses_of_inner_networks_are_refused_in_every_notation(host: str) -> None:
    with pytest.raises(egress.EgressRefused) as refused:
        egress.resolve_allowed(host, 993)
    assert host in str(refused.value)
    assert "TROSKA_EGRESS_ALLOW" in str(refused.value)


@pytest.mark.parametrize("host", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_let_out(host: str) -> None:
    assert egress.resolve_allowed(host, 993)[0][1] == 993


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "127.0.0.1", "localhost", "LOCALHOST."])
def test_the_administrator_may_allow_a_network_or_a_host(settings: LazySettings, listener: int, allowed: str) -> None:
    settings.TROSKA_EGRESS_ALLOW = (allowed, "::1/128")
    with egress.open_connection("localhost", listener, 5) as connection:
        assert connection.getpeername()[1] == listener


@pytest.mark.parametrize("answer", ["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254"])
def test_an_allowed_name_never_leads_to_where_a_cloud_hands_out_keys(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("poczta.firma.lan",)
    kinds = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(*kinds, (answer, 993))])
    with pytest.raises(egress.EgressRefused):
        egress.resolve_allowed("poczta.firma.lan", 993)


def test_a_network_allowed_for_ipv4_is_allowed_in_its_ipv6_notation(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("10.1.0.0/16",)
    assert egress.resolve_allowed("::ffff:10.1.2.3", 25)
    with pytest.raises(egress.EgressRefused):
        egress.resolve_allowed("::ffff:10.2.2.3", 25)


def test_an_allowed_network_does_not_allow_a_host_outside_of_it(settings: LazySettings, listener: int) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("10.0.0.0/8",)
    with pytest.raises(egress.EgressRefused):
        egress.open_connection("127.0.0.1", listener, 5)


def test_a_name_that_leads_inside_and_outside_is_used_only_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        kinds = (socket.SOCK_STREAM, 6, "")
        return [
            (socket.AF_INET, *kinds, ("192.168.0.5", port)),
            (socket.AF_INET, *kinds, ("8.8.4.4", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    assert egress.resolve_allowed("poczta.example", 993) == [("8.8.4.4", 993)]


def test_the_name_is_resolved_once_so_that_a_second_answer_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, listener: int
) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.1/32",)
    answers = iter([("127.0.0.1", listener), ("127.0.0.2", listener)])

    def resolved(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with egress.open_connection("poczta.example", listener, 5) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
    with pytest.raises(egress.EgressRefused):
        egress.open_connection("poczta.example", listener, 5)


def test_a_port_where_nobody_listens_is_told_with_its_host(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(egress.HostUnreachable, match=f"127.0.0.1:{port}"):
        egress.open_connection("127.0.0.1", port, 5)


def test_a_name_that_is_none_is_unknown() -> None:
    with pytest.raises(egress.HostUnknown, match=r"a\.\.b"):
        egress.resolve_allowed("a..b", 25)


def test_a_server_without_tls_is_no_encrypted_connection(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"* OK plain IMAP here\r\n")
                peer.recv(1000)

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(egress.EncryptionFailed):
            egress.open_connection("127.0.0.1", server.getsockname()[1], 5, tls=True)
        thread.join()


@pytest.mark.parametrize(("host", "outcome"), [("localhost", "good"), ("127.0.0.1", "refused")])
def test_the_certificate_must_be_good_for_the_name_that_was_asked_for(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, outcome: str
) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    certificate, key = make_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with contextlib.suppress(OSError), context.wrap_socket(peer, server_side=True) as encrypted:
                encrypted.sendall(b"* OK\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        if outcome == "good":
            with egress.open_connection(host, port, 5, tls=True) as connection:
                assert connection.recv(100) == b"* OK\r\n"
        else:
            with pytest.raises(egress.EncryptionFailed, match=r"127\.0\.0\.1"):
                egress.open_connection(host, port, 5, tls=True)
        thread.join()


@pytest.mark.parametrize("text", ["1.1.1.1", "2a00:1450:4001::200e"])
def test_public_is_public(text: str) -> None:
    assert egress.is_public(ipaddress.ip_address(text))
