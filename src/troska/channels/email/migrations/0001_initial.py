
import django.contrib.postgres.fields
import django.db.models.deletion
import troska.channels.email.models
import troska.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
        ('conversations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mailbox', serialize=False, to='channels.channelaccount')),
                ('imap_host', models.CharField(blank=True, default='', max_length=253)),
                ('imap_port', models.PositiveIntegerField(default=993)),
                ('imap_security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('plain', 'bez szyfrowania')], default='tls', max_length=8)),
                ('smtp_host', models.CharField(blank=True, default='', max_length=253)),
                ('smtp_port', models.PositiveIntegerField(default=465)),
                ('smtp_security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('plain', 'bez szyfrowania')], default='tls', max_length=8)),
                ('authentication', models.CharField(choices=[('password', 'hasło'), ('xoauth2', 'XOAUTH2'), ('none', 'bez logowania')], default='password', max_length=8)),
                ('username', models.CharField(blank=True, default='', max_length=320)),
                ('encrypted_secret', models.TextField(blank=True, default='')),
                ('folders', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=250), default=troska.channels.email.models._inbox_only, size=None)),
                ('import_existing', models.BooleanField(default=False)),
                ('after_fetch', models.CharField(choices=[('keep', 'zostaw na serwerze'), ('delete', 'usuń z serwera'), ('move', 'przenieś do folderu')], default='keep', max_length=6)),
                ('move_to', models.CharField(blank=True, default='', max_length=250)),
                ('authserv_id', models.CharField(blank=True, default='', max_length=253)),
            ],
            options={
                'verbose_name': 'skrzynka pocztowa',
                'constraints': [models.CheckConstraint(condition=models.Q(('imap_security__in', ['tls', 'starttls', 'plain'])), name='email_imap_security_known'), models.CheckConstraint(condition=models.Q(('smtp_security__in', ['tls', 'starttls', 'plain'])), name='email_smtp_security_known'), models.CheckConstraint(condition=models.Q(('authentication__in', ['password', 'xoauth2', 'none'])), name='email_authentication_known'), models.CheckConstraint(condition=models.Q(('after_fetch__in', ['keep', 'delete', 'move'])), name='email_after_fetch_known'), models.CheckConstraint(condition=models.Q(models.Q(('after_fetch', 'move'), _negated=True), models.Q(('move_to', ''), _negated=True), _connector='OR'), name='email_move_needs_folder')],
            },
        ),
        migrations.CreateModel(
            name='RouteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=320)),
                ('held_until', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['route', 'held_until'], name='email_lines')],
            },
        ),
        migrations.CreateModel(
            name='AutomaticReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_key', models.CharField(max_length=320)),
                ('sent_at', models.DateTimeField(default=troska.core.clock.now)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
            ],
            options={
                'indexes': [models.Index(fields=['address_key', 'sent_at'], name='email_automatic_by_address'), models.Index(fields=['sent_at'], name='email_automatic_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('data_ended_at', models.DateTimeField(null=True)),
                ('give_up_at', models.DateTimeField()),
                ('answers', models.JSONField(default=dict)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dispatch', to='conversations.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['next_attempt_at'], name='email_due'), models.Index(condition=models.Q(('leased_until__isnull', False)), fields=['leased_until'], name='email_leased')],
                'constraints': [models.CheckConstraint(condition=models.Q(('next_attempt_at', None), ('leased_until', None), _connector='OR'), name='email_queued_or_sending')],
            },
        ),
        migrations.CreateModel(
            name='FolderCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=250)),
                ('uid_validity', models.BigIntegerField()),
                ('last_uid', models.BigIntegerField(default=0)),
                ('since', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(default=troska.core.clock.now)),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cursors', to='email_channel.mailbox')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'folder'), name='email_folder_once')],
            },
        ),
        migrations.CreateModel(
            name='MailIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.BinaryField(max_length=16, null=True, unique=True)),
                ('identifier', models.CharField(blank=True, default='', max_length=998)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_identity', to='conversations.message')),
            ],
            options={
                'verbose_name_plural': 'mail identities',
                'constraints': [models.UniqueConstraint(condition=models.Q(('fingerprint', None)), fields=('identifier',), name='email_own_identifier_once')],
            },
        ),
        migrations.CreateModel(
            name='ThreadReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=16)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
                ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'conversation'), name='email_reference_once')],
            },
        ),
    ]
