import django.db.models.deletion
import troska.core.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Agent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('email_key', models.CharField(editable=False, max_length=254, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='imię i nazwisko')),
                ('sort_key', models.CharField(editable=False, max_length=240)),
                ('role', models.CharField(choices=[('administrator', 'administrator'), ('supervisor', 'lider'), ('agent', 'konsultant')], default='agent', max_length=20, verbose_name='rola')),
                ('language', models.CharField(choices=[('pl', 'polski'), ('en', 'English')], default='pl', max_length=2, verbose_name='język')),
                ('signature', models.TextField(blank=True, default='', verbose_name='podpis')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktywny')),
                ('created_at', models.DateTimeField(default=troska.core.clock.now, editable=False)),
            ],
            options={
                'verbose_name': 'konsultant',
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='nazwa')),
            ],
            options={
                'verbose_name': 'zespół',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='staff.team')),
            ],
        ),
        migrations.AddField(
            model_name='agent',
            name='teams',
            field=models.ManyToManyField(related_name='agents', through='staff.Membership', to='staff.team'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('team', 'agent'), name='staff_membership_once'),
        ),
        migrations.AddConstraint(
            model_name='agent',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['administrator', 'supervisor', 'agent'])), name='staff_agent_role_known'),
        ),
        migrations.AddConstraint(
            model_name='agent',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['pl', 'en'])), name='staff_agent_language_known'),
        ),
    ]
