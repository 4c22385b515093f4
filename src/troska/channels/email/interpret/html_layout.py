"""Lines of text as they come out of HTML: breaks, quote marks, collapsed white space, links."""

MAXIMUM_QUOTE_DEPTH = 20
MAXIMUM_URL = 500


class Layout:
    def __init__(self) -> None:
        self.preformatted = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._line_ends_in_space = True
        self._blank_wanted = False
        self._depth = 0
        self._last_depth = 0

    def mark(self) -> int:
        """Return a place that `end_link` can look back to."""
        return len(self._line)

    def add(self, text: str) -> None:
        """Add text of which runs of white space are already one space."""
        if self._line_ends_in_space:
            text = text.removeprefix(" ")
        if text:
            self._line.append(text)
            self._line_ends_in_space = text[-1] == " "

    def add_preformatted(self, text: str) -> None:
        first, *rest = text.split("\n")
        self._append_raw(first)
        for line in rest:
            self._flush(keep_empty=True)
            self._append_raw(line)

    def _append_raw(self, text: str) -> None:
        if text:
            self._line.append(text)
            self._line_ends_in_space = False

    def add_mark(self, text: str) -> None:
        """Add a bullet or number at the beginning of a line."""
        self._line.append(text)
        self._line_ends_in_space = True

    def separate(self) -> None:
        """Keep the next cell apart from the one before."""
        if not self._line_ends_in_space:
            self._line.append(" ")
            self._line_ends_in_space = True

    def hard_break(self) -> None:
        self._flush(keep_empty=True)

    def break_line(self, lines: int) -> None:
        """End the line, and leave one empty before what follows when `lines` is 2."""
        self._flush(keep_empty=False)
        if lines > 1:
            self._blank_wanted = True

    def begin_quote(self) -> None:
        self.break_line(2)
        self._depth += 1

    def end_quote(self) -> None:
        self.break_line(1)
        self._depth = max(0, self._depth - 1)
        self._blank_wanted = True

    def end_link(self, url: str, mark: int) -> None:
        """Write the address of a link behind its text when the text does not say it."""
        text = "".join(self._line[mark:]).strip()
        target = url.strip()
        scheme = target[:8].lower()
        if scheme.startswith("mailto:"):
            target = target[7:].partition("?")[0]
        elif not scheme.startswith(("http://", "https://")):
            return
        if (
            not text
            or len(target) > MAXIMUM_URL
            or _bare(target) == _bare(text)
            or any(char.isspace() for char in target)
        ):
            return
        ends_in_space = self._line[-1].endswith(" ")
        if ends_in_space:
            self._line[-1] = self._line[-1].rstrip()
        self._line.append(f" [{target}]" + (" " if ends_in_space else ""))

    def _flush(self, *, keep_empty: bool) -> None:
        if not self._line and not keep_empty:
            return
        text = "".join(self._line).rstrip()
        self._line.clear()
        self._line_ends_in_space = True
        if not text:
            if keep_empty and self._lines:
                self._lines.append(self._prefix(self._depth).rstrip())
            return
        prefix = self._prefix(self._depth)
        if self._blank_wanted:
            self._blank_wanted = False
            if self._lines and self._lines[-1].strip("> "):
                self._lines.append(self._prefix(min(self._depth, self._last_depth)).rstrip())
        self._lines.append(prefix + text)
        self._last_depth = self._depth

    def _prefix(self, depth: int) -> str:
        return "> " * min(depth, MAXIMUM_QUOTE_DEPTH)

    def finish(self) -> str:
        """Return all lines, never more than two empty ones in a row."""
        self._flush(keep_empty=False)
        lines: list[str] = []
        empty = 0
        for line in self._lines:
            empty = 0 if line.strip("> ") else empty + 1
            if empty <= 2:
                lines.append(line)
        return "\n".join(lines).strip("\n")


def _bare(url: str) -> str:
    return url.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/ ")
