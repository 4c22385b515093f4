"""Log lines: readable on a terminal, JSON otherwise. Message bodies and addresses of people never reach them."""

import asyncio
import logging
import sys
import warnings
from typing import Any

import structlog

from troska.config.environment import Environment

# Louder than this they tell every job and every request, with their arguments.
QUIET = {
    "procrastinate": "WARNING",
    "uvicorn": "WARNING",
    "asyncio": "WARNING",
    "psycopg.pool": "ERROR",
    "mail": "ERROR",
}


def configure(environment: Environment, *, part: str) -> None:
    """Send every log line of this process to standard error, in the form that the settings ask for."""
    is_human = environment.log_format == "human" or (environment.log_format == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(allow=["status_code", "code"]),
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if is_human else "iso", utc=not is_human),
        _naming(part),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=is_human and sys.stderr.isatty(), pad_event_to=0, pad_level=False)]
        if is_human
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    handler.addFilter(_is_news)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(environment.log_level.upper())
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)
    # WhiteNoise reads its files synchronously; they are small, and nobody who runs Troska can do anything about it.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out what the web server says of requests and streams that a stop cuts off: they resume elsewhere."""
    kind = record.exc_info[0] if record.exc_info else None
    is_cut = kind is not None and issubclass(kind, asyncio.CancelledError)
    return not is_cut and not str(record.msg).startswith("Cancel %s running task")


def _naming(part: str) -> structlog.typing.Processor:
    def name(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event.setdefault("part", part)
        return event

    return name
