"""The probe through real servers: one that passes a stream on, one that holds it back, one that is not us."""

import asyncio
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from tests.servers.certificates import make_certificate

from troska.config import probe
from troska.config.asgi import application
from troska.config.doctor import public
from troska.core import clock


@contextmanager
def served(certificate: tuple[Path, Path] | None = None) -> Iterator[int]:
    files = {"ssl_certfile": str(certificate[0]), "ssl_keyfile": str(certificate[1])} if certificate else {}
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", ws="none", log_config=None, **files))  # type: ignore[arg-type] # by name
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)


@contextmanager
def proxied(port: int, pass_on: Callable[[socket.socket, socket.socket], None]) -> Iterator[int]:
    """A proxy for one connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        front, _ = listening.accept()
        with front, socket.create_connection(("127.0.0.1", port)) as back:
            back.sendall(front.recv(65536).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            pass_on(back, front)

    thread = threading.Thread(target=run)
    thread.start()
    yield listening.getsockname()[1]
    thread.join(10)
    listening.close()


def at_once(back: socket.socket, front: socket.socket) -> None:
    while piece := back.recv(65536):
        front.sendall(piece)


def held_back(back: socket.socket, front: socket.socket) -> None:
    whole = b""
    while piece := back.recv(65536):
        whole += piece
    front.sendall(whole)


@pytest.fixture(scope="module")
def web() -> Iterator[int]:
    with served() as port:
        yield port


def codes(address: str, **more: ssl.SSLContext) -> list[str]:
    return [finding.code for finding in public.told(address, probe.ask(address, **more), clock.now())]


def test_a_stream_that_comes_as_it_is_written_is_fine(web: int) -> None:
    assert codes(f"http://127.0.0.1:{web}") == ["public.reached", "stream.live"]


def test_a_proxy_that_passes_on_at_once_is_fine_and_one_that_buffers_is_found_out(web: int) -> None:
    with proxied(web, at_once) as port:
        assert codes(f"http://127.0.0.1:{port}") == ["public.reached", "stream.live"]
    with proxied(web, held_back) as port:
        assert codes(f"http://127.0.0.1:{port}") == ["public.reached", "stream.buffered"]


def test_an_address_where_somebody_else_answers_or_nobody(web: int) -> None:
    def other(_back: socket.socket, front: socket.socket) -> None:
        front.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nHej!")

    with proxied(web, other) as port:
        assert codes(f"http://127.0.0.1:{port}") == ["public.elsewhere"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert codes(f"http://127.0.0.1:{free.getsockname()[1]}") == ["public.unreached"]


def test_a_redirect_is_not_followed(web: int) -> None:
    def elsewhere(_back: socket.socket, front: socket.socket) -> None:
        front.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")

    with proxied(web, elsewhere) as port:
        heard = probe.ask(f"http://127.0.0.1:{port}")
    assert (heard.status, heard.is_us) == (302, False)


def test_certificates_are_checked_for_name_chain_and_days(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.1")
    with served(certificate) as port:
        address = f"https://127.0.0.1:{port}"
        assert codes(address) == ["certificate.bad"]
        trusted = ssl.create_default_context(cafile=str(certificate[0]))
        assert codes(address, trusted=trusted) == ["certificate.good", "public.reached", "stream.live"]
        assert codes(f"https://localhost:{port}", trusted=trusted) == ["certificate.bad"]
        heard = probe.ask(address, trusted=trusted)
    assert heard.expires_at is not None
    for days, code in ((13, "certificate.soon"), (2, "certificate.over"), (-1, "certificate.over")):
        later = heard.expires_at - timedelta(days=days, hours=-1)
        assert next(public.told(address, heard, later)).code == code


@pytest.mark.parametrize("word", ["", "1", "1.x", "9999999999.abc", "-5.a", "1" * 4000])
def test_nobody_else_can_hold_a_stream_open(web: int, word: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", web, timeout=5)
    connection.request("GET", f"{probe.PATH}?{word}")
    response = connection.getresponse()
    assert (response.status, response.read()) == (404, b"")
    connection.close()


def test_a_word_is_good_for_five_minutes(web: int) -> None:
    with clock.moved_by(timedelta(minutes=-6)):
        old = probe.token()
    connection = http.client.HTTPConnection("127.0.0.1", web, timeout=5)
    connection.request("GET", f"{probe.PATH}?{old}")
    assert connection.getresponse().status == 404
    connection.close()


def test_a_proxys_clock_that_goes_wrong_is_told() -> None:
    heard = probe.Heard(status=200, is_us=True, gap=1.0, ahead=-30.0)
    assert [one.code for one in public.told("http://x", heard, clock.now())][-1] == "clock.public"
