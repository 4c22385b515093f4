import django.db.models.deletion
import troska.core.clock
import troska.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=troska.core.ids.new_code, editable=False, max_length=26, unique=True)),
                ('name', models.CharField(blank=True, default='', max_length=200, verbose_name='nazwa')),
                ('sort_key', models.CharField(default='', editable=False, max_length=400)),
                ('language', models.CharField(blank=True, default='', max_length=5, verbose_name='język')),
                ('created_at', models.DateTimeField(default=troska.core.clock.now, editable=False)),
            ],
            options={
                'verbose_name': 'klient',
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'telefon'), ('handle', 'konto'), ('card', 'karta')], max_length=10)),
                ('value', models.CharField(max_length=320)),
                ('key', models.CharField(max_length=320)),
                ('created_at', models.DateTimeField(default=troska.core.clock.now, editable=False)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='customers.customer')),
            ],
            options={
                'verbose_name': 'tożsamość',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='customers_identity_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'phone', 'handle', 'card'])), name='customers_identity_kind_known')],
            },
        ),
    ]
