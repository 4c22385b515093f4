"""The attachment store: files under random names of ours, outside anything a web server serves."""

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from troska.conversations.ports import StoredFile
from troska.core import ids

STORAGE = "attachments"


def storage() -> Storage:
    """Give the configured store."""
    return storages[STORAGE]


def store(
    content: bytes, *, filename: str, content_type: str, is_inline: bool = False, content_id: str = ""
) -> StoredFile:
    """Keep a file; it is on the disk when this returns. The name it came with is remembered, never used as a path."""
    code = ids.new_code()
    name = storage().save(f"{code[:2]}/{code}", ContentFile(content))
    return StoredFile(
        filename=filename,
        content_type=content_type,
        size=len(content),
        storage_name=name,
        is_inline=is_inline,
        content_id=content_id,
    )


def read(storage_name: str) -> bytes:
    """Give a kept file's content. Raises FileNotFoundError."""
    with storage().open(storage_name, "rb") as file:
        content: bytes = file.read()
    return content


def remove(storage_name: str) -> None:
    """Erase a kept file; one that is gone already is no error."""
    storage().delete(storage_name)
