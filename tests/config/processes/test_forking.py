"""Parts that are forked from one process: small, known to the supervisor, and each what it would be alone."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.config.processes.test_supervisor import Running, parent_of, serve, until

from troska.config.processes import adopting, postgres

__all__ = ["serve"]  # a fixture


def of(pid: int, pattern: str, file: str) -> int:
    found = re.search(pattern, Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


@pytest.mark.embedded
def test_the_parts_share_what_they_imported_and_are_parts_of_their_own(serve: Callable[[], Running]) -> None:
    running = serve()
    pids = {name: pid for name, pid in running.children().items() if name != "postgres"}
    assert set(pids) == {"web", "worker", "intake"}
    for pid in pids.values():
        assert of(pid, r"^Pss: +(\d+)", "smaps_rollup") < 0.8 * of(pid, r"^Rss: +(\d+)", "smaps_rollup")
        assert os.getsid(pid) == pid  # Ctrl-C reaches the supervisor alone

    def connected() -> set[str]:
        with psycopg.connect(postgres.url(running.home)) as connection:
            rows = connection.execute("SELECT application_name FROM pg_stat_activity").fetchall()
        return {str(name) for (name,) in rows}

    until(lambda: "troska worker" in connected(), "a part is known to the database by its name")
    assert "troska fork" not in connected()
    assert len([pid for pid in running.children().values() if parent_of(pid)]) == 4


def test_a_child_of_another_is_looked_after_like_ones_own() -> None:
    code = (
        "import os, signal, subprocess, sys, time\n"
        "from troska.config.processes import adopting\n"
        "adopting.become_guardian()\n"
        "between = subprocess.Popen(['/bin/sh', '-c', 'sleep 60 & echo $!'], stdout=subprocess.PIPE)\n"
        "child = adopting.Adopted(int(between.stdout.readline())); between.wait()\n"
        "assert child.poll() is None\n"
        "stranger = subprocess.run(['/bin/sh', '-c', '(sleep 0.1; exit 3) & true'])\n"
        "time.sleep(0.4)\n"
        "adopting.reap_strangers([child.pid])\n"
        "assert open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read().split() == [str(child.pid)]\n"
        "child.send_signal(signal.SIGTERM)\n"
        "while child.poll() is None: time.sleep(0.01)\n"
        "print(child.returncode, child.poll())\n"
    )
    found = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert found.stdout.split() == [str(-signal.SIGTERM)] * 2, found.stderr


def test_where_forking_fails_no_part_is_taken_over_and_none_stays() -> None:
    def run(_name: str, _arguments: list[str], *, pass_fds: tuple[int], told_through: int) -> "subprocess.Popen[bytes]":
        # A mother that tells of one child only, and dies.
        return subprocess.Popen(["/bin/sh", "-c", f"echo 99999999 >&{told_through}; exit 1"], pass_fds=pass_fds)

    birth = adopting.Birth(["web", "worker"], run)
    birth.mother.wait()
    assert birth.end() == {}


def test_a_part_ends_when_its_mother_dies_before_her_word() -> None:
    code = (
        "import os, sys, time\n"
        "from troska.config.processes import forking\n"
        "waiting, word = os.pipe()\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    os.close(word)\n"
        "    forking._live('web', lambda name: print('lives') or 0, supervisor=os.getppid(), waiting=waiting)\n"
        "os.close(word)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert found.stdout.split() == ["1"], found.stderr
