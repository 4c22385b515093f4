"""Every setting that Troska takes from the environment, in one table; this module imports no Django.

A secret may also be given as a file: `DATABASE_URL_FILE=/run/secrets/url` is read when `DATABASE_URL` is wanted.
"""

import functools
import ipaddress
import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class BadSetting(Exception):
    """A setting has a value that Troska cannot use; the message is for the person who set it."""


def _boolean(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in words:
        raise ValueError("expected 1 or 0 (also true/false, yes/no, on/off)")
    return words[text.lower()]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _between(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(text)

    return number


def _one_of(*choices: str) -> Callable[[str], str]:
    def choice(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError("expected one of " + ", ".join(choices))
        return text.lower()

    return choice


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("expected an address such as https://pomoc.example.pl, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _database_url(text: str) -> str:
    if urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("expected postgresql://user:password@host:5432/name; Troska works on PostgreSQL only")
    return text


def _redis_url(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("expected redis://:password@host:6379/0, or rediss:// for TLS")
    if find_spec("redis") is None:
        raise ValueError("the package redis is missing; run: pip install -r requirements/redis.lock")
    return text


def _smtp_url(text: str) -> str:
    parts = urlsplit(text)
    security = parse_qs(parts.query).get("security", [""])[-1]
    if (
        parts.port == 0
        or parts.scheme not in {"smtp", "smtps"}
        or not parts.hostname
        or security not in {"", "tls", "starttls", "plain"}
    ):
        raise ValueError("expected smtp://user:password@host:587?security=starttls (or tls, or plain)")
    return text


def _mail_address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not local or "." not in domain or any(mark.isspace() or mark in "<>,;" for mark in text):
        raise ValueError("expected an address such as troska@example.pl, without a name")
    return text


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("expected the name of a time zone, such as Europe/Warsaw") from error
    return text


def _long_secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("expected at least 32 random characters")
    return text


def _address_or_off(text: str) -> tuple[str, int] | None:
    if text.lower() in {"off", "0", "none"}:
        return None
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host:
        raise ValueError("expected an address and a port, such as 127.0.0.1:2424, or off")
    return host, _between(0, 65535)(port)


def _own_address_or_off(text: str) -> tuple[str, int] | None:
    return _address_or_off(f"127.0.0.1:{text}" if text.isdigit() and text != "0" else text)


def _networks_or_hosts(text: str) -> tuple[str, ...]:
    for word in _words(text):
        if word[0].isdigit() or ":" in word:
            ipaddress.ip_network(word, strict=False)
    return _words(text)


def _times_of_day(text: str) -> tuple[str, ...]:
    for word in _words(text):
        hour, colon, minute = word.partition(":")
        if not colon or len(minute) != 2:
            raise ValueError("expected times such as 02:30 or 02:30,14:30")
        _between(0, 23)(hour), _between(0, 59)(minute)
    return tuple(f"{word:0>5}" for word in _words(text))


def _three_numbers(text: str) -> tuple[int, int, int]:
    numbers = [_between(0, 1000)(word) for word in _words(text)]
    if len(numbers) != 3:
        raise ValueError("expected three numbers: days, weeks and months, such as 7,4,12")
    return numbers[0], numbers[1], numbers[2]


def default_home() -> Path:
    """The folder for data when `TROSKA_HOME` is not set: /var/lib/troska as root, else in the user's data folder."""
    if os.geteuid() == 0:
        return Path("/var/lib/troska")
    data = os.environ.get("XDG_DATA_HOME", "")
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return base / "troska"


def _setting(
    name: str,
    parse: Callable[[str], Any],
    default: Any,
    meaning: str,
    *,
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    """One row of the table: variable, how its text becomes a value, default, its meaning in one sentence."""
    metadata = {"name": name, "parse": parse, "meaning": meaning, "secret": secret, "shown": shown}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The settings of this process, read and checked."""

    home: Path = _setting(
        "TROSKA_HOME",
        _path,
        default_home,
        "Folder for everything that Troska keeps: database, raw mail, attachments, keys.",
        shown="`/var/lib/troska` as root, else `$XDG_DATA_HOME/troska` or `~/.local/share/troska`",
    )
    files: Path | None = _setting(
        "TROSKA_FILES",
        _path,
        None,
        "Folder for raw mail and attachments; with several machines a volume that all of them share.",
        shown="`TROSKA_HOME`",
    )
    host: str = _setting("HOST", str, "127.0.0.1", "Address that the web server listens on.")
    port: int = _setting("PORT", _between(1, 65535), 8000, "Port that the web server listens on.")
    public_url: str | None = _setting(
        "TROSKA_PUBLIC_URL",
        _public_url,
        None,
        "Address by which people reach Troska; with https, cookies are sent over https only.",
        shown="`http://HOST:PORT`",
    )
    allowed_hosts: tuple[str, ...] = _setting(
        "TROSKA_ALLOWED_HOSTS",
        _words,
        (),
        "Further host names, by comma, that requests may carry beside the public address and this machine's own.",
    )
    trusted_proxies: tuple[str, ...] = _setting(
        "TROSKA_TRUSTED_PROXIES",
        _words,
        (),
        "Addresses or networks, by comma, of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    database_url: str | None = _setting(
        "DATABASE_URL",
        _database_url,
        None,
        "PostgreSQL (15 or newer) to use instead of the embedded one, in the application's role.",
        shown="the embedded PostgreSQL",
        secret=True,
    )
    database_owner_url: str | None = _setting(
        "DATABASE_OWNER_URL",
        _database_url,
        None,
        "The same database in the role that owns the tables, used for migrations only.",
        shown="`DATABASE_URL`",
        secret=True,
    )
    database_pool: int = _setting(
        "TROSKA_DATABASE_POOL",
        _between(0, 200),
        10,
        "Most database connections that one process keeps in its pool; 0 opens one for each request.",
    )
    redis_url: str | None = _setting(
        "REDIS_URL",
        _redis_url,
        None,
        "Redis by which processes wake each other and tell who is here, instead of PostgreSQL's NOTIFY; for many "
        "machines. It keeps nothing.",
        shown="none",
        secret=True,
    )
    secret_key: str | None = _setting(
        "TROSKA_SECRET_KEY",
        _long_secret,
        None,
        "Key that signs sessions, reply tokens and links, and encrypts stored secrets.",
        shown="made once, kept in `TROSKA_HOME/secret_key`",
        secret=True,
    )
    former_secret_keys: tuple[str, ...] = _setting(
        "TROSKA_FORMER_SECRET_KEYS",
        _words,
        (),
        "Keys used before, by comma, that are still accepted after a change of the key.",
        secret=True,
    )
    language: str = _setting(
        "TROSKA_LANGUAGE", _one_of("pl", "en"), "pl", "Language of pages for people who chose none."
    )
    time_zone: str = _setting(
        "TROSKA_TIME_ZONE", _time_zone, "Europe/Warsaw", "Time zone in which people read and enter times."
    )
    worker_concurrency: int = _setting(
        "TROSKA_WORKER_CONCURRENCY", _between(1, 100), 10, "Jobs that one worker runs at the same time."
    )
    worker_queues: tuple[str, ...] = _setting(
        "TROSKA_WORKER_QUEUES", _words, (), "Names of the job queues, by comma, that this worker serves.", shown="all"
    )
    smtp_url: str | None = _setting(
        "TROSKA_SMTP_URL",
        _smtp_url,
        None,
        "Mail server that sends for inboxes without a mailbox of their own, as "
        "`smtp://user:password@host:587?security=starttls`.",
        shown="none",
        secret=True,
    )
    letters_from: str = _setting(
        "TROSKA_LETTERS_FROM",
        _mail_address,
        "",
        "Address that letters to staff come from (a new password, an invitation, an alarm).",
        shown="that of the inbox whose mailbox sends them",
    )
    backup_to: Path | None = _setting(
        "TROSKA_BACKUP_TO",
        _path,
        None,
        "Folder that backups are written to, best on another disk; the worker of a machine that has it writes them.",
        shown="none: no backups by themselves",
    )
    backup_at: tuple[str, ...] = _setting(
        "TROSKA_BACKUP_AT",
        _times_of_day,
        ("02:30",),
        "Times of day, by comma, at which a backup is written, in TROSKA_TIME_ZONE.",
        shown="`02:30`",
    )
    backup_recipients: tuple[str, ...] = _setting(
        "TROSKA_BACKUP_RECIPIENTS",
        _words,
        (),
        "Public keys of age (age1…), by comma, whose owners can open backups; `troska backup new-key` makes one.",
        shown="none: no backup without a recipient",
    )
    backup_encryption: bool = _setting(
        "TROSKA_BACKUP_ENCRYPTION",
        _boolean,
        True,
        "Encrypts backups; `off` is for those whose disk or store encrypts by itself.",
    )
    backup_keep: tuple[int, int, int] = _setting(
        "TROSKA_BACKUP_KEEP",
        _three_numbers,
        (7, 4, 12),
        "How many daily, weekly and monthly backups are kept.",
        shown="`7,4,12`",
    )
    automatic_mails_per_hour: int = _setting(
        "TROSKA_AUTOMATIC_MAILS_PER_HOUR",
        _between(0, 1_000_000),
        500,
        "Most mails that Troska sends by itself in an hour, so that nobody can make it a relay; 0 sends none.",
    )
    lmtp_listen: tuple[str, int] | None = _setting(
        "TROSKA_LMTP_LISTEN",
        _address_or_off,
        ("127.0.0.1", 2424),
        "Address and port on which mail intake takes mail by LMTP and SMTP, or `off`.",
        shown="`127.0.0.1:2424`",
    )
    lmtp_accept_all: bool = _setting(
        "TROSKA_LMTP_ACCEPT_ALL",
        _boolean,
        False,
        "Takes mail for any recipient by LMTP and SMTP, not only for addresses of our inboxes.",
    )
    lmtp_authserv_id: str = _setting(
        "TROSKA_LMTP_AUTHSERV_ID",
        str,
        "",
        "Name in Authentication-Results (RFC 8601) of the mail server that hands mail over by LMTP; its verdict is"
        " believed, nobody else's.",
        shown="none: senders stay unchecked",
    )
    egress_allow: tuple[str, ...] = _setting(
        "TROSKA_EGRESS_ALLOW",
        _networks_or_hosts,
        (),
        "Networks and host names, by comma, that Troska may connect to although they are loopback or private, "
        "such as 10.1.2.0/24 for a mail server.",
    )
    undo_seconds: int = _setting(
        "TROSKA_UNDO_SECONDS",
        _between(0, 120),
        10,
        "Seconds for which what an agent sends is held so that he can take it back; 0 sends at once.",
    )
    purge_days: int = _setting(
        "TROSKA_PURGE_DAYS",
        _between(0, 3650),
        30,
        "Days after which conversations in spam and in the bin are erased; 0 keeps them.",
    )
    demo_smtp_port: int = _setting(
        "TROSKA_DEMO_SMTP_PORT",
        _between(0, 65535),
        0,
        "Port on loopback where the mail server of `troska demo` takes mail; 0 takes a free one.",
    )
    demo_imap_port: int = _setting(
        "TROSKA_DEMO_IMAP_PORT",
        _between(0, 65535),
        0,
        "Port on loopback where the mail server of `troska demo` serves its mailboxes by IMAP; 0 takes a free one.",
    )
    metrics_listen: tuple[str, int] | None = _setting(
        "TROSKA_METRICS_LISTEN",
        _own_address_or_off,
        None,
        "Address and port for Prometheus, such as `127.0.0.1:9464`; a port alone means this machine only. "
        "The web server answers at this port, the worker at the next one, mail intake at the one after.",
        shown="`off`",
    )
    log_level: str = _setting(
        "TROSKA_LOG_LEVEL", _one_of("debug", "info", "warning", "error"), "info", "Least severe log line to write."
    )
    log_format: str = _setting(
        "TROSKA_LOG_FORMAT",
        _one_of("auto", "human", "json"),
        "auto",
        "Form of log lines; auto is human on a terminal and JSON otherwise.",
    )
    debug: bool = _setting(
        "TROSKA_DEBUG",
        _boolean,
        False,
        "Shows program errors in the browser; for developers, never in public.",
    )

    @property
    def address(self) -> str:
        """The address that people open."""
        return self.public_url or f"http://{'localhost' if self.host in _ANY_ADDRESS else self.host}:{self.port}"


_ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on


def read(environ: Mapping[str, str]) -> Environment:
    """Read every setting from the mapping; raises BadSetting with a message for a person."""
    return Environment(**{row.name: value for row in fields(Environment) for value in _given(row, environ)})


def _given(row: "Field[Any]", environ: Mapping[str, str]) -> list[Any]:
    """The value of one row as a list of one, or an empty list where the default holds."""
    name: str = row.metadata["name"]
    text = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip() if row.metadata["secret"] else ""
    if text and file:
        raise BadSetting(f"{name} and {name}_FILE are both set; keep one of them.")
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise BadSetting(f"{name}_FILE: cannot read {file} ({error}).") from error
        if not text:
            raise BadSetting(f"{name}_FILE: {file} is empty.")
    if not text:
        return []
    try:
        return [row.metadata["parse"](text)]
    except ValueError as error:
        shown = "a value that is not shown here" if row.metadata["secret"] else repr(text)
        raise BadSetting(f"{name} has {shown}: {error}.") from error


@functools.cache
def environment() -> Environment:
    """The settings of this process, read once."""
    return read(os.environ)
