"""REST of tests/fake/chatwoot: its routes, who may call them, what they take and give. A body's fields are held against those that
the real one knows; what it would pass over in silence is kept as a violation."""
import base64
import hashlib
import json
import re

import chatwoot_world as world
from chatwoot_world import BadEnum, Invalid, Missing, epoch, iso, moment

ROUTES = []
NOT_FOR_BOTS = 'Access to this endpoint is not authorized for bots'
NOT_ALLOWED = 'You are not authorized to do this action'
A = '/api/v1/accounts/:account'


class Reply(Exception):
    """An answer that ends what is being done."""

    def __init__(self, status, body, ctype='application/json; charset=utf-8', headers=()):
        self.status, self.body, self.ctype, self.headers = status, body, ctype, headers


class Route:
    def __init__(self, verb, path, run, body, query, bot, admin, public):
        self.verb, self.run, self.body, self.query, self.bot, self.admin, self.public = verb, run, body, query, bot, admin, public
        parts = re.sub(r':(\w+)', lambda m: '(?P<%s>[^/]+?)' % m[1], re.escape(path).replace('\\:', ':'))
        self.match = re.compile(parts + r'(?:\.json)?').fullmatch


def route(verb, path, body=None, query='', bot=False, admin=False, public=False):
    def keep(run):
        for one in verb.split('|'):
            ROUTES.append(Route(one, path if path.startswith('/') else A + '/' + path, run, body or {}, query.split(), bot, admin, public))
        return run
    return keep


# -- what a body may have: a type, with ? when null will do; a dict is an object of these; 'a|b' either ------------------------
def check(spec, got, where, wrong):
    if isinstance(spec, dict):
        if not isinstance(got, dict):
            wrong.append('%s: not an object' % (where or 'body'))
            return
        for key, value in got.items():
            at = '%s.%s' % (where, key) if where else key
            if key not in spec:
                wrong.append('%s: no such field' % at)
            else:
                check(spec[key], value, at, wrong)
        return
    if isinstance(spec, tuple):
        spec, inner = spec
        if isinstance(got, list):
            for i, value in enumerate(got):
                check(inner, value, '%s[%d]' % (where, i), wrong)
    if got is None:
        if not spec.endswith('?'):
            wrong.append('%s: null' % where)
        return
    kinds = {'str': str, 'int': int, 'num': (int, float), 'bool': bool, 'obj': dict, 'list': list, 'any': object}
    for kind in spec.rstrip('?').split('|'):
        if isinstance(got, kinds[kind]) and not (kind in ('int', 'num') and isinstance(got, bool)):
            return
    wrong.append('%s: %s is not %s' % (where, json.dumps(got, ensure_ascii=False)[:60], spec.rstrip('?')))


class Call:
    """A request that is known to be for a route."""

    def __init__(self, server, w, verb, path, query, headers, body, multipart):
        self.server, self.w, self.verb, self.path, self.query, self.headers = server, w, verb, path, query, headers
        self.body, self.multipart = body, multipart
        self.kind, self.user, self.bot = 'none', None, None

    def q(self, name, default=None):
        return self.query.get(name, [default])[-1]

    def page(self):
        try:
            return max(int(self.q('page', 1)), 1)
        except ValueError:
            return 1

    @property
    def admin(self):
        return self.kind == 'admin'

    @property
    def by(self):
        return self.user['name'] if self.user else self.bot['name'] if self.bot else 'system'

    @property
    def me(self):
        return ('User', self.user['id']) if self.user else ('AgentBot', self.bot['id'])

    def allow(self, inbox):
        """An agent is in the inboxes it may see."""
        if self.kind == 'agent' and self.user['id'] not in inbox['members']:
            raise Reply(401, {'error': NOT_ALLOWED})
        return inbox

    def conversation(self, number):
        c = self.w.conversation(number)
        self.allow(self.w.inboxes[c['inbox_id']])
        return c


def identify(w, headers):
    token = headers.get('api-access-token') or headers.get('api_access_token')
    if not token:
        return 'none', None
    return w.tokens.get(token, ('invalid', None))


def find(verb, path):
    found = False
    for one in ROUTES:
        match = one.match(path)
        if match:
            found = True
            if one.verb == verb:
                return one, match.groupdict()
    return None, found


def authorize(call, one, parts):
    """By the wordings of the real one, refusals of rights are 401 too."""
    w = call.w
    if one.public:
        call.kind = 'public'
        return
    call.kind, number = identify(w, call.headers)
    if call.kind == 'none':
        raise Reply(401, {'errors': ['You need to sign in or sign up before continuing.']})
    if call.kind == 'invalid':
        raise Reply(401, {'error': 'Invalid Access Token'})
    if call.kind == 'super':
        raise Reply(401, {'error': NOT_FOR_BOTS})
    if call.kind == 'bot':
        call.bot = w.bots.get(number)
        allowed = one.bot is True or (one.bot == 'new' and w.new)
        if not allowed or call.bot is None:
            raise Reply(401, {'error': NOT_FOR_BOTS})
    else:
        call.user = w.users[number]
    if 'account' in parts and parts['account'] != '1':
        raise Missing(parts['account'])
    if call.bot and call.bot['account_id'] != 1 and not any(i['bot'] == call.bot['id'] for i in w.inboxes.values()):
        raise Reply(401, {'error': 'Bot is not authorized to access this account'})
    if one.admin and not call.admin:
        raise Reply(401, {'error': NOT_ALLOWED})


def need(body, key):
    if not isinstance(body.get(key), dict) or not body[key]:
        raise Reply(422, {'error': 'param is missing or the value is empty or invalid: ' + key})
    return body[key]


def flag(value):
    return value in (True, 'true', '1', 1)


# -- messages ------------------------------------------------------------------------------------------------------------
MESSAGE = {'content': 'str?', 'message_type': 'str', 'private': 'bool', 'content_type': 'str', 'content_attributes': 'obj', 'echo_id': 'str|int?',
           'source_id': 'str?', 'template_params': {'name': 'str', 'category': 'str', 'language': 'str', 'namespace': 'str?',
                                                    'processed_params': 'obj'},
           'campaign_id': 'int?', 'sender_type': 'str', 'sender_id': 'int', 'attachments': ('list', 'str'), 'is_voice_message': 'bool',
           'to_emails': 'str', 'cc_emails': 'str', 'bcc_emails': 'str', 'external_created_at': 'int|str'}
FORM = {'content': 'str', 'message_type': 'str', 'private': 'str', 'content_type': 'str', 'content_attributes': 'str', 'echo_id': 'str',
        'source_id': 'str', 'attachments': 'list', 'is_voice_message': 'str', 'template_params': 'str'}


@route('POST', 'conversations/:conversation/messages', MESSAGE, bot=True)
def messages_create(call, conversation, **_):
    c, body, w = call.conversation(conversation), call.body, call.w
    try:
        return w.message_rest(w.say(c, message_values(call, c, body)))
    except (Invalid, BadEnum) as error:
        raise Reply(422, {'error': str(error)}) from None
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        call.server.say(error)
        raise Reply(422, {'error': str(error)}) from None


def message_values(call, c, body):
    w, kind = call.w, body.get('message_type') or 'outgoing'
    inbox = w.inboxes[c['inbox_id']]
    if kind == 'incoming' and inbox['channel_type'] != 'Channel::Api':
        raise Invalid('Incoming messages are only allowed in Api inboxes')
    if kind not in world.TYPES:
        raise Invalid("'%s' is not a valid message_type" % kind)
    sender = call.me
    if kind == 'incoming':
        sender = ('Contact', c['contact_id'])
    elif body.get('sender_type') == 'AgentBot' and body.get('sender_id') in w.bots:
        sender = ('AgentBot', body['sender_id'])
    attributes = body.get('content_attributes') or {}
    if isinstance(attributes, str):
        attributes = json.loads(attributes)
    values = {'content': body.get('content'), 'message_type': world.TYPES.index(kind), 'private': flag(body.get('private')),
              'content_type': body.get('content_type') or 'text', 'content_attributes': attributes, 'sender': sender,
              'source_id': body.get('source_id'), 'echo_id': body.get('echo_id'), 'attachments': []}
    more = {}
    for key in ('template_params', 'campaign_id'):
        if body.get(key):
            more[key] = json.loads(body[key]) if isinstance(body[key], str) else body[key]
    values['additional_attributes'] = more
    for part in body.get('attachments') or ():
        if isinstance(part, dict):
            values['attachments'].append(w.attach(part))
        else:
            if part not in w.blobs:
                raise Invalid('ActiveSupport::MessageVerifier::InvalidSignature')
            name, ctype, data = w.blobs[part]
            values['attachments'].append(w.attach({'file_type': file_type(ctype), 'name': name, 'content_type': ctype, 'bytes': data}))
    return values


def file_type(ctype):
    kind = ctype.split('/')[0]
    return kind if kind in ('image', 'audio', 'video') else 'file'


@route('GET', 'conversations/:conversation/messages', query='before after filter_internal_messages')
def messages_index(call, conversation, **_):
    c, w = call.conversation(conversation), call.w
    rows, before, after = c['messages'], call.q('before'), call.q('after')
    if flag(call.q('filter_internal_messages')):
        rows = [m for m in rows if not m['private'] and m['message_type'] != world.ACTIVITY]
    if after and before:
        rows = [m for m in rows if int(after) <= m['id'] < int(before)][:1000]
    elif after:
        rows = [m for m in rows if m['id'] > int(after)][:100]
    else:
        rows = [m for m in rows if not before or m['id'] < int(before)][-20:]
    return {'meta': {'labels': c['labels'], 'additional_attributes': c['additional_attributes'],
                     'contact': w.contact_rest(w.contacts[c['contact_id']], False), 'assignee': w.assignee(c)[0],
                     'agent_last_seen_at': iso(c['agent_last_seen_at']), 'assignee_last_seen_at': None},
            'payload': [w.message_rest(m) for m in rows]}


def message_of(call, conversation, message):
    m = call.w.find(call.w.messages, message)
    if m['conversation'] is not call.conversation(conversation):
        raise Missing(message)
    return m


@route('DELETE', 'conversations/:conversation/messages/:message')
def messages_destroy(call, conversation, message, **_):
    m = message_of(call, conversation, message)
    m.update(content='This message was deleted', content_type='text', content_attributes={'deleted': True}, attachments=[],
             updated_at=call.w.clock.tick())
    call.w.message_event('message_updated', m)
    return call.w.message_rest(m)


@route('POST', 'conversations/:conversation/messages/:message/retry')
def messages_retry(call, conversation, message, **_):
    m, w = message_of(call, conversation, message), call.w
    m.update(status='sent', content_attributes={})
    inbox = w.inboxes[m['conversation']['inbox_id']]
    if world.CHANNELS[inbox['channel_type']][0]:
        w.send(m, inbox, w.can_reply(m['conversation']))
    return w.message_rest(m)


@route('PATCH', 'conversations/:conversation/messages/:message', {'status': 'str', 'external_error': 'str?'})
def messages_update(call, conversation, message, **_):
    m, w = message_of(call, conversation, message), call.w
    if w.inboxes[m['conversation']['inbox_id']]['channel_type'] != 'Channel::Api':
        raise Reply(403, {'error': 'Message status update is only allowed for API inboxes'})
    if call.body.get('status') not in ('sent', 'delivered', 'read', 'failed'):
        raise BadEnum("'%s' is not a valid status" % call.body.get('status'))
    w.receipt(m, call.body['status'], call.body.get('external_error'))
    return w.message_rest(m)


# -- conversations -------------------------------------------------------------------------------------------------------
def visible(call):
    w = call.w
    return [c for c in w.conversations.values() if call.kind != 'agent' or call.user['id'] in w.inboxes[c['inbox_id']]['members']]


def counts(call, rows):
    mine = call.user and call.user['id']
    return {'mine_count': sum(c['assignee_id'] == mine and mine is not None for c in rows),
            'assigned_count': sum(c['assignee_id'] is not None for c in rows),
            'unassigned_count': sum(c['assignee_id'] is None for c in rows), 'all_count': len(rows)}


def listed(call):
    """Conversations by the words of a list, without assignee_type. Open ones, when nothing else is asked for."""
    w, rows, q = call.w, visible(call), call.q
    status = q('status', 'open')
    if status != 'all':
        if status not in world.STATUSES:
            raise BadEnum("'%s' is not a valid status" % status)
        rows = [c for c in rows if c['status'] == status]
    for name, column in (('inbox_id', 'inbox_id'), ('team_id', 'team_id')):
        if q(name):
            rows = [c for c in rows if str(c[column]) == q(name)]
    labels = call.query.get('labels[]', []) + call.query.get('labels', [])
    if labels:
        rows = [c for c in rows if set(labels) & set(c['labels'])]
    if q('source_id'):
        rows = [c for c in rows if w.contact_inboxes[c['contact_inbox_id']]['source_id'] == q('source_id')]
    if q('q'):
        rows = [c for c in rows if any(q('q').lower() in (m['content'] or '').lower() for m in c['messages'])]
    if q('conversation_type') == 'unattended':
        rows = [c for c in rows if not c['first_reply_created_at'] or c['waiting_since']]
    if q('updated_within'):
        rows = [c for c in rows if c['updated_at'] > w.clock.now() - int(q('updated_within'))]
    return rows


def ordered(rows, sort):
    name, _, way = (sort or 'last_activity_at_desc').rpartition('_')
    if name not in ('last_activity_at', 'created_at', 'priority', 'waiting_since') or way not in ('asc', 'desc'):
        name, way = 'last_activity_at', 'desc'

    def key(c):
        value = c[name]
        if name == 'priority':
            value = world.PRIORITIES.index(value) + 1 if value else 0
        return value or 0, c['display_id']
    return sorted(rows, key=key, reverse=way == 'desc')


@route('GET', 'conversations', query='status assignee_type inbox_id team_id labels[] labels conversation_type q sort_by page updated_within source_id')
def conversations_index(call, **_):
    rows = listed(call)
    meta = counts(call, rows)
    kind = call.q('assignee_type')
    if kind == 'me':
        rows = [c for c in rows if c['assignee_id'] == call.user['id']]
    elif kind == 'unassigned':
        rows = [c for c in rows if c['assignee_id'] is None]
    elif kind == 'assigned':
        rows = [c for c in rows if c['assignee_id'] is not None]
    rows = ordered(rows, call.q('sort_by'))
    if not call.q('updated_within'):
        rows = rows[(call.page() - 1) * 25:call.page() * 25]
    return {'data': {'meta': meta, 'payload': [call.w.conversation_rest(c) for c in rows]}}


@route('GET', 'conversations/meta', query='status inbox_id team_id labels[] conversation_type')
def conversations_meta(call, **_):
    return {'meta': counts(call, listed(call))}


TERM = {'attribute_key': 'str', 'filter_operator': 'str', 'values': 'list|str', 'query_operator': 'str?', 'attribute_model': 'str',
        'custom_attribute_type': 'str'}
OPERATORS = ('equal_to', 'not_equal_to', 'contains', 'does_not_contain', 'is_present', 'is_not_present', 'is_greater_than', 'is_less_than',
             'days_before', 'starts_with')


def filtered(call, rows, reader):
    """AND binds before OR, as in SQL."""
    terms = call.body.get('payload')
    if not isinstance(terms, list) or not terms:
        raise Reply(422, {'error': 'Invalid query operator. Query operator must be either "AND" or "OR".'})
    groups, new = [], True
    for i, term in enumerate(terms):
        if term.get('filter_operator') not in OPERATORS:
            raise Reply(422, {'error': 'Invalid operator. The allowed operators for %s are [%s].' % (
                term.get('attribute_key'), ','.join(OPERATORS))})
        if new:
            groups.append([])
        groups[-1].append(term)
        word = (term.get('query_operator') or '').lower()
        if word not in ('and', 'or') and i + 1 < len(terms):
            raise Reply(422, {'error': 'Invalid query operator. Query operator must be either "AND" or "OR".'})
        new = word == 'or'
    return [row for row in rows if any(all(fits(call.w, reader(row, t), t) for t in group) for group in groups)]


def fits(w, got, term):
    op, values = term['filter_operator'], term.get('values') or []
    values = values if isinstance(values, list) else [values]
    many = got if isinstance(got, list) else [got]
    low = [str(v).lower() for v in many if v is not None]
    want = [str(v.get('id') if isinstance(v, dict) else v).lower() for v in values]
    if op in ('equal_to', 'not_equal_to'):
        return (bool(set(low) & set(want)) or 'all' in want and term['attribute_key'] == 'status') is (op == 'equal_to')
    if op in ('contains', 'does_not_contain'):
        return any(v in text for v in want for text in low) is (op == 'contains')
    if op == 'starts_with':
        return any(text.startswith(v) for v in want for text in low)
    if op in ('is_present', 'is_not_present'):
        return bool(low) is (op == 'is_present')
    if not low or not want:
        return False
    if op == 'days_before':
        return moment(many[0]) < w.clock.now() - int(want[0]) * 86400
    try:
        a, b = moment(many[0]), moment(values[0])
    except ValueError:
        raise Reply(422, {'error': 'Invalid value. The values provided for %s are invalid"' % term['attribute_key']}) from None
    return a > b if op == 'is_greater_than' else a < b


def read_conversation(call):
    w = call.w

    def read(c, term):
        key = term['attribute_key']
        if term.get('custom_attribute_type') or key in {d['attribute_key'] for d in w.definitions.values() if d['attribute_model'] == 0}:
            return c['custom_attributes'].get(key)
        if key in ('status', 'assignee_id', 'inbox_id', 'team_id', 'contact_id', 'priority', 'display_id', 'labels', 'created_at',
                   'last_activity_at'):
            return c[key]
        if key in ('campaign_id', 'browser_language', 'conversation_language', 'referer', 'mail_subject'):
            return c['additional_attributes'].get(key)
        raise Reply(422, {'error': 'Invalid attribute key - [%s]. The key should be one of [...] or a custom attribute defined in the account.' % key})
    return read


@route('POST', 'conversations/filter', {'payload': ('list', TERM)}, query='page')
def conversations_filter(call, **_):
    rows = ordered(filtered(call, visible(call), read_conversation(call)), None)
    return {'meta': counts(call, rows), 'payload': [call.w.conversation_rest(c) for c in rows[(call.page() - 1) * 25:call.page() * 25]]}


@route('POST', 'conversations', {'inbox_id': 'int', 'contact_id': 'int', 'source_id': 'str', 'status': 'str', 'assignee_id': 'int?', 'team_id': 'int?',
                                 'additional_attributes': 'obj', 'custom_attributes': 'obj', 'snoozed_until': 'int|str?', 'priority': 'str?',
                                 'message': {'content': 'str?', 'template_params': 'obj', 'content_type': 'str', 'content_attributes': 'obj',
                                             'private': 'bool', 'attachments': 'list'}}, bot=True)
def conversations_create(call, **_):
    w, body = call.w, call.body
    link = None
    if body.get('source_id'):
        link = next((row for row in map(lambda i: w.link_by(i, body['source_id']), w.inboxes.values())
                     if row and body.get('inbox_id') in (None, row['inbox_id'])), None)
    if link is None:
        inbox = call.allow(w.inbox(body.get('inbox_id')))
        contact = w.contact(body.get('contact_id'))
        link = next((row for row in w.contact_inboxes.values() if row['inbox_id'] == inbox['id'] and row['contact_id'] == contact['id']
                     and body.get('source_id') in (None, row['source_id'])), None) or w.contact_inbox_new(inbox, contact, body.get('source_id'))
    inbox = w.inboxes[link['inbox_id']]
    if body.get('status') and body['status'] not in world.STATUSES:
        raise BadEnum("'%s' is not a valid status" % body['status'])
    mine = w.conversations_by(link)
    if inbox['lock_to_single_conversation'] and mine:
        c = mine[-1]
    else:
        c = w.conversation_new(link, {k: body[k] for k in ('status', 'assignee_id', 'team_id', 'additional_attributes', 'custom_attributes')
                                      if body.get(k) is not None})
    if body.get('message'):
        try:
            w.say(c, message_values(call, c, body['message']))
        except Invalid as error:
            raise Reply(422, {'error': str(error)}) from None
    return w.conversation_rest(c)


@route('GET', 'conversations/:conversation', bot='new')
def conversations_show(call, conversation, **_):
    return call.w.conversation_rest(call.conversation(conversation))


@route('PATCH|PUT', 'conversations/:conversation', {'priority': 'str?'}, bot=True)
def conversations_update(call, conversation, **_):
    c = call.conversation(conversation)
    if 'priority' in call.body:
        priority(call, c)
    return call.w.conversation_rest(c)


@route('DELETE', 'conversations/:conversation', admin=True)
def conversations_destroy(call, conversation, **_):
    c = call.conversation(conversation)
    del call.w.conversations[c['display_id']]
    for m in c['messages']:
        call.w.messages.pop(m['id'], None)


def priority(call, c):
    value = call.body.get('priority')
    value = None if value in (None, '', 'null', 'nil', 'none') else value
    if value is not None and value not in world.PRIORITIES:
        raise BadEnum("'%s' is not a valid priority" % value)
    call.w.change(c, call.by, priority=value)


@route('POST', 'conversations/:conversation/toggle_priority', {'priority': 'str?'}, bot=True)
def toggle_priority(call, conversation, **_):
    priority(call, call.conversation(conversation))


@route('POST', 'conversations/:conversation/toggle_status', {'status': 'str', 'snoozed_until': 'int?'}, bot=True)
def toggle_status(call, conversation, **_):
    c, w, status = call.conversation(conversation), call.w, call.body.get('status')
    if status and status != 'bot' and status not in world.STATUSES:
        raise BadEnum("'%s' is not a valid status" % status)
    if call.bot and c['status'] == 'pending' and status == 'open':
        w.bot_open(c, call.bot)
    else:
        if not status:
            status = 'resolved' if c['status'] == 'open' else 'open'
        status = 'pending' if status == 'bot' else status
        if call.bot and status == 'resolved' and c['status'] != 'resolved':
            w.bot_resolved += 1
        w.change(c, call.by, status=status)
        if call.body.get('snoozed_until') and status == 'snoozed':
            w.change(c, call.by, snoozed_until=moment(call.body['snoozed_until']))
    if c['status'] == 'open' and call.kind == 'agent':
        # What an administrator opens stays nobody's.
        w.change(c, call.by, assignee_id=call.user['id'])
    return {'meta': {}, 'payload': {'success': True, 'conversation_id': c['display_id'], 'current_status': c['status'],
                                    'snoozed_until': iso(c['snoozed_until'])}}


@route('POST', 'conversations/:conversation/toggle_typing_status', {'typing_status': 'str', 'is_private': 'bool'}, bot=True)
def toggle_typing(call, conversation, **_):
    c, w, word = call.conversation(conversation), call.w, call.body.get('typing_status')
    if word in ('on', 'off'):
        typing(w, c, word, w.bot_push(call.bot) if call.bot else w.user_push(call.user), flag(call.body.get('is_private')))


def typing(w, c, word, who, private):
    c['typing'] = word
    event = 'conversation_typing_' + word
    w.emit(event, lambda: {'event': event, 'user': who, 'conversation': w.conversation_data(c), 'is_private': private},
           w.inboxes[c['inbox_id']], c, bot=False)


@route('POST', 'conversations/:conversation/assignments', {'assignee_id': 'int?', 'assignee_type': 'str', 'team_id': 'int?'}, bot=True)
def assignments_create(call, conversation, **_):
    c, w, body = call.conversation(conversation), call.w, call.body
    if 'assignee_id' in body:
        number = int(body['assignee_id'] or 0)
        if body.get('assignee_type') == 'AgentBot':
            bot = w.find(w.bots, number) if number else None
            w.change(c, call.by, assignee_agent_bot_id=bot and bot['id'], assignee_id=None)
            return w.bot_push(bot) if bot else Reply(200, 'null')
        who = w.users.get(number)
        w.change(c, call.by, assignee_id=who and who['id'], assignee_agent_bot_id=None)
        return agent(who) if who else Reply(200, 'null')
    team = w.teams.get(int(body.get('team_id') or 0))
    w.change(c, call.by, team_id=team and team['id'])
    return team_data(call, team) if team else Reply(200, 'null')


LABELS = {'labels': ('list', 'str')}


@route('POST', 'conversations/:conversation/labels', LABELS, bot=True)
def conversation_labels_create(call, conversation, **_):
    c = call.conversation(conversation)
    labels = call.body.get('labels')
    call.w.change(c, call.by, labels=list(dict.fromkeys(labels or [])))
    return {'payload': c['labels']}


@route('GET', 'conversations/:conversation/labels', bot=True)
def conversation_labels_index(call, conversation, **_):
    return {'payload': call.conversation(conversation)['labels']}


@route('POST', 'conversations/:conversation/custom_attributes', {'custom_attributes': 'obj'}, bot=True)
def conversation_attributes(call, conversation, **_):
    c = call.conversation(conversation)
    call.w.change(c, call.by, custom_attributes=call.body.get('custom_attributes') or {})
    return {'custom_attributes': c['custom_attributes']}


@route('POST', 'conversations/:conversation/update_last_seen')
def update_last_seen(call, conversation, **_):
    c = call.conversation(conversation)
    c['agent_last_seen_at'] = call.w.clock.now()
    call.w.touch(c)
    return call.w.conversation_rest(c)


@route('POST', 'conversations/:conversation/unread')
def unread(call, conversation, **_):
    c = call.conversation(conversation)
    said = [m for m in c['messages'] if m['message_type'] == world.INCOMING]
    c['agent_last_seen_at'] = said[-1]['created_at'] - 1 if said else None
    return call.w.conversation_rest(c)


@route('POST', 'conversations/:conversation/mute')
def mute(call, conversation, **_):
    c = call.conversation(conversation)
    c['muted'] = True
    call.w.change(c, call.by, status='resolved')


@route('POST', 'conversations/:conversation/unmute')
def unmute(call, conversation, **_):
    call.conversation(conversation)['muted'] = False


@route('POST', 'conversations/:conversation/transcript', {'email': 'str'})
def transcript(call, conversation, **_):
    call.conversation(conversation)
    if not call.body.get('email'):
        raise Reply(422, {'error': 'email param missing'})


@route('GET', 'conversations/:conversation/attachments', query='page')
def conversation_attachments(call, conversation, **_):
    c = call.conversation(conversation)
    rows = [a for m in reversed(c['messages']) for a in m['attachments']]
    return {'meta': {'total_count': len(rows)}, 'payload': rows[(call.page() - 1) * 100:call.page() * 100]}


@route('POST', 'bulk_actions', {'type': 'str', 'ids': ('list', 'int'), 'fields': {'status': 'str', 'assignee_id': 'int?', 'team_id': 'int?'},
                                'labels': {'add': ('list', 'str'), 'remove': ('list', 'str')}, 'snoozed_until': 'int?'})
def bulk_actions(call, **_):
    w, body = call.w, call.body
    if body.get('type') != 'Conversation':
        raise Reply(422, {'success': False})
    rows = [w.conversations[i] for i in body.get('ids') or () if i in w.conversations]

    def later():
        for c in rows:
            w.change(c, call.by, **(body.get('fields') or {}))
            labels = body.get('labels') or {}
            left = [x for x in c['labels'] if x not in (labels.get('remove') or ())]
            w.change(c, call.by, labels=list(dict.fromkeys(left + list(labels.get('add') or ()))))
    w.later(0, later)


# -- contacts ------------------------------------------------------------------------------------------------------------
CONTACT = {'name': 'str?', 'email': 'str?', 'phone_number': 'str?', 'identifier': 'str?', 'additional_attributes': 'obj', 'custom_attributes': 'obj',
           'avatar_url': 'str?', 'blocked': 'bool'}
COLUMNS = ('name', 'email', 'phone_number', 'identifier', 'blocked', 'additional_attributes', 'custom_attributes')


def contacts_page(call, rows, total):
    """What came as text goes back as text."""
    page = rows[(call.page() - 1) * 15:call.page() * 15]
    meta = {'count': len(page) if total is None else total, 'current_page': call.q('page', 1)}
    if total is None:
        meta['has_more'] = len(rows) > call.page() * 15
    return {'meta': meta, 'payload': [call.w.contact_rest(c, call.q('include_contact_inboxes', 'true') != 'false') for c in page]}


def contacts_sorted(rows, sort):
    sort = sort or '-last_activity_at'
    key = sort.lstrip('-')
    columns = {'last_activity_at': 'last_activity_at', 'name': 'name', 'email': 'email', 'phone_number': 'phone_number', 'created_at': 'created_at'}
    column = columns.get(key, 'id')
    some = sorted((c for c in rows if c[column] is not None), key=lambda c: (c[column], c['id']), reverse=sort.startswith('-'))
    return some + [c for c in rows if c[column] is None]


@route('GET', 'contacts/search', query='q page sort include_contact_inboxes labels[]')
def contacts_search(call, **_):
    if not (call.q('q') or '').strip():
        raise Reply(422, {'error': 'Specify search string with parameter q'})
    text = call.q('q').strip().lower()
    rows = [c for c in call.w.contacts.values() if any(text in (c[k] or '').lower() for k in ('name', 'email', 'phone_number', 'identifier'))]
    return contacts_page(call, contacts_sorted(rows, call.q('sort')), None)


@route('GET', 'contacts', query='page sort labels[] include_contact_inboxes')
def contacts_index(call, **_):
    rows = [c for c in call.w.contacts.values() if c['email'] or c['phone_number'] or c['identifier']]
    labels = call.query.get('labels[]', [])
    if labels:
        rows = [c for c in rows if set(labels) & set(c['labels'])]
    return contacts_page(call, contacts_sorted(rows, call.q('sort')), len(rows))


@route('POST', 'contacts/filter', {'payload': ('list', TERM)}, query='page sort include_contact_inboxes')
def contacts_filter(call, **_):
    w = call.w

    def read(c, term):
        key = term['attribute_key']
        if key in ('name', 'email', 'phone_number', 'identifier', 'blocked', 'labels', 'created_at', 'last_activity_at'):
            return c[key]
        if key in ('city', 'country_code', 'country', 'company_name', 'company'):
            return c['additional_attributes'].get(key)
        if term.get('custom_attribute_type') or key in {d['attribute_key'] for d in w.definitions.values() if d['attribute_model'] == 1}:
            return c['custom_attributes'].get(key)
        raise Reply(422, {'error': 'Invalid attribute key - [%s]. The key should be one of [...] or a custom attribute defined in the account.' % key})
    rows = filtered(call, list(w.contacts.values()), read)
    return contacts_page(call, rows, len(rows))


@route('POST', 'contacts', dict(CONTACT, inbox_id='int', source_id='str'))
def contacts_create(call, **_):
    w, body = call.w, call.body
    inbox = call.allow(w.inbox(body['inbox_id'])) if body.get('inbox_id') else None
    values = {k: body[k] for k in COLUMNS if body.get(k) is not None}
    if inbox and inbox['channel_type'] == 'Channel::Whatsapp' and not body.get('source_id') and not values.get('phone_number'):
        raise Reply(422, {'error': 'contact phone number is required'})
    contact = w.contact_new(values)
    link = w.contact_inbox_new(inbox, contact, body.get('source_id')) if inbox else None
    return {'payload': {'contact': w.contact_rest(contact),
                        'contact_inbox': {'inbox': link and w.inbox_brief(inbox), 'source_id': link and link['source_id']}}}


@route('GET', 'contacts/:contact', query='include_contact_inboxes')
def contacts_show(call, contact, **_):
    return {'payload': call.w.contact_rest(call.w.contact(contact), call.q('include_contact_inboxes', 'true') != 'false')}


@route('PUT|PATCH', 'contacts/:contact', CONTACT)
def contacts_update(call, contact, **_):
    c = call.w.contact(contact)
    call.w.contact_change(c, {k: call.body[k] for k in COLUMNS if k in call.body})
    return {'payload': call.w.contact_rest(c)}


@route('DELETE', 'contacts/:contact', admin=True)
def contacts_destroy(call, contact, **_):
    w, c = call.w, call.w.contact(contact)

    def later():
        for number in [n for n, row in w.conversations.items() if row['contact_id'] == c['id']]:
            for m in w.conversations.pop(number)['messages']:
                w.messages.pop(m['id'], None)
        w.contacts.pop(c['id'], None)
        for number in [n for n, row in w.contact_inboxes.items() if row['contact_id'] == c['id']]:
            del w.contact_inboxes[number]
    # Its conversations are shown with it, so that all go at once, a moment later.
    w.later(0, later)


@route('POST', 'contacts/:contact/destroy_custom_attributes', {'custom_attributes': ('list', 'str')})
def contacts_destroy_attributes(call, contact, **_):
    c = call.w.contact(contact)
    left = {k: v for k, v in c['custom_attributes'].items() if k not in (call.body.get('custom_attributes') or ())}
    was, c['custom_attributes'] = c['custom_attributes'], left
    call.w.contact_event('contact_updated', c, [{'custom_attributes': {'previous_value': was, 'current_value': left}}])
    return {'payload': call.w.contact_rest(c)}


@route('POST', 'actions/contact_merge', {'base_contact_id': 'int', 'mergee_contact_id': 'int'})
def contact_merge(call, **_):
    w = call.w
    base, gone = w.contact(call.body.get('base_contact_id')), w.contact(call.body.get('mergee_contact_id'))
    if base is not gone:
        for row in w.conversations.values():
            if row['contact_id'] == gone['id']:
                row['contact_id'] = base['id']
        for row in list(w.contact_inboxes.values()) + list(w.notes.values()):
            if row['contact_id'] == gone['id']:
                row['contact_id'] = base['id']
        for m in w.messages.values():
            if m['sender'] == ('Contact', gone['id']):
                m['sender'] = ('Contact', base['id'])
        del w.contacts[gone['id']]
        values = {k: gone[k] for k in ('name', 'email', 'phone_number', 'identifier') if not base[k] and gone[k]}
        for k in ('additional_attributes', 'custom_attributes'):
            values[k] = dict(gone[k], **base[k])
        w.contact_change(base, values)
    return w.contact_rest(base)


@route('GET', 'contacts/:contact/conversations')
def contact_conversations(call, contact, **_):
    c = call.w.contact(contact)
    rows = ordered([row for row in visible(call) if row['contact_id'] == c['id']], None)
    return {'payload': [call.w.conversation_rest(row) for row in rows[:20]]}


@route('GET', 'contacts/:contact/contactable_inboxes')
def contactable_inboxes(call, contact, **_):
    w, c, out = call.w, call.w.contact(contact), []
    for inbox in w.inboxes.values():
        mine = [row for row in w.contact_inboxes.values() if row['contact_id'] == c['id'] and row['inbox_id'] == inbox['id']]
        if mine:
            out.append({'source_id': mine[-1]['source_id'], 'inbox': w.inbox_brief(inbox)})
        elif inbox['channel_type'] == 'Channel::Api' or (inbox['channel_type'] == 'Channel::Whatsapp' and c['phone_number']):
            out.append({'source_id': w.source_for(inbox, c), 'inbox': w.inbox_brief(inbox)})
    return {'payload': out}


@route('POST', 'contacts/:contact/contact_inboxes', {'inbox_id': 'int', 'source_id': 'str'})
def contact_inboxes_create(call, contact, **_):
    w = call.w
    inbox = call.allow(w.inbox(call.body.get('inbox_id')))
    link = w.contact_inbox_new(inbox, w.contact(contact), call.body.get('source_id'))
    return {'source_id': link['source_id'], 'inbox': w.inbox_brief(inbox)}


@route('POST', 'contacts/:contact/labels', LABELS)
def contact_labels_create(call, contact, **_):
    c = call.w.contact(contact)
    c['labels'] = list(dict.fromkeys(call.body.get('labels') or []))
    return {'payload': c['labels']}


@route('GET', 'contacts/:contact/labels')
def contact_labels_index(call, contact, **_):
    return {'payload': call.w.contact(contact)['labels']}


def note(w, row):
    return {'id': row['id'], 'content': row['content'], 'account_id': 1, 'contact_id': row['contact_id'],
            'user': agent(w.users[row['user_id']]), 'created_at': epoch(row['created_at']), 'updated_at': epoch(row['created_at'])}


@route('POST', 'contacts/:contact/notes', {'note': {'content': 'str'}})
def notes_create(call, contact, **_):
    w, c = call.w, call.w.contact(contact)
    text = need(call.body, 'note').get('content')
    if not text:
        raise Reply(422, {'message': "Content can't be blank", 'attributes': ['content']})
    return note(w, w.add('note', w.notes, {'content': text, 'contact_id': c['id'], 'user_id': call.user['id'], 'created_at': w.clock.now()}))


@route('GET', 'contacts/:contact/notes')
def notes_index(call, contact, **_):
    c = call.w.contact(contact)
    return [note(call.w, row) for row in reversed(list(call.w.notes.values())) if row['contact_id'] == c['id']]


@route('DELETE', 'contacts/:contact/notes/:note')
def notes_destroy(call, contact, note, **_):
    call.w.find(call.w.notes, note)
    del call.w.notes[int(note)]


# -- bots, webhooks, inboxes ---------------------------------------------------------------------------------------------
BOT = {'name': 'str', 'description': 'str?', 'outgoing_url': 'str?', 'bot_type': 'str', 'bot_config': 'obj', 'avatar_url': 'str?'}


def bot_data(call, b):
    data = {k: b[k] for k in ('id', 'name', 'description', 'thumbnail', 'outgoing_url', 'bot_type', 'bot_config', 'account_id')}
    if call.admin:
        data.update(access_token=b['access_token'], **({'secret': b['secret']} if call.w.signs else {}))
    data['system_bot'] = b['system_bot']
    return data


def token_for(*what):
    return base64.urlsafe_b64encode(hashlib.sha256('/'.join(map(str, what)).encode()).digest()).decode()[:24]


@route('GET', 'agent_bots')
def agent_bots_index(call, **_):
    return [bot_data(call, b) for b in call.w.bots.values()]


@route('GET', 'agent_bots/:bot')
def agent_bots_show(call, bot, **_):
    return bot_data(call, call.w.find(call.w.bots, bot))


@route('POST', 'agent_bots', BOT, admin=True)
def agent_bots_create(call, **_):
    w, body = call.w, call.body
    if not body.get('name'):
        raise Reply(422, {'message': "Name can't be blank", 'attributes': ['name']})
    if body.get('bot_type', 'webhook') != 'webhook':
        raise BadEnum("'%s' is not a valid bot_type" % body['bot_type'])
    number = w.ids['bot']
    b = w.add('bot', w.bots, {'name': body['name'], 'description': body.get('description'), 'outgoing_url': body.get('outgoing_url') or '',
                              'bot_type': 'webhook', 'bot_config': body.get('bot_config') or {}, 'account_id': 1,
                              'access_token': token_for('bot', number), 'secret': token_for('secret', number), 'thumbnail': '', 'system_bot': False})
    w.tokens[b['access_token']] = ('bot', b['id'])
    return bot_data(call, b)


@route('PATCH|PUT', 'agent_bots/:bot', BOT, admin=True)
def agent_bots_update(call, bot, **_):
    b = call.w.find(call.w.bots, bot)
    b.update({k: call.body[k] for k in ('name', 'description', 'outgoing_url', 'bot_config') if k in call.body})
    return bot_data(call, b)


@route('DELETE', 'agent_bots/:bot', admin=True)
def agent_bots_destroy(call, bot, **_):
    w, b = call.w, call.w.find(call.w.bots, bot)
    del w.bots[b['id']]
    w.tokens.pop(b['access_token'], None)
    for i in w.inboxes.values():
        i['bot'] = None if i['bot'] == b['id'] else i['bot']


@route('POST', 'agent_bots/:bot/reset_access_token', admin=True)
def agent_bots_token(call, bot, **_):
    w, b = call.w, call.w.find(call.w.bots, bot)
    w.tokens.pop(b['access_token'], None)
    b['access_token'] = token_for('bot', b['id'], b['access_token'])
    w.tokens[b['access_token']] = ('bot', b['id'])
    return bot_data(call, b)


@route('POST', 'agent_bots/:bot/reset_secret', admin=True)
def agent_bots_secret(call, bot, **_):
    b = call.w.find(call.w.bots, bot)
    b['secret'] = token_for('secret', b['id'], b['secret'])
    return bot_data(call, b)


def webhook_data(call, row):
    data = {k: row[k] for k in ('id', 'name', 'url', 'account_id', 'subscriptions')}
    if call.w.signs:
        data['secret'] = row['secret']
    if row['inbox_id']:
        data['inbox'] = call.w.inbox_brief(call.w.inbox(row['inbox_id']))
    return data


WEBHOOK = {'webhook': {'url': 'str', 'name': 'str', 'inbox_id': 'int?', 'subscriptions': ('list', 'str')}}


def webhook_check(call, body, number):
    url = body.get('url')
    if url is not None and not re.match(r'https?://\S+$', url):
        raise Reply(422, {'message': 'Url is invalid', 'attributes': ['url']})
    if any(row['url'] == url and row['id'] != number for row in call.w.webhooks.values()):
        raise Reply(422, {'message': 'Url has already been taken', 'attributes': ['url']})
    wrong = set(body.get('subscriptions') or ()) - set(world.SUBSCRIPTIONS)
    if wrong or 'subscriptions' in body and not body['subscriptions']:
        raise Reply(422, {'message': 'Subscriptions Invalid events', 'attributes': ['subscriptions']})


@route('POST', 'webhooks', WEBHOOK, admin=True)
def webhooks_create(call, **_):
    w, body = call.w, need(call.body, 'webhook')
    if not body.get('url'):
        raise Reply(422, {'message': 'Url is invalid', 'attributes': ['url']})
    webhook_check(call, body, None)
    number = w.ids['webhook']
    row = w.add('webhook', w.webhooks, {'name': body.get('name'), 'url': body['url'], 'account_id': 1, 'inbox_id': body.get('inbox_id'),
                                        'subscriptions': body.get('subscriptions') or list(world.SUBSCRIPTIONS[:8]),
                                        'secret': token_for('webhook', number)})
    return {'payload': {'webhook': webhook_data(call, row)}}


@route('GET', 'webhooks', admin=True)
def webhooks_index(call, **_):
    return {'payload': {'webhooks': [webhook_data(call, row) for row in call.w.webhooks.values()]}}


@route('PATCH|PUT', 'webhooks/:webhook', WEBHOOK, admin=True)
def webhooks_update(call, webhook, **_):
    row, body = call.w.find(call.w.webhooks, webhook), need(call.body, 'webhook')
    webhook_check(call, body, row['id'])
    row.update({k: body[k] for k in ('url', 'name', 'inbox_id', 'subscriptions') if k in body})
    return {'payload': {'webhook': webhook_data(call, row)}}


@route('DELETE', 'webhooks/:webhook', admin=True)
def webhooks_destroy(call, webhook, **_):
    del call.w.webhooks[call.w.find(call.w.webhooks, webhook)['id']]


@route('GET', 'inboxes')
def inboxes_index(call, **_):
    return {'payload': [call.w.inbox_rest(i, call.admin) for i in call.w.inboxes.values()
                        if call.kind != 'agent' or call.user['id'] in i['members']]}


@route('GET', 'inboxes/:inbox')
def inboxes_show(call, inbox, **_):
    return call.w.inbox_rest(call.allow(call.w.inbox(inbox)), call.admin)


@route('PATCH|PUT', 'inboxes/:inbox', {'name': 'str', 'greeting_enabled': 'bool', 'greeting_message': 'str?', 'lock_to_single_conversation': 'bool',
                                       'working_hours_enabled': 'bool', 'out_of_office_message': 'str?', 'timezone': 'str',
                                       'enable_auto_assignment': 'bool', 'channel': 'obj'}, admin=True)
def inboxes_update(call, inbox, **_):
    i = call.w.inbox(inbox)
    i.update({k: v for k, v in call.body.items() if k in i and k not in ('id', 'channel_type')})
    for key in ('webhook_url', 'agent_reply_time_window'):
        if key in (call.body.get('channel') or {}) and i['channel_type'] == 'Channel::Api':
            i[key] = call.body['channel'][key]
    return call.w.inbox_rest(i, call.admin)


@route('POST', 'inboxes/:inbox/set_agent_bot', {'agent_bot': 'int?'}, admin=True)
def set_agent_bot(call, inbox, **_):
    i, number = call.w.inbox(inbox), call.body.get('agent_bot')
    i['bot'] = call.w.find(call.w.bots, number)['id'] if number else None


@route('GET', 'inboxes/:inbox/agent_bot')
def inbox_agent_bot(call, inbox, **_):
    b = call.w.bots.get(call.allow(call.w.inbox(inbox))['bot'])
    return {'agent_bot': bot_data(call, b) if b else {}}


@route('POST', 'inboxes/:inbox/sync_templates', admin=True)
def sync_templates(call, inbox, **_):
    i = call.w.inbox(inbox)
    if i['channel_type'] != 'Channel::Whatsapp':
        raise Reply(422, {'error': 'Template sync is only available for WhatsApp channels'})
    i['message_templates'] = list(world.TEMPLATES)
    return {'message': 'Template sync initiated successfully'}


@route('POST', 'inboxes/:inbox/reset_secret', admin=True)
def inbox_reset_secret(call, inbox, **_):
    i = call.w.inbox(inbox)
    if i['channel_type'] != 'Channel::Api':
        raise Missing(inbox)
    i['secret'] = token_for('inbox', i['id'], i['secret'])
    return call.w.inbox_rest(i, call.admin)


# -- people, labels and the rest -----------------------------------------------------------------------------------------
def agent(u):
    return {'id': u['id'], 'account_id': 1, 'availability_status': 'online', 'auto_offline': True, 'confirmed': True, 'email': u['email'],
            'available_name': u['name'], 'name': u['name'], 'role': u['role'], 'thumbnail': '', 'custom_role_id': None}


@route('GET', 'agents')
def agents(call, **_):
    return [agent(u) for u in call.w.users.values()]


@route('GET', 'assignable_agents', query='inbox_ids[]')
def assignable_agents(call, **_):
    inboxes = [call.w.inbox(n) for n in call.query.get('inbox_ids[]', [])]
    return {'payload': [agent(u) for u in call.w.users.values() if u['role'] == 'administrator' or all(u['id'] in i['members'] for i in inboxes)]}


def team_data(call, t):
    return dict(t, allow_auto_assign=True, account_id=1, is_member=bool(call.user and call.user['id'] in call.w.team_members.get(t['id'], ())))


@route('GET', 'teams')
def teams(call, **_):
    return [team_data(call, t) for t in call.w.teams.values()]


@route('GET', 'teams/:team')
def team(call, team, **_):
    return team_data(call, call.w.find(call.w.teams, team))


@route('GET', 'teams/:team/team_members')
def team_members(call, team, **_):
    return [agent(call.w.users[n]) for n in call.w.team_members[call.w.find(call.w.teams, team)['id']]]


@route('GET', 'labels')
def labels_index(call, **_):
    return {'payload': list(call.w.labels.values())}


@route('POST', 'labels', {'label': {'title': 'str', 'color': 'str', 'description': 'str', 'show_on_sidebar': 'bool'}}, admin=True)
def labels_create(call, **_):
    w, body = call.w, need(call.body, 'label')
    title = (body.get('title') or '').lower()
    if not re.fullmatch(r'[\w-]+', title):
        raise Reply(422, {'message': 'Title is invalid', 'attributes': ['title']})
    if any(row['title'] == title for row in w.labels.values()):
        raise Reply(422, {'message': 'Title has already been taken', 'attributes': ['title']})
    return w.add('label', w.labels, {'title': title, 'description': body.get('description'), 'color': body.get('color', '#1f93ff'),
                                     'show_on_sidebar': body.get('show_on_sidebar')})


@route('GET', 'canned_responses', query='search')
def canned_index(call, **_):
    text = (call.q('search') or '').lower()
    return [row for row in call.w.canned.values() if text in row['short_code'].lower() or text in row['content'].lower()]


@route('POST', 'canned_responses', {'canned_response': {'short_code': 'str', 'content': 'str'}})
def canned_create(call, **_):
    body, now = need(call.body, 'canned_response'), iso(call.w.clock.now())
    return call.w.add('canned', call.w.canned, {'account_id': 1, 'short_code': body.get('short_code'), 'content': body.get('content'),
                                                'created_at': now, 'updated_at': now})


DEFINITION = {'attribute_display_name': 'str', 'attribute_key': 'str', 'attribute_display_type': 'int', 'attribute_model': 'int',
              'attribute_description': 'str', 'attribute_values': 'list', 'regex_pattern': 'str', 'regex_cue': 'str'}


@route('GET', 'custom_attribute_definitions', query='attribute_model')
def definitions_index(call, **_):
    return [row for row in call.w.definitions.values() if call.q('attribute_model') in (None, str(row['attribute_model']))]


@route('POST', 'custom_attribute_definitions', {'custom_attribute_definition': DEFINITION})
def definitions_create(call, **_):
    body, w = need(call.body, 'custom_attribute_definition'), call.w
    key, model = body.get('attribute_key'), body.get('attribute_model', 0)
    if any(row['attribute_key'] == key and row['attribute_model'] == model for row in w.definitions.values()):
        raise Reply(422, {'message': 'Attribute key has already been taken', 'attributes': ['attribute_key']})
    return w.add('definition', w.definitions, dict({k: body.get(k) for k in DEFINITION}, attribute_model=model))


@route('GET', '/api/v1/profile')
def profile(call, **_):
    u = call.user
    token = next(t for t, who in call.w.tokens.items() if who == (call.kind, u['id']))
    return {'access_token': token, 'account_id': 1, 'available_name': u['name'], 'avatar_url': '', 'confirmed': True, 'display_name': None,
            'message_signature': None, 'email': u['email'], 'id': u['id'], 'name': u['name'], 'provider': 'email',
            'pubsub_token': token_for('pubsub', u['id']), 'role': u['role'], 'ui_settings': {}, 'uid': u['email'], 'type': None,
            'accounts': [{'id': 1, 'name': call.w.account['name'], 'status': 'active', 'active_at': None, 'role': u['role'], 'permissions': [u['role']],
                          'availability': 'online', 'availability_status': 'online', 'auto_offline': True}]}


@route('POST', 'upload', {'external_url': 'str'})
def upload(call, **_):
    w, part = call.w, call.body.get('attachment')
    if isinstance(part, dict):
        url = w.blob(part['name'], part['content_type'], part['bytes'])
    elif call.body.get('external_url'):
        url = w.blob(call.body['external_url'].rsplit('/', 1)[-1] or 'file', 'application/octet-stream', b'external')
    else:
        raise Reply(422, {'error': 'No file or URL provided'})
    return {'file_url': url, 'blob_id': url.split('/redirect/')[1].split('/')[0]}


# -- help center ---------------------------------------------------------------------------------------------------------
def portal_of(call, portal):
    if portal not in call.w.portals:
        raise Missing(portal)
    return call.w.portals[portal]


@route('GET', 'portals')
def portals(call, **_):
    return {'payload': list(call.w.portals.values())}


@route('GET', 'portals/:portal')
def portal(call, portal, **_):
    return portal_of(call, portal)


@route('GET', 'portals/:portal/categories', query='locale')
def categories_index(call, portal, **_):
    portal_of(call, portal)
    rows = [{k: v for k, v in row.items() if k != 'portal'} for row in call.w.categories.values() if row['portal'] == portal]
    return {'payload': rows, 'meta': {'current_page': 1, 'categories_count': len(rows)}}


@route('POST', 'portals/:portal/categories', {'category': {'name': 'str', 'slug': 'str', 'locale': 'str', 'description': 'str', 'position': 'int',
                                                           'parent_category_id': 'int?'}}, admin=True)
def categories_create(call, portal, **_):
    portal_of(call, portal)
    body = need(call.body, 'category')
    row = call.w.add('category', call.w.categories, {'portal': portal, **{k: body.get(k) for k in ('name', 'slug', 'locale', 'description', 'position')}})
    return {'payload': {k: v for k, v in row.items() if k != 'portal'}}


ARTICLE_STATES = ('draft', 'published', 'archived')


def article_data(row):
    data = {k: row[k] for k in ('id', 'slug', 'title', 'content', 'description', 'status', 'position', 'views', 'meta', 'locale')}
    return dict(data, account_id=1, category={'id': row['category_id']}, author={'id': row['author_id']}, updated_at=epoch(row['updated_at']))


def article_rows(w, portal, query, locale, state):
    rows = [row for row in w.articles.values() if row['portal'] == portal and state in (None, row['status']) and locale in (None, row['locale'])]
    words = (query or '').lower()
    return [row for row in rows if words in row['title'].lower() or words in (row['content'] or '').lower()]


@route('GET', 'portals/:portal/articles', query='query locale status category_slug author_id page')
def articles_index(call, portal, **_):
    portal_of(call, portal)
    w, state = call.w, call.q('status')
    rows = article_rows(w, portal, call.q('query'), call.q('locale'), ARTICLE_STATES[int(state)] if state in ('0', '1', '2') else state)
    if call.q('category_slug'):
        numbers = [n for n, row in w.categories.items() if row['slug'] == call.q('category_slug')]
        rows = [row for row in rows if row['category_id'] in numbers]
    return {'payload': [article_data(row) for row in rows[(call.page() - 1) * 25:call.page() * 25]],
            'meta': {'all_articles_count': len(rows), 'archived_articles_count': sum(r['status'] == 'archived' for r in rows),
                     'articles_count': len(rows), 'current_page': call.q('page', 1), 'draft_articles_count': sum(r['status'] == 'draft' for r in rows),
                     'mine_articles_count': 0, 'published_count': sum(r['status'] == 'published' for r in rows)}}


@route('POST', 'portals/:portal/articles', {'article': {'title': 'str', 'content': 'str', 'description': 'str', 'category_id': 'int?', 'author_id': 'int',
                                                        'status': 'int', 'locale': 'str', 'meta': 'obj', 'slug': 'str', 'position': 'int'}}, admin=True)
def articles_create(call, portal, **_):
    portal_of(call, portal)
    w, body = call.w, need(call.body, 'article')
    if not body.get('title'):
        raise Reply(422, {'message': "Title can't be blank", 'attributes': ['title']})
    number = w.ids['article']
    row = w.add('article', w.articles, {
        'portal': portal, 'slug': body.get('slug') or '%d-%s' % (epoch(w.clock.now()), re.sub(r'\W+', '-', body['title'].lower())), 'title': body['title'],
        'content': body.get('content'), 'description': body.get('description'), 'status': ARTICLE_STATES[int(body.get('status') or 0)],
        'locale': body.get('locale', 'pt_BR'), 'category_id': body.get('category_id'), 'author_id': body.get('author_id'), 'views': 0,
        'meta': body.get('meta') or {}, 'position': number * 10, 'updated_at': w.clock.now()})
    return {'payload': article_data(row)}


@route('GET', '/hc/:portal/articles/:slug.md', public=True)
def article_markdown(call, portal, slug, **_):
    for row in call.w.articles.values():
        if row['portal'] == portal and row['slug'] == slug and row['status'] == 'published':
            raise Reply(200, row['content'] or '', 'text/markdown; charset=utf-8')
    raise Missing(slug)


@route('GET', '/hc/:portal/:locale/articles', query='query page per_page sort', public=True)
def articles_public(call, portal, locale, **_):
    portal_of(call, portal)
    size = min(int(call.q('per_page', 25)), 100)
    rows = article_rows(call.w, portal, call.q('query'), locale, 'published')
    return {'payload': [dict(article_data(row), link='hc/%s/articles/%s' % (portal, row['slug'])) for row in
                        rows[(call.page() - 1) * size:call.page() * size]], 'meta': {'articles_count': len(rows)}}


# -- reports: what a bot can be measured by ------------------------------------------------------------------------------
R = '/api/v2/accounts/:account/reports'


@route('GET', R + '/bot_summary', query='type id since until group_by timezone_offset business_hours')
def bot_summary(call, **_):
    return {'bot_resolutions_count': call.w.bot_resolved, 'bot_handoffs_count': call.w.handoffs,
            'previous': {'bot_resolutions_count': 0, 'bot_handoffs_count': 0}}


@route('GET', R + '/bot_metrics', query='since until')
def bot_metrics(call, **_):
    w = call.w
    n = len(w.conversations)
    return {'conversation_count': n, 'message_count': len(w.messages), 'resolution_rate': w.bot_resolved * 100 // n if n else 0,
            'handoff_rate': w.handoffs * 100 // n if n else 0}


# -- the customer's own API ----------------------------------------------------------------------------------------------
P = '/public/api/v1/inboxes/:identifier'


def public_inbox(call, identifier):
    for i in call.w.inboxes.values():
        if i['inbox_identifier'] == identifier and i['channel_type'] == 'Channel::Api':
            return i
    raise Missing(identifier)


def public_link(call, identifier, source):
    i = public_inbox(call, identifier)
    row = call.w.link_by(i, source)
    if not row:
        raise Missing(source)
    return row


def public_contact(w, link):
    c = w.contacts[link['contact_id']]
    return {'source_id': link['source_id'], 'pubsub_token': link['pubsub_token'], 'id': c['id'], 'name': c['name'], 'email': c['email'],
            'phone_number': c['phone_number']}


def public_message(w, m):
    data = {'id': m['id'], 'content': m['content'], 'message_type': m['message_type'], 'content_type': m['content_type'],
            'content_attributes': m['content_attributes'], 'created_at': epoch(m['created_at']), 'conversation_id': m['conversation']['display_id']}
    if m['attachments']:
        data['attachments'] = m['attachments']
    if m['sender']:
        data['sender'] = w.sender_push(m)
    return data


def public_shown(c):
    return [m for m in c['messages'] if not m['private'] and m['message_type'] != world.ACTIVITY]


def public_conversation(w, c):
    return {'id': c['display_id'], 'uuid': c['uuid'], 'inbox_id': c['inbox_id'], 'contact_last_seen_at': epoch(c['contact_last_seen_at']),
            'status': c['status'], 'agent_last_seen_at': epoch(c['agent_last_seen_at']), 'messages': [public_message(w, m) for m in public_shown(c)],
            'contact': w.contact_push(w.contacts[c['contact_id']])}


def public_find(call, identifier, source, conversation):
    link, c = public_link(call, identifier, source), call.w.conversation(conversation)
    if c['contact_inbox_id'] != link['id']:
        raise Missing(conversation)
    return c


PERSON = {'source_id': 'str', 'identifier': 'str', 'identifier_hash': 'str', 'email': 'str', 'name': 'str', 'phone_number': 'str', 'avatar_url': 'str',
          'custom_attributes': 'obj'}


@route('GET', P, public=True)
def public_inbox_show(call, identifier, **_):
    i = public_inbox(call, identifier)
    return {'identifier': i['inbox_identifier'], 'identity_validation_enabled': False, 'timezone': i['timezone'], 'name': i['name'],
            'working_hours_enabled': i['working_hours_enabled']}


@route('POST', P + '/contacts', PERSON, public=True)
def public_contacts_create(call, identifier, **_):
    w, i, body = call.w, public_inbox(call, identifier), call.body
    found = w.contact_by('identifier', body.get('identifier')) or w.contact_by('email', body.get('email')) or \
        w.contact_by('phone_number', body.get('phone_number'))
    values = {k: body[k] for k in ('name', 'email', 'phone_number', 'identifier', 'custom_attributes') if body.get(k)}
    contact = found or w.contact_new(dict({'name': 'visitante-%d' % w.ids['contact']}, **values))
    if found:
        w.contact_change(found, values)
    return public_contact(w, w.contact_inbox_new(i, contact, body.get('source_id')))


@route('GET', P + '/contacts/:source', public=True)
def public_contacts_show(call, identifier, source, **_):
    return public_contact(call.w, public_link(call, identifier, source))


@route('PATCH|PUT', P + '/contacts/:source', PERSON, public=True)
def public_contacts_update(call, identifier, source, **_):
    link = public_link(call, identifier, source)
    call.w.contact_change(call.w.contacts[link['contact_id']], {k: v for k, v in call.body.items() if k in COLUMNS})
    return public_contact(call.w, link)


@route('GET', P + '/contacts/:source/conversations', public=True)
def public_conversations_index(call, identifier, source, **_):
    link = public_link(call, identifier, source)
    return [public_conversation(call.w, c) for c in call.w.conversations_by(link)]


@route('POST', P + '/contacts/:source/conversations', {'custom_attributes': 'obj'}, public=True)
def public_conversations_create(call, identifier, source, **_):
    link = public_link(call, identifier, source)
    return public_conversation(call.w, call.w.conversation_new(link, {'custom_attributes': call.body.get('custom_attributes') or {}}))


@route('GET', P + '/contacts/:source/conversations/:conversation', public=True)
def public_conversations_show(call, identifier, source, conversation, **_):
    return public_conversation(call.w, public_find(call, identifier, source, conversation))


@route('POST', P + '/contacts/:source/conversations/:conversation/toggle_status', public=True)
def public_toggle_status(call, identifier, source, conversation, **_):
    c = public_find(call, identifier, source, conversation)
    call.w.change(c, call.w.contacts[c['contact_id']]['name'], status='resolved')
    return public_conversation(call.w, c)


@route('POST', P + '/contacts/:source/conversations/:conversation/toggle_typing', {'typing_status': 'str'}, public=True)
def public_typing(call, identifier, source, conversation, **_):
    c = public_find(call, identifier, source, conversation)
    if call.body.get('typing_status') in ('on', 'off'):
        typing(call.w, c, call.body['typing_status'], call.w.contact_push(call.w.contacts[c['contact_id']]), False)


@route('POST', P + '/contacts/:source/conversations/:conversation/update_last_seen', public=True)
def public_seen(call, identifier, source, conversation, **_):
    c = public_find(call, identifier, source, conversation)
    c['contact_last_seen_at'] = call.w.clock.now()
    for m in c['messages']:
        if m['message_type'] == world.OUTGOING and not m['private'] and m['status'] in ('sent', 'delivered'):
            call.w.receipt(m, 'read')


@route('GET', P + '/contacts/:source/conversations/:conversation/messages', query='before after', public=True)
def public_messages_index(call, identifier, source, conversation, **_):
    rows, before = public_shown(public_find(call, identifier, source, conversation)), call.q('before')
    return [public_message(call.w, m) for m in rows if not before or m['id'] < int(before)][-20:]


@route('POST', P + '/contacts/:source/conversations/:conversation/messages', {'content': 'str?', 'echo_id': 'str', 'attachments': 'list'}, public=True)
def public_messages_create(call, identifier, source, conversation, **_):
    c, w = public_find(call, identifier, source, conversation), call.w
    m = w.say(c, {'message_type': world.INCOMING, 'content': call.body.get('content'), 'sender': ('Contact', c['contact_id']),
                  'echo_id': call.body.get('echo_id'), 'attachments': [w.attach(p) for p in call.body.get('attachments') or () if isinstance(p, dict)]})
    return public_message(w, m)


@route('PATCH|PUT', P + '/contacts/:source/conversations/:conversation/messages/:message',
       {'submitted_values': ('list', 'obj'), 'submitted_email': 'str'}, public=True)
def public_messages_update(call, identifier, source, conversation, message, **_):
    c, w = public_find(call, identifier, source, conversation), call.w
    m = w.find(w.messages, message)
    if m['conversation'] is not c:
        raise Missing(message)
    return public_message(w, submit(w, m, call.body))


def submit(w, m, values):
    """What a customer chose in a form: the message changes, no new one comes."""
    m['content_attributes'] = dict(m['content_attributes'], **values)
    m['updated_at'] = w.clock.tick()
    w.message_event('message_updated', m)
    return m


# -- files ---------------------------------------------------------------------------------------------------------------
@route('GET', '/rails/active_storage/blobs/redirect/:key/:name', public=True)
def blob_redirect(call, key, name, **_):
    if key not in call.w.blobs:
        raise Reply(404, '', 'text/html')
    url = '%s/rails/active_storage/disk/%s/%s' % (call.w.url(), key, name)
    raise Reply(302, '<html><body>You are being <a href="%s">redirected</a>.</body></html>' % url, 'text/html; charset=utf-8', ['Location: ' + url])


@route('GET', '/rails/active_storage/disk/:key/:name', public=True)
def blob_disk(call, key, name, **_):
    if key not in call.w.blobs:
        raise Reply(404, '', 'text/html')
    _, ctype, data = call.w.blobs[key]
    raise Reply(200, data, ctype, ['Content-Disposition: inline; filename="%s"' % name])


@route('GET', '/api', public=True)
def api(call, **_):
    return {'version': '4.15.1' if call.w.new else '4.10.1', 'timestamp': iso(call.w.clock.now()), 'queue_services': 'ok', 'data_services': 'ok'}
