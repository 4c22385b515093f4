"""Find customers by the words of their names and by the beginning of an address."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from troska.core.folding import Words
from troska.core.migrating import AddIndexOnce


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0001_initial")]
    operations = [
        AddIndexOnce("customer", GinIndex(Words("name"), name="customers_words")),
        AddIndexOnce(
            "identity",
            models.Index(fields=["key"], opclasses=["text_pattern_ops"], name="customers_identity_beginning"),
        ),
    ]
