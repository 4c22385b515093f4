"""Say of older conversations since when they are in their state, as well as is known; may be run again."""

from django.db import migrations
from django.db.migrations.state import StateApps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 5000

UPDATE = """
UPDATE conversations_conversation SET status_since = coalesce(closed_at, last_message_at)
WHERE id > %s AND id <= %s
"""


def fill(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM conversations_conversation")
        last = cursor.fetchone()[0]
        for start in range(0, last, BATCH):
            cursor.execute(UPDATE, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0002_the_desk")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
