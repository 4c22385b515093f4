"""Indexes for the list by waiting, and for lists across states; built while the product is at work."""

from django.db import migrations, models

from troska.core.migrating import AddIndexOnce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("conversations", "0004_upload_kind")]
    operations = [
        AddIndexOnce(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["status", "waiting_since", "id"],
                name="conversations_by_waiting",
            ),
        ),
        AddIndexOnce(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("status__in", ["spam", "trash"]), _negated=True),
                fields=["-last_message_at", "-id"],
                name="conversations_by_time",
            ),
        ),
    ]
