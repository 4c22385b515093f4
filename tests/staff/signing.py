"""What a person has in his pocket: an app with codes; and how he signs in with it."""

import base64
import hmac
import re
import struct

from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from troska.core import clock

PASSWORD = "dobre hasło konsultantki"


def code(secret: str, *, steps: int = 0) -> str:
    """The six digits that an app shows now (RFC 6238), or so many half minutes later."""
    counter = int(clock.now().timestamp()) // 30 + steps
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), "sha1").digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06d}"


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post("/konto/login/", {"login": email, "password": password, **more})  # type: ignore[return-value]  # a response


def add_app(browser: Client) -> str:
    """Set up an app in the browser of somebody who is signed in; gives its secret."""
    page = browser.get("/konto/drugi-skladnik/aplikacja/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page)[1]  # type: ignore[index]  # must be there
    answer = browser.post("/konto/drugi-skladnik/aplikacja/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    cache.clear()  # or the code that was just used could not be used again
    return secret
