"""Mark inboxes beside the primary one, and let conversations be counted by their inbox; may be run again."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import deletion

from troska.core.migrating import AddFieldOnce, AddIndexOnce, DropOwnIndexOnce

BATCH = 5000

UPDATE = """
UPDATE conversations_conversationinbox l SET is_further = true FROM conversations_conversation c
WHERE c.id = l.conversation_id AND c.primary_inbox_id <> l.inbox_id AND NOT l.is_further AND c.id > %s AND c.id <= %s
"""


def mark(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM conversations_conversation")
        last = cursor.fetchone()[0]
        for start in range(0, last, BATCH):
            cursor.execute(UPDATE, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0006_search")]
    operations = [
        AddFieldOnce(
            model_name="conversationinbox",
            name="is_further",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        AddIndexOnce(
            model_name="conversationinbox",
            index=models.Index(
                condition=models.Q(("is_further", True)),
                fields=["inbox", "conversation"],
                name="conversations_in_further_inbox",
            ),
        ),
        AddIndexOnce(
            model_name="conversation",
            index=models.Index(
                fields=["primary_inbox", "status"],
                include=("assignee", "merged_into", "id"),
                name="conversations_by_inbox",
            ),
        ),
        # The index above serves what this column's own did.
        DropOwnIndexOnce(
            model_name="conversation",
            name="primary_inbox",
            field=models.ForeignKey(
                db_index=False, on_delete=deletion.PROTECT, related_name="+", to="conversations.inbox"
            ),
        ),
    ]
