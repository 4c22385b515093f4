"""Fails when a template does not compile, has inline code or style, or is not laid out as djlint does."""

import os
import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

SOURCE = Path(__file__).resolve().parent.parent / "src" / "troska"
# The content security policy would refuse these in the browser, silently.
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx event attribute": re.compile(r"\shx-on[:-]", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "the filter `safe`": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)


def problems(file: Path, name: str) -> list[str]:
    """What is wrong with this template, a line each."""
    found = []
    text = file.read_text(encoding="utf-8")
    bare = COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
    for what, pattern in INLINE.items():
        for match in pattern.finditer(bare):
            line = bare.count("\n", 0, match.start()) + 1
            found.append(f"{file}:{line}: {what}")
    if file.suffix in {".html", ".txt"}:
        try:
            engines["django"].get_template(name)
        except TemplateSyntaxError as error:
            found.append(f"{file}: {error}")
    return found


def main() -> int:
    """Print every problem; fails when there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    django.setup()
    files = sorted(file for folder in SOURCE.rglob("templates") for file in folder.rglob("*") if file.is_file())
    lines = []
    for file in files:
        folder = next(parent for parent in file.parents if parent.name == "templates")
        lines += problems(file, str(file.relative_to(folder)))
    for line in lines:
        print(line)
    print(f"Templates: {len(files)} looked at, {len(lines)} problems.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
