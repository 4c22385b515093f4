"""Address lists as the world writes them, in one pass.

RFC 5322 with its obsolete forms (routes, comments, spaces around dots, groups) and the usual
damage: unquoted dots and commas in names, names after the address, missing brackets.
"""

import re
from collections.abc import Iterator

from troska.channels.email.interpret import limits, words
from troska.channels.email.interpret.cleaning import single_line
from troska.channels.email.interpret.mail import Address
from troska.channels.email.interpret.problems import Problems

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?")
_PLAIN = re.compile(r'[^",;:<>()\[\]=\\]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_LITERAL = re.compile(r"\[[^\[\]<>,;]{1,60}\]")
_AROUND_AT = re.compile(r" ?@ ?")
_AROUND_DOT = re.compile(r" ?\. ?")
_ATOM = re.compile(r"[^\s<>,;:\"]++")  # not "…@…": a search for that is quadratic where no "@" comes
MAXIMUM_ADDRESS = 1_000


class _Mailbox:
    """What has been read of one entry of the list."""

    __slots__ = ("after", "angle", "before", "comments")

    def __init__(self) -> None:
        self.before: list[tuple[str, bool]] = []  # text, is quoted
        self.after: list[str] = []
        self.angle: str | None = None
        self.comments: list[str] = []

    def is_words_only(self) -> bool:
        return self.angle is None and bool(self.before) and not any("@" in text for text, _ in self.before)

    def add(self, text: str, *, quoted: bool = False) -> None:
        if self.angle is None:
            self.before.append((text, quoted))
        else:
            self.after.append(text)


class _Tokens:
    """Cursor over one header; a missing closing character is looked for only once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.has_group = False
        self.unclosed: set[str] = set()

    def quoted(self) -> str | None:
        if '"' in self.unclosed:
            return None
        found = _QUOTED.match(self.text, self.position)
        if not found:
            self.unclosed.add('"')
            return None
        self.position = found.end()
        return found[1]

    def comment(self) -> str | None:
        if "(" in self.unclosed:
            return None
        depth, index, text = 0, self.position, self.text
        while index < len(text):
            char = text[index]
            if char == "\\":
                index += 1
            elif char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if depth == 0:
                    inner = text[self.position + 1 : index]
                    self.position = index + 1
                    return inner
            index += 1
        self.unclosed.add("(")
        return None

    def angle(self) -> str | None:
        if ">" in self.unclosed:
            return None
        end = self.text.find(">", self.position)
        following = self.text.find("<", self.position + 1, end if end >= 0 else self.position)
        if end < 0:
            self.unclosed.add(">")
            return None
        if following >= 0:  # "<<a@b>>", "<a <b@c>"
            self.position = following
            return self.angle_at(following, end)
        return self.angle_at(self.position, end)

    def angle_at(self, start: int, end: int) -> str:
        self.position = end + 1
        return self.text[self.text.rfind("<", start, end) + 1 : end]

    def encoded_word(self) -> str | None:
        start = _ENCODED_WORD.match(self.text, self.position)
        if not start:
            return None
        end = self.text.find("?=", start.end(), start.end() + words.MAXIMUM_WORD)
        if end < 0:
            return None
        word = self.text[self.position : end + 2]
        self.position = end + 2
        return word


def parse_addresses(text: str, problems: Problems, repairs: dict[str, str] | None = None) -> tuple[Address, ...]:
    """Return the mailboxes of a list; members of groups are listed, names of groups are not.

    `text` is the header with its 8-bit octets decoded and its encoded words still encoded.
    """
    found: list[Address] = []
    surname: _Mailbox | None = None  # "Kowalski, Jan <…>" without quotation marks
    for box in _mailboxes(_Tokens(text.replace("\r", " ").replace("\n", " "))):
        if surname is not None:
            if box.angle is not None and box.before:
                box.before[:0] = [*surname.before, (", ", False)]
            else:
                _finish(surname, found, problems, repairs)
            surname = None
        if box.is_words_only():
            surname = box
        else:
            _finish(box, found, problems, repairs)
        if len(found) >= limits.ADDRESSES:
            problems.add("address_list_truncated")
            break
    if surname is not None:
        _finish(surname, found, problems, repairs)
    return tuple(found)


def has_group(text: str) -> bool:
    """Tell whether a list names a group ("Bank: anna@x.example;"), which in From hides who wrote (RFC 6854)."""
    tokens = _Tokens(text.replace("\r", " ").replace("\n", " "))
    return sum(1 for _ in _mailboxes(tokens)) > 0 and tokens.has_group


def _mailboxes(tokens: _Tokens) -> Iterator[_Mailbox]:
    box = _Mailbox()
    while tokens.position < len(tokens.text):
        char = tokens.text[tokens.position]
        if char in ",;" or (char == ":" and box.is_words_only()):
            if char == ":":  # it was the name of a group
                tokens.has_group = True
            else:
                yield box
            box = _Mailbox()
            tokens.position += 1
        else:
            if char == "<" and "@" in (box.angle or ""):  # "<a@x> <b@x>"
                yield box
                box = _Mailbox()
            _read_token(tokens, char, box)
    yield box


def _read_token(tokens: _Tokens, char: str, box: _Mailbox) -> None:
    if char == '"' and (quoted := tokens.quoted()) is not None:
        box.add(_ESCAPED.sub(r"\1", quoted), quoted=True)
    elif char == "(" and (comment := tokens.comment()) is not None:
        box.comments.append(comment)
        box.add(" ")
    elif char == "<" and (angle := tokens.angle()) is not None:
        if box.angle is None or "@" not in box.angle:
            box.angle = angle
    elif char == "=" and (word := tokens.encoded_word()) is not None:
        box.add(word)
    elif char == "[" and (literal := _LITERAL.match(tokens.text, tokens.position)):
        box.add(literal[0])
        tokens.position = literal.end()
    elif plain := _PLAIN.match(tokens.text, tokens.position):
        box.add(plain[0])
        tokens.position = plain.end()
    else:
        tokens.position += 1
        if char not in '<>"':
            box.add(char)


def _finish(box: _Mailbox, found: list[Address], problems: Problems, repairs: dict[str, str] | None) -> None:
    phrase = "".join(text for text, _ in box.before).strip()
    if not phrase and box.angle is None:
        return
    address, name = _address_and_name(box, phrase)
    name = single_line(words.decode_text(name, problems, repairs)).strip(" \t\"'") if name else ""
    name = " ".join(name.split()) if "  " in name else name
    if name == address:
        name = ""
    if not address and "@" in name:  # the whole mailbox was one encoded word
        inner = _address_within(name)
        if inner:
            address = inner[0]
            name = name.replace(address, "").strip(" <>\"'")
    address = _clean_address(address, problems)
    if address or name:
        if "@" not in address:
            problems.add("invalid_address")
        found.append(Address(name, address))


def _address_and_name(box: _Mailbox, phrase: str) -> tuple[str, str]:
    if box.angle is not None:
        angle = _without_comments(box.angle).strip()
        if "@" not in angle and not phrase.startswith("=?") and (like := _address_within(phrase)) and "@" in like[0]:
            return like[0], angle
        name = phrase or "".join(box.after).strip()
        if not phrase and "@" in name:
            name = ""
        return angle, name or _comment_name(box)
    return _bare(box)


def _bare(box: _Mailbox) -> tuple[str, str]:
    """Read a mailbox without brackets: the address is the word with "@", a comment is the name."""
    text = "".join(f'"{text}"' if quoted else text for text, quoted in box.before)
    if '"' in text and (local := re.match(r'\s*("[^"]*+"@[^\s"]+)\s*$', text)):
        return local[1], _comment_name(box)
    plain = "".join(text for text, _ in box.before)
    glued = _AROUND_AT.sub("@", " ".join(plain.split()))
    if "@" in glued:
        if " " in glued and " " not in (dotted := _AROUND_DOT.sub(".", glued)):
            glued = dotted
        like = _address_within(glued)
        if like:
            before = glued[: like.start()].strip(" \"'")
            return like[0], _comment_name(box) or before
    if " " not in glued and not glued.startswith("=?"):
        return glued, _comment_name(box)
    return "", glued


def _address_within(text: str) -> re.Match[str] | None:
    """Return the first word that has an "@" between other characters."""
    return next((word for word in _ATOM.finditer(text) if "@" in word[0][1:-1]), None)


def _comment_name(box: _Mailbox) -> str:
    return _ESCAPED.sub(r"\1", box.comments[-1]).strip() if box.comments else ""


def _without_comments(text: str) -> str:
    if "(" not in text or ")" not in text:
        return text
    tokens = _Tokens(text)
    kept: list[str] = []
    while (start := text.find("(", tokens.position)) >= 0:
        kept.append(text[tokens.position : start])
        tokens.position = start
        if tokens.comment() is None:
            break
    kept.append(text[tokens.position :])
    return "".join(kept)


def _clean_address(address: str, problems: Problems) -> str:
    """Return the addr-spec on its own: no route, no scheme, no white space outside quotes."""
    address = single_line(address)
    if address.startswith("@") and ":" in address:
        address = address.rpartition(":")[2]
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0]
    if '"' not in address:
        address = "".join(address.split())
    address = address.strip(" '<>")
    if "=?" in address and "@" not in address:
        address = "".join(single_line(words.decode_text(address)).split())
    if len(address) > MAXIMUM_ADDRESS:
        problems.add("invalid_address")
        return ""
    return address.rstrip(".") if "@" in address else address
