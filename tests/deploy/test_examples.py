"""The units and the examples for containers are well-formed and say what the product needs."""

import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.deploy.document import block

from troska.config.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {field.metadata["name"] for field in fields(Environment)}
SECRET = {field.metadata["name"] for field in fields(Environment) if field.metadata["secret"]}
PARTS = {"web", "worker", "intake"}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8")))


def kubernetes() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")))


def is_known(name: str) -> bool:
    return name in KNOWN or name.removesuffix("_FILE") in SECRET


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
@pytest.mark.parametrize("name", ["troska.service", "troska@.service"])
def test_systemd_takes_the_units(name: str, tmp_path: Path) -> None:
    program = tmp_path / "troska"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = block(name).replace("/opt/troska/.venv/bin/troska", str(program))
    unit = tmp_path / name.replace("@", "@web")
    unit.write_text(text.replace("User=troska", "User=root").replace("%i", "web"))
    said = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert unit.name not in said.stderr  # no complaint about it, not even a warning


def test_a_unit_for_one_part_starts_each_of_them() -> None:
    assert "ExecStart=/opt/troska/.venv/bin/troska %i" in block("troska@.service")


def test_compose_runs_each_part_once_after_migrating() -> None:
    services = compose()["services"]
    assert services.keys() == {"postgres", "redis", "migrate", "caddy"} | PARTS
    for part in PARTS:
        assert services[part]["command"] == [part]
        assert services[part]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert all(map(is_known, services[part]["environment"]))
        assert services[part]["environment"]["TROSKA_FILES"] == "/files"
        assert "files:/files" in services[part]["volumes"]
    assert services["postgres"]["volumes"]
    assert "ports" not in services["web"]


def test_kubernetes_runs_each_part_as_nobody_in_particular_with_shared_files() -> None:
    objects = kubernetes()
    deployments = {one["metadata"]["labels"]["part"]: one for one in objects if one["kind"] == "Deployment"}
    assert deployments.keys() == PARTS
    [settings] = [one["data"] for one in objects if one["kind"] == "ConfigMap"]
    assert all(map(is_known, settings)), settings
    [job] = [one for one in objects if one["kind"] == "Job"]
    for pod in (job["spec"]["template"]["spec"], *(one["spec"]["template"]["spec"] for one in deployments.values())):
        assert pod["securityContext"]["runAsNonRoot"] is True
        [container] = pod["containers"]
        mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert {settings["TROSKA_HOME"], settings["TROSKA_FILES"]} <= mounted
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
        assert all(is_known(one["name"]) for one in container.get("env", []))
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["migrate"]


def test_probes_of_kubernetes_ask_what_the_web_answers() -> None:
    [web] = [one for one in kubernetes() if one["metadata"]["name"] == "troska-web" and one["kind"] == "Deployment"]
    [container] = web["spec"]["template"]["spec"]["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_the_lock_of_redis_is_that_of_the_developers() -> None:
    pinned = (ROOT / "requirements" / "redis.lock").read_text("utf-8").partition("\n")[2].strip()
    assert pinned in (ROOT / "requirements" / "dev.lock").read_text("utf-8")
