"""What the Chatwoot that tests/fake/chatwoot stands in for knows and does: rows, the shapes they are shown in, the events of
what happens to them. Everything here runs under World.lock."""
import base64
import hashlib
import json
import random
import re
import threading
import time
import uuid
from datetime import datetime, timezone

import chatwoot_liquid as liquid

INCOMING, OUTGOING, ACTIVITY, TEMPLATE = 0, 1, 2, 3
TYPES = ('incoming', 'outgoing', 'activity', 'template')
STATUSES = ('open', 'resolved', 'pending', 'snoozed')
PRIORITIES = ('low', 'medium', 'high', 'urgent')
CONTENT_TYPES = ('text', 'input_text', 'input_textarea', 'input_email', 'input_select', 'cards', 'form', 'article', 'incoming_email',
                 'input_csat', 'integrations', 'sticker', 'voice_call')
FILE_TYPES = ('image', 'audio', 'video', 'file', 'location', 'fallback', 'share', 'story_mention', 'contact', 'ig_reel', 'ig_post',
              'ig_story', 'embed')
SUBSCRIPTIONS = ('conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated',
                 'message_created', 'message_updated', 'webwidget_triggered', 'inbox_created', 'inbox_updated',
                 'conversation_typing_on', 'conversation_typing_off')
# The last columns: whose messages go to a provider, and within how many hours of the customer's last word.
CHANNELS = {'Channel::Whatsapp': (True, 24), 'Channel::Instagram': (True, 24), 'Channel::FacebookPage': (True, 24),
            'Channel::WebWidget': (False, None), 'Channel::Api': (False, None)}
SPACE = uuid.UUID('6ba7b810-9dad-11d1-80b4-00c04fd430c8')


class Invalid(Exception):
    """A validation that failed: 422."""

    def __init__(self, text, attribute=None):
        super().__init__(text)
        self.attribute = attribute


class BadEnum(Exception):
    """A word that no enumeration has: Rails raises, so 500."""


class Missing(Exception):
    """No such row: 404."""


def dumps(value):
    """JSON as Rails writes it: no spaces, UTF-8, what could end a script in a page escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(',', ':'))
    for c in '<>&\u2028\u2029':
        text = text.replace(c, '\\u%04x' % ord(c))
    return text.encode('utf-8', 'surrogatepass')


def iso(t):
    return None if t is None else datetime.fromtimestamp(t, timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.') + '%03dZ' % (round(t % 1 * 1000000) // 1000)


def epoch(t):
    return int(t or 0)


def moment(value):
    """Seconds of a time someone wrote: a number, a date, or a date and time."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = str(value).strip()
    if re.fullmatch(r'-?\d+(\.\d+)?', text):
        return float(text)
    text = text.replace(' UTC', '').replace('Z', '+00:00')
    got = datetime.fromisoformat(text)
    return (got if got.tzinfo else got.replace(tzinfo=timezone.utc)).timestamp()


class Clock:
    """The server's time: real, shifted, or fixed. No two ticks are the same: a microsecond between them at least."""

    def __init__(self):
        self.fixed, self.shift, self.last = None, 0.0, 0

    def now(self):
        return self.fixed if self.fixed is not None else time.time() + self.shift

    def tick(self):
        micro = round(self.now() * 1000000)
        if self.fixed is not None or micro <= self.last < micro + 1000000:
            micro = max(micro, self.last + 1 if self.last < micro + 1000000 else micro)
        self.last = micro
        return micro / 1000000


class World:
    def __init__(self, version, seed, post, later, url):
        """post(target, event, conversation id, build, message) takes a webhook to be delivered; later(seconds, what) runs
        something in time."""
        self.lock = threading.RLock()
        self.version, self.post, self.later, self.url = version, post, later, url
        self.signs, self.new = version != '4.10', version != '4.10'
        self.clock = Clock()
        self.account = {'id': 1, 'name': 'Acme', 'keep_pending_on_bot_failure': False, 'message_limit': 200, 'rate_limit': 0}
        self.rows = 0
        self.receipts, self.receipt_delay, self.receipt_lost = ['source', 'delivered', 'read'], 0.0, None
        self.opened, self.handoffs, self.bot_resolved = [], 0, 0
        self.hits = {}
        # Where to look; what is found is held against the row itself.
        self.unique, self.links, self.threads = {}, {}, {}
        self.users = {1: user(1, 'Admin', 'administrator'), 7: user(7, 'Ana', 'agent'), 8: user(8, 'Bruno', 'agent')}
        self.tokens = {'token-agent': ('agent', 7), 'token-agent-2': ('agent', 8), 'token-admin': ('admin', 1), 'token-super': ('super', 2),
                       'token-bot': ('bot', 12)}
        self.bots = {12: {'id': 12, 'name': 'Robô', 'description': '', 'outgoing_url': '', 'bot_type': 'webhook', 'bot_config': {},
                          'account_id': 1, 'access_token': 'token-bot', 'secret': 's3cr3t-bot', 'thumbnail': '', 'system_bot': False}}
        self.inboxes = {}
        for number, name, channel in ((3, 'WhatsApp', 'Whatsapp'), (4, 'Instagram', 'Instagram'), (5, 'Site', 'WebWidget'),
                                      (6, 'API', 'Api'), (7, 'Messenger', 'FacebookPage')):
            self.inboxes[number] = {
                'id': number, 'name': name, 'channel_type': 'Channel::' + channel, 'bot': 12, 'members': [1, 7, 8], 'webhook_url': '',
                'secret': 's3cr3t-api' if channel == 'Api' else None, 'hmac_token': 'hmac-%d' % number,
                'inbox_identifier': 'inbox-%d' % number, 'greeting_enabled': False, 'greeting_message': None,
                'lock_to_single_conversation': True, 'working_hours_enabled': False, 'out_of_office_message': None,
                'timezone': 'America/Sao_Paulo', 'agent_reply_time_window': None,
                'phone_number': '+551140000000' if channel == 'Whatsapp' else None,
                'message_templates': TEMPLATES[:1] if channel == 'Whatsapp' else None}
        self.teams = {2: {'id': 2, 'name': 'vendas', 'description': 'Vendas'}, 3: {'id': 3, 'name': 'suporte', 'description': 'Suporte'}}
        self.team_members = {2: [7], 3: [8]}
        self.labels, self.webhooks, self.contacts, self.contact_inboxes, self.conversations, self.messages = {}, {}, {}, {}, {}, {}
        self.notes, self.canned, self.definitions, self.portals, self.blobs = {}, {}, {}, {}, {}
        self.categories, self.articles = {}, {}
        self.ids = {'contact': 5, 'contact_inbox': 9, 'conversation': 42, 'message': 4711, 'attachment': 300, 'webhook': 1, 'bot': 13,
                    'label': 1, 'note': 1, 'canned': 1, 'definition': 1, 'article': 1, 'category': 1, 'blob': 1}
        for title in ('vip', 'troca', 'bot'):
            self.add('label', self.labels, {'title': title, 'description': '', 'color': '#1f93ff', 'show_on_sidebar': True})
        if seed == 'demo':
            demo(self)

    def id(self, kind):
        self.ids[kind] += 1
        return self.ids[kind] - 1

    def add(self, kind, table, row):
        row = dict({'id': self.id(kind)}, **row)
        table[row['id']] = row
        return row

    def name(self, *what):
        """A uuid that is the same in every run."""
        return str(uuid.uuid5(SPACE, ':'.join(map(str, what))))

    # -- events ----------------------------------------------------------------------------------------------------------
    def emit(self, event, build, inbox, conversation=None, bot=True, account=True, api=True, message=None):
        """Bots get what is so now; the others what is so when a worker comes to it."""
        lane = conversation['display_id'] if conversation else 0
        if bot and inbox:
            wanted = {inbox['bot'], conversation and conversation['assignee_agent_bot_id']}
            for row in [self.bots[i] for i in sorted(i for i in wanted if i in self.bots)]:
                if row['outgoing_url']:
                    body = dumps(build())
                    self.post(('bot', row['id']), row['outgoing_url'], event, lane, lambda body=body: body, message)
        if account:
            for row in list(self.webhooks.values()):
                if event in row['subscriptions']:
                    self.post(('webhook', row['id']), row['url'], event, lane, lambda: dumps(build()), message)
        if api and inbox and inbox['channel_type'] == 'Channel::Api' and inbox['webhook_url']:
            self.post(('inbox', inbox['id']), inbox['webhook_url'], event, lane, lambda: dumps(build()), message)

    def secret(self, target):
        """Of who is to be told; None when nothing is signed, False when there is nobody any more."""
        kind, number = target
        row = {'bot': self.bots, 'webhook': self.webhooks, 'inbox': self.inboxes}[kind].get(number)
        return False if row is None else row['secret'] if self.signs else None

    def message_event(self, event, message):
        conversation = message['conversation']
        if message['message_type'] != ACTIVITY:
            self.emit(event, lambda: dict(self.message_data(message), event=event), self.inboxes[conversation['inbox_id']], conversation,
                      message=message)

    def conversation_event(self, event, conversation, changes=None, bot=True, account=True):
        def build():
            return dict(self.conversation_data(conversation), event=event, **({} if event in ('conversation_created', 'conversation_opened',
                                                                                            'conversation_resolved') else
                                                                             {'changed_attributes': changes}))
        self.emit(event, build, self.inboxes[conversation['inbox_id']], conversation, bot=bot, account=account, api=account)

    def contact_event(self, event, contact, changes=None):
        more = {'changed_attributes': changes} if event == 'contact_updated' else {}
        self.emit(event, lambda: dict(self.contact_data(contact), event=event, **more), None, bot=False, api=False)

    # -- what changes ----------------------------------------------------------------------------------------------------
    def touch(self, conversation):
        conversation['updated_at'] = self.clock.tick()

    def change(self, conversation, by=None, activity=None, **to):
        """Sets columns of a conversation; tells who listens, in the order Chatwoot does. True when anything changed."""
        was = {k: conversation[k] for k in to if conversation[k] != to[k]}
        if not was:
            return False
        conversation.update(to)
        self.touch(conversation)
        status = to.get('status') if 'status' in was else None
        if status == 'resolved':
            conversation['waiting_since'] = None
        if status in ('open', 'pending', 'resolved') and conversation['snoozed_until']:
            conversation['snoozed_until'] = None
        if status in ('open', 'resolved'):
            self.conversation_event('conversation_opened' if status == 'open' else 'conversation_resolved', conversation, account=False)
        if status:
            # What changed is forgotten by then.
            self.conversation_event('conversation_status_changed', conversation, None, bot=self.new)
            self.activity(conversation, activity or status_text(status, by))
        if 'assignee_id' in was:
            name = self.users[to['assignee_id']]['name'] if to['assignee_id'] else None
            self.activity(conversation, ('Assigned to %s by %s' % (name, by or 'system')) if name else
                          'Conversation unassigned by %s' % (by or 'system'))
        if 'team_id' in was:
            self.activity(conversation, 'Assigned to %s by %s' % (self.teams[to['team_id']]['name'], by or 'system') if to['team_id'] else
                          'Unassigned from %s by %s' % (self.teams[was['team_id']]['name'], by or 'system'))
        for word, names in (('added', set(to.get('labels', ())) - set(was.get('labels', to.get('labels', ())))),
                            ('removed', set(was.get('labels', ())) - set(to.get('labels', ())))):
            if names:
                self.activity(conversation, '%s %s %s' % (by or 'System', word, ', '.join(sorted(names))))
        if 'priority' in was:
            self.activity(conversation, '%s changed the priority from %s to %s' % (by or 'System', was['priority'] or 'none', to['priority'] or 'none'))
        times = ('waiting_since', 'snoozed_until', 'first_reply_created_at')
        changes = [{k: {'previous_value': iso(v) if k in times else v, 'current_value': iso(to[k]) if k in times else to[k]}}
                   for k, v in was.items()]
        for _ in range(2 if 'labels' in was else 1):
            self.conversation_event('conversation_updated', conversation, changes, bot=self.new)
        return True

    def activity(self, conversation, text):
        self.store(conversation, {'message_type': ACTIVITY, 'content': text})

    def store(self, conversation, values):
        """A message as a row. A test may give its time."""
        now = values.get('created_at') or self.clock.tick()
        row = {'id': self.id('message'), 'content': None, 'conversation': conversation, 'message_type': OUTGOING, 'private': False,
               'status': 'sent', 'source_id': None, 'content_type': 'text', 'content_attributes': {}, 'sender': None, 'attachments': [],
               'created_at': now, 'updated_at': now, 'additional_attributes': {}, 'echo_id': None}
        row.update(values, created_at=now)
        for part in row['attachments']:
            part['message_id'] = row['id']
        self.messages[row['id']] = row
        conversation['messages'].append(row)
        return row

    def check_message(self, conversation, values):
        content, attributes, kind = values.get('content'), values.get('content_attributes') or {}, values.get('content_type', 'text')
        if kind not in CONTENT_TYPES:
            raise Invalid("'%s' is not a valid content_type" % kind)
        if content and len(content) > 150000:
            raise Invalid('Validation failed: Content is too long (maximum is 150000 characters)')
        if len(values.get('attachments') or ()) > 15:
            raise Invalid('Validation failed: Attachments exceeded maximum allowed')
        keys = ITEMS.get(kind)
        if keys:
            items = attributes.get('items')
            if not isinstance(items, list) or not items:
                raise Invalid('Validation failed: Content attributes At least one item is required.')
            for item in items:
                wrong = sorted(set(item) - set(keys)) if isinstance(item, dict) else ['item']
                if wrong:
                    raise Invalid('Validation failed: Content attributes contains invalid keys for items : [%s]'
                                  % ', '.join('"%s"' % key for key in wrong))
                if kind == 'cards':
                    if not item.get('actions'):
                        raise Invalid('Validation failed: Content attributes contains items missing actions')
                    for action in item['actions']:
                        wrong = sorted(set(action) - {'type', 'text', 'uri', 'payload'})
                        if wrong:
                            raise Invalid('Validation failed: Content attributes contains invalid keys for actions:  [%s]'
                                          % ', '.join('"%s"' % key for key in wrong))

    def flooded(self, conversation):
        since = self.clock.now() - 60
        n = 0
        for row in reversed(conversation['messages']):
            if row['created_at'] <= since:
                break
            n += 1
        return n >= self.account['message_limit']

    def say(self, conversation, values, limit=True):
        """A message that is written: all that follows from it."""
        self.check_message(conversation, values)
        if limit and self.flooded(conversation):
            raise Invalid('Too many messages')
        inbox = self.inboxes[conversation['inbox_id']]
        kind = values.get('message_type', OUTGOING)
        if kind in (OUTGOING, TEMPLATE) and values.get('content'):
            drops = self.drops(conversation, values.get('sender'))
            values['content'] = liquid.render(values['content'], drops)
            params = (values.get('additional_attributes') or {}).get('template_params')
            if params:
                values['additional_attributes'] = dict(values['additional_attributes'], template_params=liquid.render_all(params, drops))
        can_reply = self.can_reply(conversation)
        first = not any(row['message_type'] == INCOMING for row in conversation['messages'])
        row = self.store(conversation, values)
        conversation['last_activity_at'] = row['created_at']
        self.touch(conversation)
        human = row['sender'] and row['sender'][0] == 'User'
        if kind == INCOMING:
            if not conversation['muted']:
                if conversation['status'] == 'snoozed':
                    self.change(conversation, status='open', activity='Conversation was reopened by the contact')
                elif conversation['status'] == 'resolved' and not self.contacts[conversation['contact_id']]['blocked']:
                    self.change(conversation, status='pending' if inbox['bot'] else 'open')
            if not conversation['waiting_since']:
                self.change(conversation, waiting_since=row['created_at'])
            self.contacts[conversation['contact_id']]['last_activity_at'] = row['created_at']
        elif kind == OUTGOING and not row['private'] and (human or row['sender']):
            more = {'waiting_since': None}
            if human and not conversation['first_reply_created_at']:
                more['first_reply_created_at'] = row['created_at']
            self.change(conversation, **more)
        self.message_event('message_created', row)
        if kind in (OUTGOING, TEMPLATE) and not row['private'] and not row['source_id'] and CHANNELS[inbox['channel_type']][0]:
            self.send(row, inbox, can_reply)
        if kind == INCOMING and first and inbox['greeting_enabled'] and inbox['greeting_message']:
            self.say(conversation, {'message_type': TEMPLATE, 'content': inbox['greeting_message']}, False)
        return row

    def send(self, row, inbox, can_reply):
        """Off to the provider, which answers in its own time."""
        params = row['additional_attributes'].get('template_params')
        error = None
        if params and inbox['message_templates'] is not None:
            found = [t for t in inbox['message_templates'] if t['name'] == params.get('name')
                     and t['language'].lower() == str(params.get('language', '')).lower() and t['status'] == 'APPROVED']
            if not found:
                error = '132000: Number of parameters does not match the expected number of params'
            elif found[0]['language'] != params['language']:
                error = '132001: Template name does not exist in the translation'
            elif len((params.get('processed_params') or {}).get('body') or ()) != found[0]['n']:
                error = '132000: Number of parameters does not match the expected number of params'
        elif not can_reply:
            error = 'Template not found or invalid template name' if inbox['channel_type'] == 'Channel::Whatsapp' else \
                'This message is sent outside of allowed window.'
        elif self.receipt_lost:
            error = self.receipt_lost
        else:
            error = too_much(row, inbox['channel_type'])
        if error:
            return self.later(self.receipt_delay, lambda: self.receipt(row, 'failed', error))
        steps = list(self.receipts)

        def step():
            if steps:
                self.receipt(row, steps.pop(0))
            if steps:
                self.later(self.receipt_delay, step)
        if steps:
            self.later(self.receipt_delay, step)

    def receipt(self, row, status, error=None):
        """What the provider says of a message."""
        if status == 'source':
            mark = hashlib.sha256(str(row['id']).encode()).hexdigest()
            row['source_id'] = ('wamid.' if self.inboxes[row['conversation']['inbox_id']]['channel_type'].endswith('Whatsapp') else 'mid.') + \
                base64.b64encode(mark[:24].encode()).decode()
        elif row['status'] == status or (row['status'] == 'read' and status == 'delivered'):
            return
        else:
            row['status'] = status
            row['content_attributes'] = {k: v for k, v in row['content_attributes'].items() if k != 'external_error'}
            if error:
                row['content_attributes']['external_error'] = error
        row['updated_at'] = self.clock.tick()
        self.message_event('message_updated', row)

    def bot_failed(self, message, target, error):
        """A bot did not take a message: the conversation is taken from it."""
        conversation = message['conversation']
        if conversation['status'] == 'pending' and not self.account['keep_pending_on_bot_failure']:
            self.opened.append({'conversation': conversation['display_id'], 'message': message['id'], 'error': error})
            self.change(conversation, status='open', activity='Conversation was marked open by system due to an error with the agent bot.')

    # -- who writes ------------------------------------------------------------------------------------------------------
    def bot_open(self, conversation, bot):
        """bot_handoff!"""
        self.handoffs += 1
        self.change(conversation, bot['name'], status='open')
        if not conversation['waiting_since']:
            self.change(conversation, waiting_since=self.clock.tick())

    def contact_new(self, values):
        contact = {'name': '', 'email': None, 'phone_number': None, 'identifier': None, 'blocked': False, 'additional_attributes': {},
                   'custom_attributes': {}, 'avatar': '', 'labels': [], 'created_at': self.clock.tick(), 'last_activity_at': None}
        contact.update(values)
        self.check_contact(contact, None)
        contact = self.add('contact', self.contacts, contact)
        contact['updated_at'] = contact['created_at']
        self.index(contact)
        self.contact_event('contact_created', contact)
        return contact

    def check_contact(self, values, number):
        for key in ('email', 'phone_number', 'identifier'):
            if values.get(key) == '':
                values[key] = None
        if values.get('email'):
            values['email'] = values['email'].lower()
            if not re.fullmatch(r'[^@\s]+@[^@\s]+\.[^@\s]+', values['email']):
                raise Invalid('Email Invalid email', 'email')
        if values.get('phone_number') and not re.fullmatch(r'\+[1-9]\d{1,14}', values['phone_number']):
            raise Invalid('Phone number should be in e164 format', 'phone_number')
        for key, title in (('email', 'Email'), ('phone_number', 'Phone number'), ('identifier', 'Identifier')):
            value = values.get(key)
            found = self.contact_by(key, value)
            if found and found['id'] != number:
                raise Invalid(title + ' has already been taken', key)

    def index(self, contact):
        for key in ('email', 'phone_number', 'identifier'):
            if contact[key]:
                self.unique[key, contact[key]] = contact['id']

    def contact_by(self, key, value):
        row = self.contacts.get(self.unique.get((key, value))) if value else None
        return row if row and row[key] == value else None

    def link_by(self, inbox, source):
        row = self.contact_inboxes.get(self.links.get((inbox['id'], source)))
        return row if row and row['source_id'] == source else None

    def conversations_by(self, link):
        return [c for c in self.threads.get(link['id'], ()) if c['display_id'] in self.conversations]

    def contact_change(self, contact, values):
        """What is there of the attributes stays."""
        values = dict(values)
        for key in ('additional_attributes', 'custom_attributes'):
            if key in values:
                values[key] = dict(contact[key], **(values[key] or {}))
        self.check_contact(values, contact['id'])
        was = {k: v for k, v in contact.items() if k in values and v != values[k]}
        contact.update(values)
        self.index(contact)
        if was:
            contact['updated_at'] = self.clock.tick()
            self.contact_event('contact_updated', contact, [{k: {'previous_value': v, 'current_value': contact[k]}} for k, v in was.items()])

    def source_for(self, inbox, contact):
        if inbox['channel_type'] == 'Channel::Whatsapp':
            if not contact['phone_number']:
                raise Invalid('contact phone number is required')
            return contact['phone_number'].lstrip('+')
        if inbox['channel_type'] in ('Channel::WebWidget', 'Channel::Api'):
            return self.name('source', inbox['id'], contact['id'])
        raise Invalid("can't create a contact inbox of this channel")

    def contact_inbox_new(self, inbox, contact, source=None):
        source = source or self.source_for(inbox, contact)
        if inbox['channel_type'] == 'Channel::Whatsapp' and not re.fullmatch(
                r'\d{1,15}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}', source):
            raise Invalid('Validation failed: Source invalid source id for whatsapp inbox. valid Regex (?-mix:^\\d{1,15}\\z)')
        row = self.link_by(inbox, source)
        if row:
            if row['contact_id'] == contact['id']:
                return row
            raise Invalid('Validation failed: Source has already been taken')
        now = self.clock.tick()
        self.links[inbox['id'], source] = self.ids['contact_inbox']
        return self.add('contact_inbox', self.contact_inboxes, {
            'contact_id': contact['id'], 'inbox_id': inbox['id'], 'source_id': source, 'created_at': now, 'updated_at': now,
            'hmac_verified': False, 'pubsub_token': hashlib.sha1(source.encode()).hexdigest()[:24]})

    def conversation_new(self, link, values=()):
        inbox, contact = self.inboxes[link['inbox_id']], self.contacts[link['contact_id']]
        now, number = self.clock.tick(), self.id('conversation')
        status = 'resolved' if contact['blocked'] else 'pending' if inbox['bot'] else 'open'
        row = {'id': number + 1000, 'display_id': number, 'inbox_id': inbox['id'], 'contact_id': contact['id'], 'contact_inbox_id': link['id'],
               'status': status, 'assignee_id': None, 'assignee_agent_bot_id': None, 'team_id': None, 'labels': [],
               'custom_attributes': {}, 'additional_attributes': {}, 'snoozed_until': None, 'priority': None, 'waiting_since': None,
               'first_reply_created_at': None, 'agent_last_seen_at': None, 'contact_last_seen_at': None, 'last_activity_at': now,
               'created_at': now, 'updated_at': now, 'uuid': self.name('conversation', number), 'muted': False, 'can_reply': None,
               'messages': [], 'typing': None}
        given = dict(values)
        if inbox['bot'] or contact['blocked']:
            given.pop('status', None)
        row.update(given)
        self.conversations[number] = row
        self.threads.setdefault(link['id'], []).append(row)
        self.conversation_event('conversation_created', row, bot=False)
        return row

    def conversation_of(self, link):
        """Where what a customer writes goes."""
        inbox = self.inboxes[link['inbox_id']]
        mine = self.conversations_by(link)
        if not inbox['lock_to_single_conversation']:
            mine = [row for row in mine if row['status'] != 'resolved']
        return mine[-1] if mine else self.conversation_new(link)

    def customer(self, ask):
        """Someone writes by an inbox: a new contact and conversation when there are none."""
        if ask.get('conversation'):
            conversation = self.conversation(ask['conversation'])
        else:
            conversation = self.conversation_of(self.link_of(ask))
        contact = self.contacts[conversation['contact_id']]
        if ask.get('source_id'):
            # What the provider sends again is dropped.
            for row in conversation['messages']:
                if row['source_id'] == ask['source_id']:
                    return row
        values = {'message_type': INCOMING, 'content': ask.get('text'), 'sender': ('Contact', contact['id']),
                  'attachments': [self.attach(part) for part in ask.get('attachments') or ()]}
        for key in ('content_attributes', 'content_type', 'additional_attributes', 'created_at'):
            if key in ask:
                values[key] = ask[key]
        if CHANNELS[self.inboxes[conversation['inbox_id']]['channel_type']][0]:
            values['source_id'] = 'wamid.' + base64.b64encode(('in-%d' % self.ids['message']).encode()).decode()
        if 'source_id' in ask:
            values['source_id'] = ask['source_id']
        return self.say(conversation, values, False)

    def link_of(self, ask):
        inbox, who = self.inbox(ask.get('inbox', 3)), ask.get('contact') or {}
        if isinstance(who, int):
            contact = self.contact(who)
            mine = [row for row in self.contact_inboxes.values() if row['inbox_id'] == inbox['id'] and row['contact_id'] == who]
            return mine[-1] if mine else self.contact_inbox_new(inbox, contact)
        source = who.get('source_id') or ((who.get('phone') or '').lstrip('+') if inbox['channel_type'] == 'Channel::Whatsapp' else '')
        phone = who.get('phone')
        link = self.link_by(inbox, source)
        if not link and re.fullmatch(r'55\d{10}', source):
            # A Brazilian number without its ninth digit is the one with it.
            link = self.link_by(inbox, source[:4] + '9' + source[4:])
        if link:
            return link
        contact = self.contact_by('phone_number', phone) or self.contact_by('email', who.get('email'))
        if not contact:
            contact = self.contact_new({'name': who.get('name', 'Cliente %d' % self.ids['contact']), 'phone_number': phone,
                                        **{k: who[k] for k in ('email', 'identifier', 'blocked', 'custom_attributes', 'additional_attributes')
                                           if k in who}})
        if not source and inbox['channel_type'] in ('Channel::Instagram', 'Channel::FacebookPage'):
            source = str(17841400000000000 + contact['id'])
        return self.contact_inbox_new(inbox, contact, source or None)

    def attach(self, ask):
        """An attachment of what a test says of one: file_type, and by its kind the other keys; data is base64."""
        kind = ask.get('file_type', 'image')
        if kind not in FILE_TYPES:
            raise Invalid("'%s' is not a valid file_type" % kind)
        row = {'id': self.id('attachment'), 'message_id': None, 'file_type': kind, 'account_id': 1}
        if kind in ('image', 'video', 'file', 'audio'):
            default = {'image': ('foto.jpg', 'image/jpeg'), 'video': ('video.mp4', 'video/mp4'), 'audio': ('audio.ogg', 'audio/ogg'),
                       'file': ('nota.pdf', 'application/pdf')}[kind]
            name, ctype = ask.get('name', default[0]), ask.get('content_type', default[1])
            data = ask['bytes'] if 'bytes' in ask else base64.b64decode(ask['data']) if 'data' in ask else \
                random.Random(row['id']).randbytes(ask.get('size', 2048))
            url = self.blob(name, ctype, data)
            # The name's ending is no column of most of them.
            row.update(extension=None, content_type=ctype, data_url=ask.get('data_url', url), thumb_url=url if kind == 'image' else '',
                       file_size=len(data), width=ask.get('width', 800 if kind == 'image' else None),
                       height=ask.get('height', 600 if kind == 'image' else None))
            if kind == 'audio':
                row['transcribed_text'] = ask.get('transcribed_text', '')
        elif kind == 'location':
            row.update(coordinates_lat=ask.get('coordinates_lat', -23.55), coordinates_long=ask.get('coordinates_long', -46.63),
                       fallback_title=ask.get('fallback_title'), data_url=ask.get('data_url'))
        elif kind == 'contact':
            row.update(fallback_title=ask.get('fallback_title', '+5511988887777'), meta=ask.get('meta', {}))
        elif kind == 'embed':
            row.update(data_url=ask.get('data_url'))
        else:
            row.update(fallback_title=ask.get('fallback_title'), data_url=ask.get('data_url'))
        return row

    def blob(self, name, ctype, data):
        number = self.id('blob')
        key = base64.urlsafe_b64encode(('blob-%d' % number).encode()).decode().rstrip('=') + '--' + \
            hashlib.sha1(b'%d' % number).hexdigest()
        self.blobs[key] = (name, ctype, data)
        return '%s/rails/active_storage/blobs/redirect/%s/%s' % (self.url(), key, name)

    def human(self, conversation, text, by=7, private=False, **more):
        return self.say(conversation, dict({'content': text, 'sender': ('User', by), 'private': private}, **more), False)

    # -- finding ---------------------------------------------------------------------------------------------------------
    def conversation(self, number):
        return self.find(self.conversations, number)

    def contact(self, number):
        return self.find(self.contacts, number)

    def inbox(self, number):
        return self.find(self.inboxes, number)

    def find(self, table, number):
        try:
            return table[int(number)]
        except (KeyError, TypeError, ValueError):
            raise Missing(str(number)) from None

    def can_reply(self, conversation):
        if conversation['can_reply'] is not None:
            return conversation['can_reply']
        inbox = self.inboxes[conversation['inbox_id']]
        hours = inbox['agent_reply_time_window'] if inbox['channel_type'] == 'Channel::Api' else CHANNELS[inbox['channel_type']][1]
        if hours is None:
            return True
        for row in reversed(conversation['messages']):
            if row['message_type'] == INCOMING:
                return self.clock.now() - row['created_at'] < hours * 3600
        return False

    def drops(self, conversation, sender):
        """What Liquid can say in a message."""
        contact, inbox = self.contacts[conversation['contact_id']], self.inboxes[conversation['inbox_id']]
        words = [word.capitalize() for word in (contact['name'] or '').split()]
        agent = self.users.get(sender[1]) if sender and sender[0] == 'User' else self.bots.get(sender[1]) if sender and sender[0] == 'AgentBot' else None
        names = (agent['name'] if agent else '').split()
        return {'contact': {'id': contact['id'], 'name': ' '.join(words), 'email': contact['email'], 'phone_number': contact['phone_number'],
                            'first_name': words[0] if words else None, 'last_name': words[-1] if len(words) > 1 else None,
                            'custom_attribute': contact['custom_attributes'], 'identifier': contact['identifier']},
                'agent': {'name': ' '.join(names), 'email': agent and agent.get('email'), 'first_name': names[0] if names else None,
                          'last_name': names[-1] if len(names) > 1 else None},
                'conversation': {'display_id': conversation['display_id'], 'contact_name': contact['name'],
                                 'custom_attribute': conversation['custom_attributes']},
                'inbox': {'id': inbox['id'], 'name': inbox['name']}, 'account': {'id': 1, 'name': self.account['name']}}

    # -- shapes ----------------------------------------------------------------------------------------------------------
    def account_data(self):
        return {'id': 1, 'name': self.account['name']}

    def with_account(self, data):
        if self.new:
            return dict({'account': self.account_data()}, **data)
        return data

    def contact_data(self, c):
        """Without a type: who wrote cannot be told by it."""
        return self.with_account({
            'additional_attributes': c['additional_attributes'], 'avatar': c['avatar'], 'custom_attributes': c['custom_attributes'],
            'email': c['email'], 'id': c['id'], 'identifier': c['identifier'], 'name': c['name'], 'phone_number': c['phone_number'],
            'thumbnail': c['avatar'], 'blocked': c['blocked']})

    def contact_push(self, c):
        return {'additional_attributes': c['additional_attributes'], 'custom_attributes': c['custom_attributes'], 'email': c['email'],
                'id': c['id'], 'identifier': c['identifier'], 'name': c['name'], 'phone_number': c['phone_number'],
                'thumbnail': c['avatar'], 'blocked': c['blocked'], 'type': 'contact'}

    def user_push(self, u):
        return {'id': u['id'], 'name': u['name'], 'available_name': u['name'], 'avatar_url': '', 'type': 'user',
                'availability_status': 'online', 'thumbnail': ''}

    def bot_push(self, b):
        return {'id': b['id'], 'name': b['name'], 'avatar_url': '', 'type': 'agent_bot'}

    def sender_data(self, row):
        """Of a webhook's top level."""
        if not row['sender']:
            return None
        kind, number = row['sender']
        if kind == 'Contact':
            return self.contact_data(self.contacts[number]) if number in self.contacts else None
        if kind == 'User':
            u = self.users[number]
            return {'id': u['id'], 'name': u['name'], 'email': u['email'], 'type': 'user'}
        b = self.bots.get(number)
        return b and {'id': b['id'], 'name': b['name'], 'type': 'agent_bot'}

    def sender_push(self, row):
        if not row['sender']:
            return None
        kind, number = row['sender']
        table, shape = {'Contact': (self.contacts, self.contact_push), 'User': (self.users, self.user_push),
                        'AgentBot': (self.bots, self.bot_push)}[kind]
        return shape(table[number]) if number in table else None

    def message_data(self, m):
        c = m['conversation']
        inbox = self.inboxes[c['inbox_id']]
        text = m['content']
        if text is not None:
            text = re.sub(r'\\\n', '\n', text).rstrip('\n') if self.new else shown(text, inbox, m)
        data = {'account': self.account_data(), 'additional_attributes': m['additional_attributes'],
                'content_attributes': m['content_attributes'], 'content_type': m['content_type'], 'content': text,
                'conversation': self.conversation_data(c), 'created_at': iso(m['created_at']), 'id': m['id'],
                'inbox': {'id': inbox['id'], 'name': inbox['name']}, 'message_type': TYPES[m['message_type']], 'private': m['private'],
                'sender': self.sender_data(m), 'source_id': m['source_id']}
        if m['attachments']:
            data['attachments'] = m['attachments']
        return data

    def message_push(self, m):
        c = m['conversation']
        data = {'id': m['id'], 'content': m['content'], 'account_id': 1, 'inbox_id': c['inbox_id'], 'conversation_id': c['display_id'],
                'message_type': m['message_type'], 'created_at': epoch(m['created_at']), 'updated_at': iso(m['updated_at']),
                'private': m['private'], 'status': m['status'], 'source_id': m['source_id'], 'content_type': m['content_type'],
                'content_attributes': m['content_attributes'], 'sender_type': m['sender'] and m['sender'][0],
                'sender_id': m['sender'] and m['sender'][1], 'external_source_ids': {}, 'additional_attributes': m['additional_attributes'],
                'processed_message_content': m['content'], 'sentiment': {},
                'conversation': {'assignee_id': c['assignee_id'], 'unread_count': self.unread(c), 'last_activity_at': epoch(c['last_activity_at']),
                                 'contact_inbox': {'source_id': self.contact_inboxes[c['contact_inbox_id']]['source_id']}}}
        if m['sender']:
            data['sender'] = self.sender_push(m)
        if m['attachments']:
            data['attachments'] = m['attachments']
        return data

    def message_rest(self, m):
        c = m['conversation']
        data = {'id': m['id'], 'content': m['content'], 'inbox_id': c['inbox_id']}
        if m['echo_id'] is not None:
            data['echo_id'] = m['echo_id']
        data.update(conversation_id=c['display_id'], message_type=m['message_type'], content_type=m['content_type'], status=m['status'],
                    content_attributes=m['content_attributes'], created_at=epoch(m['created_at']), private=m['private'],
                    source_id=m['source_id'])
        if m['sender']:
            data['sender'] = self.sender_push(m)
        if m['attachments']:
            data['attachments'] = m['attachments']
        return data

    def unread(self, c):
        seen = c['agent_last_seen_at'] or 0
        n = 0
        for row in reversed(c['messages']):
            if row['created_at'] <= seen:
                break
            n += row['message_type'] == INCOMING
        return n

    def last(self, c, activity=False, private=False):
        for row in reversed(c['messages']):
            if (activity or row['message_type'] != ACTIVITY) and (private or not row['private']):
                return row
        return None

    def assignee(self, c):
        if c['assignee_agent_bot_id'] in self.bots:
            return self.bot_push(self.bots[c['assignee_agent_bot_id']]), 'AgentBot'
        if c['assignee_id'] in self.users:
            return self.user_push(self.users[c['assignee_id']]), 'User'
        return None, None

    def conversation_data(self, c):
        inbox, link = self.inboxes[c['inbox_id']], self.contact_inboxes[c['contact_inbox_id']]
        last, (who, kind) = self.last(c), self.assignee(c)
        data = {
            'additional_attributes': c['additional_attributes'], 'can_reply': self.can_reply(c), 'channel': inbox['channel_type'],
            'contact_inbox': {'id': link['id'], 'contact_id': link['contact_id'], 'inbox_id': link['inbox_id'],
                              'source_id': link['source_id'], 'created_at': iso(link['created_at']), 'updated_at': iso(link['updated_at']),
                              'hmac_verified': link['hmac_verified'], 'pubsub_token': link['pubsub_token']},
            'id': c['display_id'], 'inbox_id': c['inbox_id'], 'messages': [self.message_push(last)] if last else [], 'labels': c['labels'],
            'meta': {'sender': self.contact_push(self.contacts[c['contact_id']]), 'assignee': who, 'assignee_type': kind,
                     'team': self.team(c), 'hmac_verified': link['hmac_verified']},
            'status': c['status'], 'custom_attributes': c['custom_attributes'], 'snoozed_until': iso(c['snoozed_until']),
            'unread_count': self.unread(c), 'first_reply_created_at': iso(c['first_reply_created_at']), 'priority': c['priority'],
            'waiting_since': epoch(c['waiting_since']), 'agent_last_seen_at': epoch(c['agent_last_seen_at']),
            'contact_last_seen_at': epoch(c['contact_last_seen_at']), 'last_activity_at': epoch(c['last_activity_at']),
            'timestamp': epoch(c['last_activity_at']), 'created_at': epoch(c['created_at']), 'updated_at': c['updated_at']}
        if self.new:
            data['account'] = self.account_data()
        return data

    def team(self, c):
        t = self.teams.get(c['team_id'])
        return t and {'id': t['id'], 'name': t['name']}

    def conversation_rest(self, c):
        inbox, link = self.inboxes[c['inbox_id']], self.contact_inboxes[c['contact_inbox_id']]
        last, spoken, (who, kind) = self.last(c, True, True), self.last(c, private=True), self.assignee(c)
        meta = {'sender': self.contact_rest(self.contacts[c['contact_id']], links=False), 'channel': inbox['channel_type'],
                'assignee': who, 'assignee_type': kind, 'hmac_verified': link['hmac_verified']}
        if self.team(c):
            meta['team'] = self.team(c)
        return {'meta': meta, 'id': c['display_id'], 'messages': [self.message_push(last)] if last else [], 'account_id': 1,
                'uuid': c['uuid'], 'additional_attributes': c['additional_attributes'], 'agent_last_seen_at': epoch(c['agent_last_seen_at']),
                'assignee_last_seen_at': 0, 'can_reply': self.can_reply(c), 'contact_last_seen_at': epoch(c['contact_last_seen_at']),
                'custom_attributes': c['custom_attributes'], 'inbox_id': c['inbox_id'], 'labels': c['labels'], 'muted': c['muted'],
                'snoozed_until': iso(c['snoozed_until']), 'status': c['status'], 'created_at': epoch(c['created_at']),
                'updated_at': c['updated_at'], 'timestamp': epoch(c['last_activity_at']),
                'first_reply_created_at': epoch(c['first_reply_created_at']), 'unread_count': self.unread(c),
                'last_non_activity_message': self.message_push(spoken) if spoken else None, 'last_activity_at': epoch(c['last_activity_at']),
                'priority': c['priority'], 'waiting_since': epoch(c['waiting_since']), 'sla_policy_id': None}

    def contact_rest(self, c, links=True):
        data = {'additional_attributes': c['additional_attributes'], 'availability_status': 'offline', 'email': c['email'], 'id': c['id'],
                'name': c['name'], 'phone_number': c['phone_number'], 'blocked': c['blocked'], 'identifier': c['identifier'],
                'thumbnail': c['avatar'], 'custom_attributes': c['custom_attributes'],
                'last_activity_at': epoch(c['last_activity_at']) if c['last_activity_at'] else None, 'created_at': epoch(c['created_at'])}
        if links:
            data['contact_inboxes'] = [{'source_id': row['source_id'], 'inbox': self.inbox_brief(self.inboxes[row['inbox_id']])}
                                       for row in self.contact_inboxes.values() if row['contact_id'] == c['id']]
        return data

    def inbox_brief(self, i):
        return {'id': i['id'], 'channel_id': i['id'] + 10, 'name': i['name'], 'channel_type': i['channel_type'], 'avatar_url': '',
                'provider': 'whatsapp_cloud' if i['channel_type'] == 'Channel::Whatsapp' else None}

    def inbox_rest(self, i, admin):
        data = dict(self.inbox_brief(i), greeting_enabled=i['greeting_enabled'], greeting_message=i['greeting_message'],
                    working_hours_enabled=i['working_hours_enabled'], out_of_office_message=i['out_of_office_message'],
                    working_hours=[{'day_of_week': d, 'closed_all_day': d in (0, 6), 'open_hour': 9, 'open_minutes': 0, 'close_hour': 17,
                                    'close_minutes': 0, 'open_all_day': False} for d in range(7)],
                    timezone=i['timezone'], lock_to_single_conversation=i['lock_to_single_conversation'], enable_auto_assignment=False,
                    phone_number=i['phone_number'])
        if i['message_templates'] is not None:
            data['message_templates'] = [{k: v for k, v in t.items() if k != 'n'} for t in i['message_templates']]
        if i['channel_type'] == 'Channel::Api':
            data.update(webhook_url=i['webhook_url'], inbox_identifier=i['inbox_identifier'],
                        agent_reply_time_window=i['agent_reply_time_window'])
            if admin:
                data.update(hmac_token=i['hmac_token'], **({'secret': i['secret']} if self.signs else {}))
        return data


ITEMS = {'input_select': ('title', 'value'), 'cards': ('title', 'description', 'media_url', 'actions'),
         'article': ('title', 'description', 'link'),
         'form': ('type', 'placeholder', 'label', 'name', 'options', 'default', 'required', 'pattern', 'title', 'pattern_error', 'value')}

TEMPLATES = [
    {'name': 'pedido_enviado', 'language': 'pt_BR', 'status': 'APPROVED', 'category': 'UTILITY', 'parameter_format': 'POSITIONAL', 'n': 2,
     'components': [{'type': 'BODY', 'text': 'Olá {{1}}, seu pedido {{2}} foi enviado.',
                     'example': {'body_text': [['Ana', 'S00042']]}}]},
    # Known to Meta, here only after sync_templates.
    {'name': 'lembrete', 'language': 'pt_BR', 'status': 'APPROVED', 'category': 'UTILITY', 'parameter_format': 'NAMED', 'n': 1,
     'components': [{'type': 'BODY', 'text': 'Olá {{nome}}, até amanhã.',
                     'example': {'body_text_named_params': [{'param_name': 'nome', 'example': 'Ana'}]}}]},
    {'name': 'promo', 'language': 'pt_BR', 'status': 'REJECTED', 'category': 'MARKETING', 'parameter_format': 'POSITIONAL', 'n': 0,
     'components': [{'type': 'BODY', 'text': 'Promoção!'}]}]


def user(number, name, role):
    return {'id': number, 'name': name, 'email': '%s@acme.test' % name.lower(), 'role': role}


def shown(text, inbox, m):
    """Old versions sent what the channel would show."""
    text = text.rstrip('\n')
    if m['message_type'] == OUTGOING and inbox['channel_type'] == 'Channel::Whatsapp':
        text = re.sub(r'\*\*(.+?)\*\*|(?<!\*)\*([^*\n]+)\*', lambda k: '*%s*' % k[1] if k[1] else '_%s_' % k[2], text)
        text = re.sub(r'\[[^\]]*\]\((\S+?)\)', r'\1', text)
    return text


def too_much(row, channel):
    """What the provider does not take, and Chatwoot does not look at."""
    limit = {'Channel::Whatsapp': 4096, 'Channel::Instagram': 1000, 'Channel::FacebookPage': 2000}[channel]
    if len(row['content'] or '') > limit:
        return "100: Param text['body'] must be at most %d characters long." % limit
    items = row['content_attributes'].get('items') if row['content_type'] == 'input_select' else None
    if items and channel == 'Channel::Whatsapp':
        title = 20 if len(items) <= 3 else 24
        if len(items) > 10 or len(row['content'] or '') > 1024 or len({i.get('value') for i in items}) < len(items) or \
                any(len(i.get('title', '')) > title or len(str(i.get('value', ''))) > 256 for i in items):
            return '131009: Parameter value is not valid'
    return None


def status_text(status, by):
    words = {'open': 'reopened', 'resolved': 'marked as resolved', 'pending': 'marked as pending', 'snoozed': 'snoozed'}[status]
    return 'Conversation was %s by %s' % (words, by or 'system')


def demo(w):
    """Conversations of every status, display ids 38 to 41."""
    w.ids.update(contact=1, contact_inbox=1, conversation=38, message=4601)
    for name, phone, inbox, status, texts in (
            ('Maria Silva', '+5511999990001', 3, 'open', ['Oi, bom dia', 'Meu pedido S00042 não chegou']),
            ('João Souza', '+5511999990002', 3, 'resolved', ['Vocês abrem sábado?']),
            ('Carla Dias', None, 4, 'pending', ['Qual o valor do batom?']),
            ('Pedro Lima', '+5511999990004', 6, 'snoozed', ['Depois eu falo'])):
        who = {'name': name, 'phone': phone}
        for text in texts:
            m = w.customer({'inbox': inbox, 'contact': who, 'text': text})
            if not phone:
                who = m['conversation']['contact_id']
        w.change(m['conversation'], 'Ana', status=status)
        if status in ('open', 'resolved'):
            w.change(m['conversation'], 'Ana', assignee_id=7)
            w.human(m['conversation'], 'Olá! Já vou ver.')
    w.ids.update(contact=5, contact_inbox=9, conversation=42, message=4711)
    w.add('canned', w.canned, {'account_id': 1, 'short_code': 'oi', 'content': 'Olá {{contact.first_name}}, tudo bem?',
                               'created_at': iso(w.clock.now()), 'updated_at': iso(w.clock.now())})
    w.portals['ajuda'] = {'id': 1, 'name': 'Ajuda', 'slug': 'ajuda', 'archived': False, 'custom_domain': None,
                          'config': {'allowed_locales': [{'code': 'pt_BR'}], 'default_locale': 'pt_BR'}, 'page_title': 'Ajuda'}
    w.add('category', w.categories, {'portal': 'ajuda', 'name': 'Pedidos', 'slug': 'pedidos', 'locale': 'pt_BR', 'description': '', 'position': 1})
    for n, (title, text) in enumerate((('Prazo de entrega', 'O prazo é de **5 dias úteis**.'), ('Trocas e devoluções', 'Você tem *30 dias* para trocar.'),
                                       ('Rascunho', 'Ainda não.'))):
        w.add('article', w.articles, {'portal': 'ajuda', 'slug': '%d-artigo' % (n + 1), 'title': title, 'content': text, 'description': '',
                                      'status': 'published' if n < 2 else 'draft', 'locale': 'pt_BR', 'category_id': 1, 'author_id': 1,
                                      'views': 0, 'meta': {'tags': []}, 'position': n + 1, 'updated_at': w.clock.now()})
