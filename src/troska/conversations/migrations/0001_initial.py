import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import troska.conversations.models.places
import troska.core.clock
import troska.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='nazwa')),
                ('sender_name', models.CharField(max_length=80, verbose_name='nazwa nadawcy')),
                ('domain', models.CharField(blank=True, default='', max_length=253, verbose_name='domena')),
                ('accent', models.CharField(default='oklch(0.55 0.13 250)', max_length=40, validators=[django.core.validators.RegexValidator('^oklch\\([0-9.]+%? [0-9.]+ [0-9.]+\\)\\Z', 'Podaj kolor jako oklch(jasność nasycenie odcień).')], verbose_name='kolor')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=troska.conversations.models.places._polish_only, size=None, verbose_name='języki')),
            ],
            options={
                'verbose_name': 'marka',
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=troska.core.ids.new_code, editable=False, max_length=26, unique=True)),
                ('subject', models.CharField(blank=True, default='', max_length=250, verbose_name='temat')),
                ('status', models.CharField(choices=[('open', 'otwarta'), ('pending', 'czeka na klienta'), ('snoozed', 'odłożona'), ('closed', 'zamknięta'), ('spam', 'spam'), ('trash', 'kosz')], default='open', max_length=10, verbose_name='stan')),
                ('waiting_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('snoozed_until', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=troska.core.clock.now, editable=False)),
                ('last_message_at', models.DateTimeField(default=troska.core.clock.now)),
                ('preview', models.CharField(blank=True, default='', max_length=160)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='conversations', to=settings.AUTH_USER_MODEL)),
                ('continues', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='continued_by', to='conversations.conversation')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='conversations', to='customers.customer')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='conversations.conversation')),
            ],
            options={
                'verbose_name': 'rozmowa',
            },
        ),
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='nazwa')),
                ('acknowledgement', models.TextField(blank=True, default='', help_text='Puste: bez potwierdzenia.', verbose_name='automatyczne potwierdzenie')),
                ('reopen_days', models.PositiveSmallIntegerField(default=14, help_text='Odpowiedź na zamkniętą rozmowę po tylu dniach zaczyna nową, z nią połączoną.', verbose_name='dni na ponowne otwarcie')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktywna')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inboxes', to='conversations.brand')),
                ('teams', models.ManyToManyField(related_name='inboxes', to='staff.team', verbose_name='zespoły')),
            ],
            options={
                'verbose_name': 'skrzynka',
            },
        ),
        migrations.CreateModel(
            name='ConversationInbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inbox_links', to='conversations.conversation')),
                ('inbox', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='conversation_links', to='conversations.inbox')),
            ],
        ),
        migrations.AddField(
            model_name='conversation',
            name='inboxes',
            field=models.ManyToManyField(related_name='conversations', through='conversations.ConversationInbox', to='conversations.inbox'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='primary_inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.inbox'),
        ),
        migrations.CreateModel(
            name='InboxAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='adres')),
                ('key', models.CharField(editable=False, max_length=254, unique=True)),
                ('is_primary', models.BooleanField(default=False, verbose_name='główny')),
                ('inbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='conversations.inbox')),
            ],
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nazwa')),
                ('street', models.CharField(max_length=120, verbose_name='ulica i numer')),
                ('postal_code', models.CharField(max_length=12, verbose_name='kod pocztowy')),
                ('city', models.CharField(max_length=80, verbose_name='miejscowość')),
                ('phone', models.CharField(blank=True, default='', max_length=32, verbose_name='telefon')),
                ('opening_hours', models.JSONField(default=list, verbose_name='godziny otwarcia')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='conversations.brand')),
            ],
            options={
                'verbose_name': 'sklep',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=troska.core.ids.new_code, editable=False, max_length=26, unique=True)),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('chat', 'czat'), ('sms', 'SMS'), ('messenger', 'komunikator'), ('social', 'media społecznościowe'), ('voice', 'telefon'), ('store', 'sklep'), ('form', 'formularz'), ('internal', 'wewnętrzny')], max_length=10)),
                ('direction', models.CharField(choices=[('in', 'przychodząca'), ('out', 'wychodząca'), ('note', 'notatka')], max_length=4)),
                ('visibility', models.CharField(choices=[('public', 'widoczna dla klienta'), ('team', 'tylko dla zespołu')], default='public', max_length=6)),
                ('actor_kind', models.CharField(choices=[('agent', 'konsultant'), ('customer', 'klient'), ('assistant', 'asystent'), ('rule', 'reguła'), ('system', 'system')], max_length=10)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('author_name', models.CharField(blank=True, default='', max_length=200)),
                ('author_address', models.CharField(blank=True, default='', max_length=320)),
                ('language', models.CharField(blank=True, default='', max_length=5)),
                ('subject', models.CharField(blank=True, default='', max_length=250)),
                ('text', models.TextField(blank=True, default='')),
                ('full_text', models.TextField(blank=True, default='')),
                ('has_html', models.BooleanField(default=False)),
                ('raw_digest', models.CharField(blank=True, default='', max_length=64)),
                ('recipients', models.JSONField(blank=True, default=dict)),
                ('authenticity', models.CharField(choices=[('passed', 'potwierdzony nadawca'), ('unknown', 'nadawca niesprawdzony'), ('failed', 'niezweryfikowany nadawca')], default='unknown', max_length=10)),
                ('is_automatic', models.BooleanField(default=False)),
                ('problems', models.JSONField(blank=True, default=list)),
                ('delivery', models.CharField(choices=[('none', 'nie dotyczy'), ('queued', 'czeka na wysłanie'), ('sending', 'wysyłana'), ('sent', 'wysłana'), ('delivered', 'doręczona'), ('read', 'przeczytana'), ('failed', 'niedoręczona'), ('unsure', 'nie wiadomo, czy doszła')], default='none', max_length=10)),
                ('delivery_detail', models.CharField(blank=True, default='', max_length=500)),
                ('send_after', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=troska.core.clock.now, editable=False)),
                ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.conversation')),
            ],
            options={
                'verbose_name': 'wiadomość',
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='conversations.conversation')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='conversations.message')),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=troska.core.ids.new_code, editable=False, max_length=26, unique=True)),
                ('filename', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('is_inline', models.BooleanField(default=False)),
                ('content_id', models.CharField(blank=True, default='', max_length=250)),
                ('storage_name', models.CharField(editable=False, max_length=120)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='conversations.message')),
            ],
            options={
                'verbose_name': 'załącznik',
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('requester', 'zgłaszający'), ('copied', 'do wiadomości')], default='requester', max_length=10)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('address', models.CharField(max_length=320)),
                ('address_key', models.CharField(max_length=320)),
                ('is_verified', models.BooleanField(default=False)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='conversations.conversation')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='participations', to='customers.customer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='conversationinbox',
            constraint=models.UniqueConstraint(fields=('conversation', 'inbox'), name='conversations_inbox_once'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['status', '-last_message_at', '-id'], name='conversations_by_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['assignee', 'status', '-last_message_at', '-id'], name='conversations_by_assignee'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['customer', '-last_message_at'], name='conversations_by_customer'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('status', 'snoozed')), fields=['snoozed_until'], name='conversations_snoozed'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'pending', 'snoozed', 'closed', 'spam', 'trash'])), name='conversations_status_known'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('snoozed_until__isnull', False), ('status', 'snoozed')), models.Q(models.Q(('status', 'snoozed'), _negated=True), ('snoozed_until', None)), _connector='OR'), name='conversations_snoozed_has_end'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='conversations_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='inboxaddress',
            constraint=models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('inbox',), name='conversations_one_primary_address'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['conversation', 'id'], name='conversations_thread'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('delivery__in', ['queued', 'sending'])), fields=['delivery', 'id'], name='conversations_outbox'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'chat', 'sms', 'messenger', 'social', 'voice', 'store', 'form', 'internal'])), name='conversations_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['in', 'out', 'note'])), name='conversations_direction_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'team'])), name='conversations_visibility_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('actor_kind__in', ['agent', 'customer', 'assistant', 'rule', 'system'])), name='conversations_author_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('authenticity__in', ['passed', 'unknown', 'failed'])), name='conversations_authenticity_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('delivery__in', ['none', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unsure'])), name='conversations_delivery_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction', 'out'), ('delivery', 'none'), _connector='OR'), name='conversations_only_outbound_is_delivered'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direction', 'note'), _negated=True), ('visibility', 'team'), _connector='OR'), name='conversations_notes_stay_inside'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('message', 'agent'), name='conversations_mention_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('conversation', 'address_key'), name='conversations_participant_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['requester', 'copied'])), name='conversations_participant_role_known'),
        ),
    ]
