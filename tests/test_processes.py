"""Processes of one run keep out of each other's way."""

import os
from pathlib import Path

from django.conf import settings


def test_each_process_has_a_folder_of_its_own() -> None:
    assert Path(settings.TROSKA_HOME) == Path(os.environ["TROSKA_HOME"])
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    assert worker is None or Path(settings.TROSKA_HOME).name == worker
