"""Pictures of people: whatever is uploaded is drawn anew, small and square, and nothing else of it is kept."""

import io
import warnings

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError
from troska.core.ids import new_code

SIDE = 192
MOST_BYTES = 8 * 1024 * 1024
#: 50 megapixels: a telephone's; what claims more is not opened.
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPE = "image/webp"


class NotAPicture(TroskaError):
    """The file is no picture, or too large a one."""

    code = "not_a_picture"
    status = 422
    message = _("Tego pliku nie da się użyć jako zdjęcia. Wybierz JPEG, PNG, WebP albo GIF do 8 MB.")


def keep(upload: "File[bytes]") -> str:
    """Draw the picture anew as a square WebP without metadata, keep it, and give its name. Raises NotAPicture."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotAPicture
    name = new_code()
    storages["attachments"].save(_path(name), ContentFile(_drawn(content)))
    return name


def read(name: str) -> bytes:
    """Give a kept picture. Raises FileNotFoundError."""
    with storages["attachments"].open(_path(name)) as file:
        return bytes(file.read())


def forget(name: str) -> None:
    """Delete a kept picture."""
    storages["attachments"].delete(_path(name))


def _drawn(content: bytes) -> bytes:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            square = ImageOps.fit(upright, (SIDE, SIDE))
        ground = Image.new("RGB", square.size, "white")
        ground.paste(square, mask=square.getchannel("A"))
        drawn = io.BytesIO()
        ground.save(drawn, "WEBP", quality=82, method=4)
    except NotAPicture:
        raise
    except Exception as error:
        raise NotAPicture from error
    return drawn.getvalue()


def _path(name: str) -> str:
    return f"people/{name[:2]}/{name}.webp"
