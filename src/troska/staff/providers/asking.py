"""Asking a provider over HTTP: only at allowed addresses, without redirects, and no more than is sensible."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from troska.core import egress
from troska.core.errors import TroskaError

TIMEOUT = 10.0
MOST_BYTES = 512 * 1024


class _Plain(HTTPConnection):
    def _new_conn(self) -> Any:
        return egress.open_connection(self._dns_host, self.port or 80, TIMEOUT)


class _Encrypted(HTTPSConnection):
    def _new_conn(self) -> Any:
        return egress.open_connection(self._dns_host, self.port or 443, TIMEOUT)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class _Checked(HTTPAdapter):
    """Connects through `core.egress` and reads a bounded answer."""

    def init_poolmanager(self, *_args: Any, **_kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=2)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}

    def send(self, request: requests.PreparedRequest, *_args: Any, **_kwargs: Any) -> requests.Response:
        try:
            answer = super().send(request, stream=True, timeout=TIMEOUT, verify=True)
        except TroskaError as error:
            raise requests.ConnectionError(str(error)) from error
        content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        answer.close()
        if len(content) > MOST_BYTES:
            raise requests.ConnectionError("the answer is too long")
        answer._content, answer._content_consumed = content, True  # noqa: SLF001 -- read above
        return answer


class Session(requests.Session):
    """Goes nowhere but where it is sent: no proxies of the environment, no redirects."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("https://", _Checked())
        self.mount("http://", _Checked())

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["allow_redirects"] = False
        return super().request(*args, **kwargs)
