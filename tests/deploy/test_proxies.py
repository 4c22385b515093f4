"""Caddy and nginx, configured as docs/how-to/production.md says, in front of the real web server."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests import given
from tests.conftest import PROGRAMS
from tests.deploy.document import block
from tests.servers.browser import Browser
from tests.servers.certificates import make_certificate
from tests.servers.web import database_url

from troska.conversations import actions
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

HOST = "pomoc.example.pl"
PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Proxy:
    """A proxy in front, as a stranger reaches it."""

    plain: int
    secure: int

    def connection(self) -> http.client.HTTPSConnection:
        trusting = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=PATIENCE, context=trusting)
        plain = socket.create_connection(("127.0.0.1", self.secure), timeout=PATIENCE)
        connection.sock = trusting.wrap_socket(plain, server_hostname=HOST)
        return connection

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = self.connection()
        try:
            connection.request(method, path, body, {"Host": HOST, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture(params=[pytest.param("caddy", marks=pytest.mark.caddy), pytest.param("nginx", marks=pytest.mark.nginx)])
def proxy(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[Proxy]:
    """Each proxy in turn, in front of a web server that trusts it."""
    port, found = free_port(), Proxy(free_port(), free_port())
    settings = {
        "DATABASE_URL": database_url(),
        "PORT": str(port),
        "TROSKA_HOME": str(short_folder),
        "TROSKA_PUBLIC_URL": f"https://{HOST}",
        "TROSKA_TRUSTED_PROXIES": "127.0.0.1",
        "PYTHONWARNINGS": "ignore",
    }
    web = subprocess.Popen([sys.executable, "-m", "troska", "web"], env=os.environ | settings)
    command = {"caddy": caddy, "nginx": nginx}[request.param](short_folder, port, found)
    environment = {"HOME": str(short_folder), "PATH": PROGRAMS}
    with (short_folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=short_folder, stderr=log)
    try:
        until(lambda: _takes(found.secure) and _takes(port), (short_folder / "log").read_text)
        yield found
    finally:
        process.kill()  # Caddy would wait for open streams
        process.wait(20)
        web.terminate()
        web.wait(20)


def caddy(folder: Path, port: int, found: Proxy) -> list[str]:
    """Run the Caddyfile with ports of our own and a certificate that Caddy makes itself."""
    text = replaced(
        block("Caddyfile"), {"127.0.0.1:8000": f"127.0.0.1:{port}", f"{HOST} {{": f"{HOST} {{\n\ttls internal"}
    )
    ports = f"{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {found.plain}\n\thttps_port {found.secure}\n}}\n"
    (folder / "Caddyfile").write_text(ports + text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def nginx(folder: Path, port: int, found: Proxy) -> list[str]:
    """Run the server blocks with ports and a certificate of our own."""
    certificate, key = make_certificate(folder, HOST)
    text = replaced(
        block("nginx.conf"),
        {
            "127.0.0.1:8000": f"127.0.0.1:{port}",
            "listen 80;": f"listen 127.0.0.1:{found.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{found.secure} ssl;",
            f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate),
            f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(key),
        },
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    program = shutil.which("nginx", path=PROGRAMS) or ""
    around = f"daemon off;\nmaster_process off;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}"
    (folder / "nginx.conf").write_text(f"{around}{text}}}\n")
    return [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]


def replaced(text: str, changes: dict[str, str]) -> str:
    """Change what a test must, each of it really there."""
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def test_plain_http_is_led_to_https(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
    connection.request("GET", "/rozmowy/", headers={"Host": HOST})
    answer = connection.getresponse()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith("https://")
    connection.close()


def test_the_stream_arrives_at_once(proxy: Proxy) -> None:
    conversation = given.conversation()
    browser = Browser.of(given.agent())
    cookie = browser.cookie.replace("sesja=", "__Host-sesja=")
    connection = proxy.connection()
    connection.request("GET", "/strumien", headers={"Host": HOST, "Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == 200
    heard(answer, "hello")
    actions.add_note(conversation, text="Notatka", by=SYSTEM)
    given.sequenced()
    heard(answer, "changed")  # held back by a buffer, this would wait for kilobytes
    answer.close()
    connection.close()


def heard(answer: http.client.HTTPResponse, name: str) -> None:
    """Read until the event; the socket's own patience ends it."""
    while line := answer.readline().decode():
        if line.strip() == f"event: {name}":
            return
    pytest.fail(f"the stream ended before {name}")


def test_a_file_of_25_megabytes_passes(proxy: Proxy) -> None:
    conversation = given.conversation()
    browser = Browser.of(given.agent())
    cookie = browser.cookie.replace("sesja=", "__Host-sesja=")
    path = f"/rozmowa/{conversation.code}"
    connection = proxy.connection()
    connection.request("GET", f"{path}/", headers={"Host": HOST, "Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    csrf = next(
        one.partition(";")[0].partition("=")[2]
        for one in answer.headers.get_all("Set-Cookie") or []
        if one.startswith("__Host-csrf=")
    )
    content = b"\0" * (25 * 1000 * 1000)
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    headers = {
        "Cookie": f"{cookie}; __Host-csrf={csrf}",
        "X-CSRFToken": csrf,
        "Origin": f"https://{HOST}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    status, said = proxy.ask("POST", f"{path}/pliki/reply", head + content + b"\r\n--x--\r\n", **headers)
    assert status == 200, said[:300]


@pytest.mark.django_db(transaction=True)
def test_what_a_stranger_says_about_where_he_comes_from_is_not_believed(proxy: Proxy) -> None:
    """Sign-in attempts are counted by address: who could choose his own could try for ever."""
    given.agent("Ewa")  # on an empty installation there is no page to sign in
    connection = proxy.connection()
    connection.request("GET", "/konto/login/", headers={"Host": HOST})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.status == 200
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    statuses = []
    for nth in range(40):
        body = f"csrfmiddlewaretoken={token}&login=nikt{nth}@firma.example&password=zle-haslo-{nth}".encode()
        status, _ = proxy.ask(
            "POST",
            "/konto/login/",
            body,
            Cookie=cookie,
            Origin=f"https://{HOST}",
            Referer=f"https://{HOST}/konto/login/",
            **{"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"198.51.100.{nth}"},
        )
        statuses.append(status)
    assert 429 in statuses


def _takes(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def until(condition: Callable[[], object], why: Callable[[], str]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            pytest.fail(why()[-2000:])
        time.sleep(0.05)
