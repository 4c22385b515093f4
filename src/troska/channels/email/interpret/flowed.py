"""format=flowed (RFC 3676): lines that were broken for sending are joined again."""


def unflow(text: str, *, delete_space: bool) -> str:
    """Return the text with its soft line breaks undone; quoted lines keep their ">" marks."""
    output: list[str] = []
    paragraph: list[str] = []
    depth = 0

    def flush() -> None:
        if paragraph:
            output.append((">" * depth + " " if depth else "") + "".join(paragraph))
            paragraph.clear()

    for line in text.split("\n"):
        content = line.lstrip(">")
        level = len(line) - len(content)
        content = content.removeprefix(" ")
        if level != depth:
            flush()
            depth = level
        is_signature = content == "-- "
        if is_signature:
            flush()
        is_soft = content.endswith(" ") and not is_signature
        paragraph.append(content[:-1] if is_soft and delete_space else content)
        if not is_soft:
            flush()
    flush()
    return "\n".join(output)
