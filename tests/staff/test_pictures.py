"""Pictures of people: drawn anew, and seen by colleagues only."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import given

from troska.staff import files
from troska.staff.models import Agent

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **more)
    return content.getvalue()


def upload(browser: Client, content: bytes, name: str = "ja.jpg") -> str:
    answer = browser.post("/ustawienia/ja/zdjecie", {"zdjecie": SimpleUploadedFile(name, content)}, follow=True)
    return answer.content.decode()


@pytest.fixture
def marta(client: Client) -> Agent:
    agent = given.agent("Marta Wójcik")
    client.force_login(agent)
    return agent


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_any_picture_becomes_a_small_square_of_ours(client: Client, marta: Agent, kind: str) -> None:
    upload(client, picture(kind))
    marta.refresh_from_db()
    answer = client.get(f"/zdjecia/{marta.picture}.webp")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    drawn = Image.open(io.BytesIO(answer.content))
    assert (drawn.format, drawn.size) == ("WEBP", (files.SIDE, files.SIDE))
    assert len(answer.content) < 50_000


def test_where_and_by_what_it_was_taken_is_not_kept(client: Client, marta: Agent) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kanarek telefony"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    content = picture(exif=exif, size=(100, 200))
    assert b"Kanarek" in content
    upload(client, content)
    marta.refresh_from_db()
    kept = files.read(marta.picture)
    assert b"Kanarek" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def bomb() -> bytes:
    """A PNG of a few bytes that claims to be 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7",
        b"x",
        picture()[:300],
        b"\0" * (files.MOST_BYTES + 1),
    ],
    ids=["bomb", "svg", "false gif", "pdf", "byte", "cut off", "too long"],
)
def test_what_is_no_picture_is_refused(client: Client, marta: Agent, content: bytes) -> None:
    assert "nie da się użyć jako zdjęcia" in upload(client, content)
    marta.refresh_from_db()
    assert marta.picture == ""


def test_a_new_one_replaces_the_one_before_and_initials_come_back(client: Client, marta: Agent) -> None:
    upload(client, picture())
    marta.refresh_from_db()
    first = marta.picture
    assert first in client.get("/rozmowy/moje/").content.decode()
    upload(client, picture("PNG"))
    marta.refresh_from_db()
    assert client.get(f"/zdjecia/{first}.webp").status_code == 404
    with pytest.raises(FileNotFoundError):
        files.read(first)
    client.post("/ustawienia/ja/zdjecie", {"usun": "1"})
    assert "/zdjecia/" not in client.get("/rozmowy/moje/").content.decode()


def test_only_colleagues_see_it(client: Client, marta: Agent) -> None:
    upload(client, picture())
    marta.refresh_from_db()
    assert Client().get(f"/zdjecia/{marta.picture}.webp").status_code == 404
    assert client.get("/zdjecia/..%2F..%2Fsecret_key.webp").status_code == 404
