"""Mails of all sessions that wait at the same time are kept by one commit: what waits for the disk waits once."""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import connections
from psycopg_pool import PoolTimeout

from troska.channels import intake
from troska.channels.email.health import HealthReports
from troska.channels.errors import IntakeUnavailable
from troska.channels.intake import Delivery

#: Bounds of one commit.
BATCH, BATCH_BYTES = 100, 32 * 1024 * 1024

log = structlog.get_logger(__name__)


class GroupCommit:
    """Takes deliveries from the event loop and keeps them from one worker thread, many at a time."""

    def __init__(self, health: HealthReports) -> None:
        self._health = health
        self._waiting: deque[tuple[Delivery, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="accept")

    async def keep(self, delivery: Delivery) -> None:
        """Return once the delivery is kept. Raises IntakeUnavailable when it is not."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, kept))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        await kept

    async def close(self) -> None:
        """Finish what waits and end the worker thread."""
        if self._task is not None:
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._worker, connections.close_all)
        self._worker.shutdown(wait=False)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = self._next_batch()
            failure: Exception | None = None
            try:
                await loop.run_in_executor(self._worker, self._accept, [delivery for delivery, _ in batch])
            except Exception as error:
                failure = error
                if not isinstance(error, IntakeUnavailable):
                    log.exception("intake.accept_failed", error=type(error).__name__)
            for _, kept in batch:
                if kept.done():  # the session is gone; the sender will hand the mail over once more
                    continue
                if failure is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(IntakeUnavailable())
        self._task = None

    def _next_batch(self) -> list[tuple[Delivery, asyncio.Future[None]]]:
        batch = [self._waiting.popleft()]
        size = len(batch[0][0].raw)
        while self._waiting and len(batch) < BATCH and size + len(self._waiting[0][0].raw) <= BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += len(batch[-1][0].raw)
        return batch

    def _accept(self, deliveries: list[Delivery]) -> None:
        try:
            self._accept_with_fresh_connection(deliveries)
        except IntakeUnavailable as unavailable:
            self._health.unavailable(unavailable)
            raise
        self._health.working()

    def _accept_with_fresh_connection(self, deliveries: list[Delivery]) -> None:
        try:
            intake.accept(deliveries)
        except IntakeUnavailable as unavailable:
            cause = unavailable.__cause__
            if isinstance(cause, OSError) or (cause is not None and isinstance(cause.__cause__, PoolTimeout)):
                raise
            # The database may be back already, and only this thread's connection old; senders wait minutes.
            connections.close_all()
            intake.accept(deliveries)
