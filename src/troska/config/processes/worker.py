"""The worker: jobs, and the loops that follow the timeline and the intake journal."""

import asyncio
import contextlib
import logging
import threading
import time

from procrastinate import App, BaseConnector, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from troska.config.environment import Environment, environment
from troska.config.processes import beating, loops, parts

LOOPS = (
    "troska.timeline.sequencer",
    "troska.timeline.followers",
    "troska.timeline.ticks",
    "troska.channels.drain",
    "troska.staff.audit.sealing",
    "troska.config.recovery.scheduling",
)
# A worker that was killed is known by its heart having stopped; its jobs are then given to another one.
STALLED_AFTER = 30
RESCUE_EVERY = 10.0

log = logging.getLogger(__name__)


class Connector(PsycopgConnector):
    """The worker's own connections. What its code defers goes by Django's: a job is there when, and only if, the
    transaction that defers it commits; else it might run before there is anything to do.
    """

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def main() -> None:
    """Run until told to stop."""
    stop = parts.begin("worker")
    settings = environment()
    running = loops.existing(LOOPS)
    loops.start(running, stop)
    beats = beating.start("worker", stop, running)
    asyncio.run(_work(stop, settings))
    since = time.monotonic()
    stuck = loops.join(running, within=parts.STOP_WITHIN)
    beating.join(beats)
    parts.end(stuck, since=since)


async def _work(stop: threading.Event, settings: Environment) -> None:
    """Run jobs; a lost database ends a turn, not the worker."""
    pause = loops.FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            with jobs.replace_connector(Connector(kwargs=connector_params())) as app:
                async with app.open_async():
                    await _turn(app, stop, settings)
        except (ConnectorException, *loops.type_of_loss) as error:
            log.warning("jobs stopped (database: %s) and start again", type(error).__name__)
            pause = min(pause, loops.LONGEST_PAUSE_FOR_DATABASE)
        except Exception:
            log.exception("jobs stopped and start again")
        if time.monotonic() - began > loops.HEALTHY_AFTER:
            pause = loops.FIRST_PAUSE
        await _until(stop, pause)
        pause = min(pause * 2, loops.LONGEST_PAUSE)


async def _turn(app: App, stop: threading.Event, settings: Environment) -> None:
    """Run jobs until told to stop or until something fails."""
    options: WorkerOptions = {
        "concurrency": settings.worker_concurrency,
        "install_signal_handlers": False,
        "shutdown_graceful_timeout": parts.STOP_WITHIN - 0.5,
        "fetch_job_polling_interval": 2.0,
        "stalled_worker_timeout": STALLED_AFTER,
        "delete_jobs": "successful",
    }
    if settings.worker_queues:
        options["queues"] = settings.worker_queues
    worker = asyncio.create_task(app.run_worker_async(**options))
    beside = [asyncio.create_task(_until(stop, None)), asyncio.create_task(_rescue(app))]
    try:
        await asyncio.wait([worker, *beside], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*beside, worker):
            task.cancel()
        for task in beside:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        with contextlib.suppress(asyncio.CancelledError):
            await worker


async def _rescue(app: App) -> None:
    """Give jobs of workers that died back to the queue."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            log.warning("job %s (%s) was left by a worker that died and runs again", job.id, job.task_name)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(RESCUE_EVERY)


async def _until(stop: threading.Event, seconds: float | None) -> None:
    until = None if seconds is None else time.monotonic() + seconds
    # A thread's event, which asyncio cannot await.
    while not stop.is_set() and (until is None or time.monotonic() < until):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
