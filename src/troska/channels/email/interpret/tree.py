"""MIME parts of one mail, found in a single pass over its bytes.

The standard library's parser tests each line against each open boundary and keeps every line as
an object; nested boundaries make it quadratic. Here each line that begins with "--" is looked up
once in a dictionary of the open boundaries.
"""

import re
from dataclasses import dataclass, field

from troska.channels.email.interpret import limits
from troska.channels.email.interpret.headers import Headers, read_headers
from troska.channels.email.interpret.parameters import ContentType, Disposition, content_type, disposition
from troska.channels.email.interpret.problems import Problems

_GUESSED_BOUNDARY = re.compile(
    rb"(?:\A|\n)--([^\r\n]{1,70}?)[ \t]*\r?\n(?:Content-[A-Za-z-]+|MIME-Version)[ \t]*:", re.IGNORECASE
)
_GUESS_WITHIN = 64 * 1024


@dataclass(slots=True)
class Part:
    """One entity: a leaf, or a multipart with its children."""

    headers: Headers
    type: ContentType
    disposition: Disposition
    start: int  # of the body
    end: int
    index: int
    children: list["Part"] = field(default_factory=list)

    @property
    def transfer_encoding(self) -> str:
        raw = self.headers.first("content-transfer-encoding") or b""
        return raw.decode("latin-1").split(";")[0].split("(")[0].strip().strip('"').lower()


@dataclass(slots=True)
class _Splitter:
    raw: bytes
    end: int
    problems: Problems
    open: list[tuple[bytes, Part]] = field(default_factory=list)  # outermost first
    levels: dict[bytes, int] = field(default_factory=dict)  # boundary → its place in `open`
    leaf: Part | None = None  # the part whose body is being passed
    count: int = 1

    def enter(self, part: Part, boundary: bytes) -> None:
        self.levels[boundary] = len(self.open)
        self.open.append((boundary, part))

    def close_leaf(self, at: int) -> None:
        if self.leaf is not None:
            self.leaf.end = max(self.leaf.start, _before_line_break(self.raw, at))
            self.leaf = None

    def close_down_to(self, level: int, at: int) -> None:
        """End all multiparts within the one at `level`: their final delimiters are missing."""
        while len(self.open) > level + 1:
            boundary, part = self.open.pop()
            part.end = at
            if self.levels.get(boundary) == len(self.open):
                del self.levels[boundary]
            self.problems.add("missing_final_boundary")

    def begin_part(self, position: int) -> int:
        """Read the part that begins after a delimiter; return where to go on."""
        parent = self.open[-1][1]
        headers, body = read_headers(self.raw, position, self.end, self.problems)
        part = _part(headers, body, self.end, self.count, parent.type.full)
        self.count += 1
        parent.children.append(part)
        boundary = part.type.boundary
        if part.type.main == "multipart" and boundary:
            if len(self.open) >= limits.DEPTH:
                self.problems.add("too_deep")
            elif boundary not in self.levels:
                self.enter(part, boundary)
                return body
        self.leaf = part
        return body

    def end_multipart(self, at: int) -> None:
        boundary, part = self.open.pop()
        part.end = at
        if self.levels.get(boundary) == len(self.open):
            del self.levels[boundary]


def split(raw: bytes, start: int, end: int, problems: Problems) -> Part:
    """Return the tree of parts of the mail that lies in `raw[start:end]`."""
    headers, body = read_headers(raw, start, end, problems)
    root = _part(headers, body, end, 0, "")
    if root.type.main != "multipart":
        return root
    boundary = root.type.boundary
    if boundary and _walk(_Splitter(raw, end, problems), root, boundary):
        return root
    guessed = _GUESSED_BOUNDARY.search(raw, max(start, body - 1), min(end, body + _GUESS_WITHIN))
    root.children.clear()
    if guessed:
        problems.add("boundary_wrong")
        _walk(_Splitter(raw, end, problems), root, guessed[1])
    elif raw[body:end].strip():
        problems.add("boundary_missing")
    return root


def _walk(splitter: _Splitter, root: Part, boundary: bytes) -> bool:
    """Split the body of `root`; return False when its boundary occurs nowhere."""
    raw, end = splitter.raw, splitter.end
    splitter.enter(root, boundary)
    position = root.start
    if raw[position : position + 2] != b"--":
        position = raw.find(b"\n--", position, end) + 1
        if position == 0:
            return False
    while position < end:
        line_end = raw.find(b"\n", position, min(end, position + limits.BOUNDARY))
        following = end if line_end < 0 and end - position <= limits.BOUNDARY else line_end + 1
        level, is_final = _delimiter(splitter, raw[position + 2 : following].rstrip()) if following else (-1, False)
        if level >= 0:
            splitter.close_leaf(position)
            splitter.close_down_to(level, position)
            if is_final:
                splitter.end_multipart(position)
                if not splitter.open:
                    return True
            elif splitter.count > limits.PARTS:
                splitter.problems.add("too_many_parts")
                return True
            else:
                position = splitter.begin_part(following)
                if raw[position : position + 2] == b"--":
                    continue
        position = raw.find(b"\n--", max(position, splitter.leaf.start - 1 if splitter.leaf else 0), end) + 1
        if position == 0:
            break
    if splitter.open and root.children:
        splitter.problems.add("missing_final_boundary")
    return bool(root.children)


def _delimiter(splitter: _Splitter, text: bytes) -> tuple[int, bool]:
    """Return the place of the open multipart whose delimiter this line is, and whether the final one."""
    level = splitter.levels.get(text)
    if level is not None:
        return level, False
    if text.endswith(b"--"):
        level = splitter.levels.get(text[:-2].rstrip(), splitter.levels.get(text[:-2]))
        if level is not None:
            return level, True
    return -1, False


def _before_line_break(raw: bytes, at: int) -> int:
    if raw[at - 1 : at] == b"\n":
        at -= 1
        if raw[at - 1 : at] == b"\r":
            at -= 1
    return at


def _part(headers: Headers, start: int, end: int, index: int, parent: str) -> Part:
    default = "message/rfc822" if parent == "multipart/digest" else "text/plain"
    return Part(
        headers,
        content_type(headers.first("content-type"), default),
        disposition(headers.first("content-disposition")),
        start,
        end,
        index,
    )
