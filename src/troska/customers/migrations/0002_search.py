"""Find customers by the words of their names and by the beginning of an address."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from troska.core.folding import Words


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0001_initial")]
    operations = [
        AddIndexConcurrently("customer", GinIndex(Words("name"), name="customers_words")),
        AddIndexConcurrently(
            "identity",
            models.Index(fields=["key"], opclasses=["text_pattern_ops"], name="customers_identity_beginning"),
        ),
    ]
