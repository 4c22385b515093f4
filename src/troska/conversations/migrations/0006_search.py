"""Find conversations by the words of their subject and of their last message."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from troska.core.folding import Words
from troska.core.migrating import AddIndexOnce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0005_waiting")]
    operations = [
        AddIndexOnce("conversation", GinIndex(Words("subject", "preview"), name="conversations_words")),
    ]
