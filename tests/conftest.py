"""Set-up of every test: a PostgreSQL of its own, the product's settings, and what a machine may lack."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("troska", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("troska")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("TROSKA_TEST_SAMPLES", ROOT.parent / "shared" / "samples"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: axe-core, fetched by `make axe`; it looks at pages in tests and is no part of the product.
AXE = Path(os.environ.get("TROSKA_TEST_AXE", ROOT / "build" / "axe" / "package" / "axe.min.js"))
#: A real provider of OpenID Connect, fetched by `make openid`; no part of the product either.
OPENID = Path(os.environ.get("TROSKA_TEST_OPENID", ROOT / "build" / "openid" / "node_modules" / "oidc-provider"))

PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin"
POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin/postgres")

MISSING = {
    "axe": f"no axe-core in {AXE}; make axe fetches it" if not AXE.is_file() else "",
    "openid": f"no oidc-provider in {OPENID}; make openid fetches it" if not OPENID.is_dir() else "",
    "chromium": "no Chromium on this machine" if CHROMIUM is None else "",
    "dovecot": "no Dovecot on this machine" if shutil.which("dovecot") is None else "",
    "caddy": "no Caddy on this machine" if shutil.which("caddy") is None else "",
    "nginx": "no nginx on this machine" if shutil.which("nginx", path=PROGRAMS) is None else "",
    "postgresql15": "no PostgreSQL 15 of Debian on this machine" if not POSTGRESQL_15.exists() else "",
    "redis": "no Redis on this machine" if shutil.which("redis-server") is None else "",
    "samples": f"no sample mails in {SAMPLES}" if not SAMPLES.is_dir() else "",
}

_given = {name: value for name, value in os.environ.items() if name.startswith(("TROSKA_", "DATABASE_"))}
_home = pytest.StashKey[Path]()
_server = pytest.StashKey[object]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads its settings; a worker of pytest-xdist inherits the first process's."""
    if not hasattr(config, "workerinput"):
        _set_up(config)
    else:
        # A folder for each process: what one test erases from the raw store, another one's mail may be.
        own = Path(os.environ["TROSKA_HOME"], os.environ["PYTEST_XDIST_WORKER"])
        own.mkdir(mode=0o711)
        os.environ["TROSKA_HOME"] = str(own)
    _load_settings()


def _load_settings() -> None:
    """Read the settings, so that pytest-django finds them and sets Django up.

    The name of their module does not stay in the environment: a worker that inherits it reads them before it has its
    own folder, and all would share one.
    """
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "troska.config.settings")
        assert settings.DATABASES
    # Most tests have nobody who could sign in; that every page then leads to the first steps has tests of its own.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(".FirstSteps")]


def _set_up(config: pytest.Config) -> None:
    for name in _given:
        if not name.startswith("TROSKA_TEST_"):
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="troska-test-"))
    home.chmod(0o711)
    config.stash[_home] = home
    os.environ |= {
        "TROSKA_HOME": str(home),
        "TROSKA_SECRET_KEY": "the key of all tests, which is no secret at all",
        "DATABASE_URL": _given.get("DATABASE_URL") or _start_database(config, home),
    }


def _start_database(config: pytest.Config, home: Path) -> str:
    from troska.config.processes import postgres

    server = postgres.EmbeddedPostgres(home, durable=False).start()
    config.stash[_server] = server
    with psycopg.connect(postgres.superuser_url(home), autocommit=True) as connection:
        connection.execute("ALTER ROLE troska_owner CREATEDB CREATEROLE")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO troska_owner")
    # Tests own their tables, since they empty them; what the application's role may do has tests of its own.
    return server.url(owner=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the database and leave nothing behind."""
    from troska.config.processes.postgres import EmbeddedPostgres

    server = config.stash.get(_server, None)
    if isinstance(server, EmbeddedPostgres):
        server.stop("immediate")
        server.remove_socket_folder()
    if _home in config.stash:
        shutil.rmtree(config.stash[_home], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: they take longest."""
    items.sort(key=lambda item: not is_journey(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file's tests in one process, and all journeys in another: browsers side by side starve each other."""
    from xdist.scheduler import LoadScopeScheduling

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: "journeys" if is_journey(nodeid) else nodeid.partition("::")[0]
    return scheduler


def is_journey(nodeid: str) -> bool:
    return nodeid.startswith("tests/browser/")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, by name."""
    for mark, reason in MISSING.items():
        if reason and item.get_closest_marker(mark):
            pytest.skip(reason)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample mails."""
    return SAMPLES


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of the browser that journeys run in."""
    return CHROMIUM or ""


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for what keeps people out of a page."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A temporary folder that every account of this machine may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="troska-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _without_the_companys_list(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test without a database knows no private address that the company allows."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        return
    from troska.core import egress

    monkeypatch.setattr(egress, "_also", egress._AlsoAllowed())


#: Deletes are quicker than TRUNCATE where most of the tables are empty; foreign keys are looked at when it commits.
EMPTY = """
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
END $$
"""


@pytest.fixture(scope="session", autouse=True)
def _quick_emptying() -> Iterator[None]:
    """Empty the database between transactional tests, also of the tables that Django does not manage."""
    from django.db import connection, transaction
    from django.test import TransactionTestCase

    def empty(_case: TransactionTestCase) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EMPTY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture(autouse=True)
def _usual_language() -> None:
    """Begin each test in the product's language: a request of the one before may have left another in this thread."""
    from django.utils import translation

    translation.deactivate()
