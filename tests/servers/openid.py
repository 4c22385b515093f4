"""A provider of OpenID Connect on loopback that can be told to lie."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from troska.core import clock

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Knows one person; `claims` overrides what the ID token says (None leaves out), `discovery` the rest."""

    sub: str = "obcy-1"
    email: str = "ktos@firma.example"
    email_verified: Any = True
    client_id: str = "troska"
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    key: Any = KEY
    algorithm: str = "RS256"
    sends_token: bool = True
    redirects_discovery_to: str = ""
    #: What arrived, by path.
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    #: What the person was sent with.
    question: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                provider.answer(self, {name: values[0] for name, values in parse_qs(body).items()})

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        """Answer one request."""
        path = urlsplit(handler.path).path
        self.asked.append((path, form))
        if path == "/.well-known/openid-configuration" and self.redirects_discovery_to:
            handler.send_response(302)
            handler.send_header("Location", self.redirects_discovery_to)
            handler.end_headers()
            return
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": self._token,
            "/me": lambda: self.userinfo or {"sub": self.sub, "email": self.email},
        }
        content = json.dumps(answers[path]()).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def _token(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"access_token": "dostep", "token_type": "Bearer"}
        if self.sends_token:
            answer["id_token"] = self.id_token()
        return answer

    def id_token(self) -> str:
        """Make the ID token."""
        now = int(clock.now().timestamp())
        usual = {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": self.question.get("nonce"),
            "email": self.email,
            "email_verified": self.email_verified,
            "name": "Ktoś Znany",
        }
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "1"})
