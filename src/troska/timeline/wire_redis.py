"""Redis as the wire: commits need not stand in line to notify. Away, it costs a poll's second and no request."""

import hashlib
import hmac
import socket
import time
from collections.abc import Sequence
from typing import Any

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

#: Whoever says something waits this long at most for a Redis that does not answer …
_CONNECT_SECONDS, _ANSWER_SECONDS = 0.5, 0.5
#: … and after that nobody waits for it for so long.
_PAUSE_SECONDS = 1.0
_SUBSCRIBE_SECONDS = 2.0
#: A line on which nothing is acknowledged any more is dead within about ten seconds.
_KEPT_ALIVE = {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3, socket.TCP_USER_TIMEOUT: 8000}


class RedisEar:
    """A subscription of its own."""

    def __init__(self, subscription: Any, channels: Sequence[str]) -> None:
        self._subscription = subscription
        self._subscription.subscribe(*channels)
        until, missing = time.monotonic() + _SUBSCRIBE_SECONDS, len(channels)
        while missing:
            answer = self._subscription.get_message(timeout=0.2)
            missing -= answer is not None and answer["type"] == "subscribe"
            if time.monotonic() > until:
                self.close()
                raise redis.TimeoutError("Redis confirms no subscription")

    def hear(self, seconds: float) -> list[str]:
        """Give what was said, as soon as something is; all that lies ready at once."""
        found, timeout = [], seconds
        while (message := self._subscription.get_message(timeout=timeout)) is not None:
            timeout = 0.0
            if message["type"] == "message":
                found.append(str(message["data"]))
        return found

    def close(self) -> None:
        """Listen no longer."""
        self._subscription.close()


class RedisWire:
    """Says by PUBLISH. Channels bear a mark of the installation's key: several may share one Redis."""

    losses: tuple[type[Exception], ...] = (redis.RedisError, OSError)
    is_in_commit = False

    def __init__(self, url: str, *, secret: str) -> None:
        mark = hmac.new(secret.encode(), b"troska wire", hashlib.sha256).hexdigest()[:16]
        self._prefix = f"troska:{mark}:"
        over_network = {} if url.startswith("unix:") else {"socket_keepalive_options": _KEPT_ALIVE}
        self._client: redis.Redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_ANSWER_SECONDS,
            # A lost subscription must be noticed, not mended in silence: what was said meanwhile is lost.
            retry=Retry(NoBackoff(), 0),
            health_check_interval=5,
            **({"socket_keepalive": True} | over_network if over_network else {}),
        )
        self._pause_until = 0.0

    def say(self, channel: str, texts: Sequence[str]) -> None:
        """Say texts to all who listen on the channel; while Redis is away they are lost, and nobody waits for it."""
        if time.monotonic() < self._pause_until:
            return
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                for text in texts:
                    pipeline.publish(self._prefix + channel, text)
                pipeline.execute()
        except self.losses as error:
            self._pause_until = time.monotonic() + _PAUSE_SECONDS
            log.warning("wire.lost", error=type(error).__qualname__)

    def listen(self, channels: Sequence[str]) -> RedisEar:
        """Listen on the channels."""
        subscription = self._client.pubsub()  # type: ignore[no-untyped-call] # redis says no types here
        return RedisEar(subscription, [self._prefix + channel for channel in channels])
