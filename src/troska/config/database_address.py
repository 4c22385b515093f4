"""Where the database is, in each of the two roles, and the same as Django's settings."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from troska.config.environment import BadSetting, Environment
from troska.config.processes import postgres

#: Only what asks for it is planned once and kept (core.standing), however often something else is executed.
_PREPARED_WHEN_ASKED = 1_000_000_000
#: A network that swallows everything must not hold anybody for longer than a person waits: what is not acknowledged
#: for 5 s (milliseconds here), or is silent and then answers no probe, is a dead connection.
_NOT_FOR_EVER = {
    "connect_timeout": 4,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
_POOL_SECONDS = 4


def application_url(environment: Environment) -> str:
    """The address of the database in the application's role."""
    return environment.database_url or postgres.url(environment.home)


def owner_url(environment: Environment) -> str:
    """The address of the database in the role that owns the tables; the application's own where no other is given."""
    if environment.database_owner_url:
        return environment.database_owner_url
    return environment.database_url or postgres.url(environment.home, owner=True)


def application_role(environment: Environment) -> str:
    """The name of the application's role."""
    return str(conninfo_to_dict(application_url(environment)).get("user") or "")


def django_database(url: str, *, part: str, pool: int) -> dict[str, Any]:
    """Django's settings for the database at this address; `part` is how its connections are named in PostgreSQL."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise BadSetting("DATABASE_URL is not an address that PostgreSQL understands.") from error
    name, user, password, host, port = (
        str(given.pop(key, None) or "") for key in ("dbname", "user", "password", "host", "port")
    )
    options: dict[str, Any] = {**_NOT_FOR_EVER, **given, "application_name": part}
    options["prepare_threshold"] = _PREPARED_WHEN_ASKED
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": _POOL_SECONDS, "max_idle": 300}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
        # A pooled connection that died is found when it is handed out, not by the request that got it.
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
