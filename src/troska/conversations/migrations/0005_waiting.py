"""Indexes for the list by waiting, and for lists across states; built while the product is at work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0004_upload_kind")]
    operations = [
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["status", "waiting_since", "id"],
                name="conversations_by_waiting",
            ),
        ),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("status__in", ["spam", "trash"]), _negated=True),
                fields=["-last_message_at", "-id"],
                name="conversations_by_time",
            ),
        ),
    ]
