"""The embedded PostgreSQL on one machine: private, durable, and hard to confuse."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from troska.config.environment import BadSetting
from troska.config.processes.lock import AlreadyRunning
from troska.config.processes.postgres import EmbeddedPostgres, superuser_url

pytestmark = pytest.mark.embedded
is_root = os.geteuid() == 0
Server = Callable[[Path], EmbeddedPostgres]


@pytest.fixture
def server() -> Iterator[Server]:
    made: list[EmbeddedPostgres] = []

    def make(home: Path) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(home, durable=False))
        return made[-1]

    yield make
    for one in made:
        one.stop("immediate")
        one.remove_socket_folder()


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def ask_fails(url: str) -> bool:
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")
    return True


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement.encode())


def test_it_is_private_and_has_the_locale_we_rely_on(short_folder: Path, server: Server) -> None:
    home = short_folder / "home"
    one = server(home).start()
    assert ask(one.url(), "SELECT current_user") == "troska"
    assert ask(one.url(owner=True), "SELECT current_user") == "troska_owner"
    admin = superuser_url(home)
    assert ask(admin, "SHOW listen_addresses") == ""
    assert ask(admin, "SHOW jit") == "off"
    assert (
        ask(admin, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'troska'") == "bC.UTF-8"
    )
    assert ask(admin, "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'troska%'") == 0
    sockets = Path((home / "postgres" / "socket_folder").read_text())
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert len(str(sockets / ".s.PGSQL.5432")) < 107
    for file in (home / "postgres").glob("*.password"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if is_root:
        assert (home / "postgres" / "data").stat().st_uid != 0


def test_nobody_gets_in_without_the_password(short_folder: Path, server: Server) -> None:
    one = server(short_folder / "home").start()
    password = (short_folder / "home" / "postgres" / "troska.password").read_text().strip()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(one.url().replace(password, "guess"), "SELECT 1")
    for other in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            ask(one.url().replace("@/troska?", f"@/{other}?"), "SELECT 1")


def test_a_user_without_a_name_is_told_what_to_do(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(BadSetting, match=r"number 54321.*DATABASE_URL"):
        EmbeddedPostgres(short_folder / "home", durable=False).start()


def test_the_application_cannot_make_tables(short_folder: Path, server: Server) -> None:
    one = server(short_folder / "home").start()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(one.url(), "CREATE TABLE x ()")


def test_data_survive_a_restart_and_a_kill(short_folder: Path, server: Server) -> None:
    one = server(short_folder / "home").start()
    run(one.url(owner=True), "CREATE TABLE kept AS SELECT 1 AS n")
    known = one.url()
    one.stop()
    assert ask_fails(known)
    one.start()
    assert ask(known, "SELECT 1") == 1  # other processes go on by the address that they know
    run(one.url(owner=True), "INSERT INTO kept VALUES (2)")
    one.kill()
    one.start()
    assert ask(one.url(owner=True), "SELECT sum(n) FROM kept") == 3


def test_a_home_with_a_path_of_150_characters(short_folder: Path, server: Server) -> None:
    home = short_folder / ("ż" * 30 + " " + "x" * (150 - len(str(short_folder)) - 32))
    assert len(str(home)) == 150
    assert ask(server(home).start().url(), "SELECT 1") == 1


@pytest.mark.skipif(not is_root, reason="needs root, to close a folder to the server's account")
def test_as_root_in_a_home_that_no_other_user_can_enter(server: Server, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    one = server(closed / "home").start()
    assert ask(one.url(), "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    one.kill()
    assert ask(one.start().url(), "SELECT 1") == 1


@pytest.mark.skipif(not is_root, reason="needs root, to become another user")
def test_as_an_ordinary_user() -> None:
    folder = Path(tempfile.mkdtemp(prefix="troska-test-"))
    program = folder / "program"
    try:
        # A Python and packages that the user can reach, wherever this checkout is.
        shutil.copytree(Path(__file__).parents[3] / "src", program / "src")
        os.chown(folder, 65534, 65534)
        found = subprocess.run(
            [sys.executable, "-c", AS_USER, str(program / "src"), str(folder / "home")],
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            timeout=60,
        )
        assert found.stdout.strip() == "65534 True 0o700", found.stderr
    finally:
        shutil.rmtree(folder)


# Becomes the user only after the imports, since root's own Python may be closed to others.
AS_USER = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import psycopg, shutil, encodings.idna, encodings.ascii
from troska.config.processes import account, launch, postgres
site = account.wheel()
copy = Path(sys.argv[1]).parent / "site"
for part in (account.PROGRAM, account.LIBRARIES):
    if (site / part).exists():
        shutil.copytree(site / part, copy / part, symlinks=True)
account.wheel = lambda: copy
sys.executable = "/usr/bin/python3"
os.setgroups([]); os.setgid(65534); os.setuid(65534)
home = Path(sys.argv[2])
with postgres.EmbeddedPostgres(home, durable=False) as server:
    with psycopg.connect(server.url()) as connection:
        answers = connection.execute("SELECT true").fetchone()[0]
    print(os.stat(home / "postgres" / "data").st_uid, answers, oct(home.stat().st_mode & 0o777))
server.remove_socket_folder()
"""


def test_a_second_start_on_the_same_home_is_refused(short_folder: Path, server: Server) -> None:
    home = short_folder / "home"
    one = server(home).start()
    with pytest.raises(AlreadyRunning, match=str(home)):
        server(home).start()
    assert ask(one.url(), "SELECT 1") == 1


def test_a_stale_pid_that_now_is_a_stranger_is_no_hindrance(short_folder: Path, server: Server) -> None:
    one = server(short_folder / "home").start()
    one.kill()
    file = short_folder / "home" / "postgres" / "data" / "postmaster.pid"
    lines = file.read_text().splitlines()
    owner = file.stat()
    stranger = subprocess.Popen(
        ["/bin/sleep", "60"], user=owner.st_uid if is_root else None, group=owner.st_gid if is_root else None
    )
    try:
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert ask(one.start().url(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_outlived_its_supervisor_is_ended_and_its_data_kept(short_folder: Path, server: Server) -> None:
    home = short_folder / "home"
    first = server(home).start()
    run(first.url(owner=True), "CREATE TABLE kept AS SELECT 7 AS n")
    assert first.process is not None
    orphan = first.process
    assert first._lock is not None
    first._lock.release()  # as the kernel does for a supervisor that was killed
    second = server(home).start()
    assert orphan.wait(10) == 0
    assert ask(second.url(owner=True), "SELECT n FROM kept") == 7


def test_the_death_of_the_parent_ends_the_server(short_folder: Path) -> None:
    home = short_folder / "home"
    code = (
        "import sys, time; from pathlib import Path; from troska.config.processes.postgres import EmbeddedPostgres\n"
        "one = EmbeddedPostgres(Path(sys.argv[1]), durable=False).start(); print(one.process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _until_gone(pid)
    one = EmbeddedPostgres(home, durable=False).start()
    one.stop()
    one.remove_socket_folder()


def _until_gone(pid: int) -> None:
    for _ in range(200):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        signal.sigtimedwait([], 0.05)
    pytest.fail(f"process {pid} lives on")


def test_half_a_cluster_left_by_a_crash_is_made_anew(short_folder: Path, server: Server) -> None:
    home = short_folder / "home"
    draft = home / "postgres" / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    assert ask(server(home).start().url(), "SELECT 1") == 1


def test_data_of_another_version_are_refused_by_name(short_folder: Path, server: Server) -> None:
    data = short_folder / "home" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(BadSetting, match="PostgreSQL 15"):
        server(short_folder / "home").start()
