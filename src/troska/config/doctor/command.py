"""`troska doctor`: asks every check now and prints what it found, in English as all commands."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.utils import translation

from troska.config import exits
from troska.config.doctor import bundling
from troska.core.doctor import Finding, Verdict, watching

MARKS = {Verdict.FINE: "ok", Verdict.NOTICE: "!", Verdict.WRONG: "WRONG"}


def main(*, as_json: bool = False, bundle: Path | None = None) -> int:
    """Print what every check found; fails when anything is wrong."""
    watching.load()
    with translation.override("en"):
        examined = watching.ask_all()
        findings = [finding for one in examined for finding in one.findings]
        if bundle is not None:
            bundling.write(bundle, examined)
            print(f"Wrote {bundle}. Look into it before you hand it on.")  # noqa: T201
        elif as_json:
            print(json.dumps([_row(finding) for finding in findings], indent=2, ensure_ascii=False))  # noqa: T201
        else:
            _print(findings)
    return exits.FAILED if _is_any_wrong(findings) else exits.OK


def _print(findings: list[Finding]) -> None:
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        print(f"{MARKS[finding.verdict]:>5}  {finding.subject:<{width}}  {finding.text}")  # noqa: T201
        if finding.remedy:
            print(f"{'':5}  {'':<{width}}  → {finding.remedy}")  # noqa: T201
    print("\nSomething is wrong." if _is_any_wrong(findings) else "\nNothing is wrong.")  # noqa: T201


def _row(finding: Finding) -> dict[str, str]:
    names = ("code", "key", "subject", "text", "remedy")
    return {"verdict": str(finding.verdict)} | {name: getattr(finding, name) for name in names}


def _is_any_wrong(findings: Iterable[Finding]) -> bool:
    return any(finding.verdict is Verdict.WRONG for finding in findings)
