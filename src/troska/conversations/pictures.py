"""Pictures that people upload, drawn anew so that nothing of the file but its look goes on."""

import io

from PIL import Image, UnidentifiedImageError

from troska.conversations import errors

LARGEST_FILE = 2 * 1024 * 1024
_MOST_PIXELS = 4000
_LOGO = (512, 256)


def logo_of(picture: bytes) -> bytes:
    """Give a PNG of at most 512 × 256 points. Raises PictureUnreadable, for SVG too: it is a program."""
    if len(picture) > LARGEST_FILE:
        raise errors.PictureUnreadable
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG", "JPEG", "WEBP"]) as opened:
            if max(opened.size) > _MOST_PIXELS:
                raise errors.PictureUnreadable
            drawn = opened.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise errors.PictureUnreadable from error
    drawn.thumbnail(_LOGO)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()
