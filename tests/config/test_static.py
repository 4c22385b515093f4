"""Static files lie under names that change with them, whoever asks for them."""

import os
import re
import subprocess
import sys
from pathlib import Path


def test_a_script_imports_others_by_names_that_change_with_them(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROSKA_", "DATABASE_"))}
    run = "import django; django.setup()\nfrom troska.config import static; static.collect()"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", run],
        env=kept
        | {"TROSKA_HOME": str(tmp_path), "TROSKA_PART": "static", "DJANGO_SETTINGS_MODULE": "troska.config.settings"},
        check=True,
    )
    collected = tmp_path / "static"
    scripts = [path for room in ("desk", "ui") for path in (collected / room).rglob("*.*.js")]
    imported = [
        (path.parent / name, name)
        for path in scripts
        for name in re.findall(r'^import(?:.* from)? ?"(\./[^"]+)"', path.read_text(), re.MULTILINE)
    ]
    assert len(imported) >= 13
    for path, name in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), name
        assert path.is_file(), name
