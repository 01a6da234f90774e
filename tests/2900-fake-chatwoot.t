#!/bin/sh
# tests/fake/chatwoot, the stand-in for a Chatwoot server: that it has the habits of the real one, and can be told to fail.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/chatwoot.sh
. "$TOP/tests/fake/chatwoot.sh"

cat >fake.py <<'E2'
"""Calls of a fake server, and a sink for what it delivers. A check is a line: its name, what it got, what it should be."""
import hashlib
import hmac
import http.client
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

URL = sys.argv[1]
HOST = URL.removeprefix('http://')
A = '/api/v1/accounts/1/'


class Sink:
    """Takes webhooks. What it answers is a list of statuses, the last for all the rest; a function may wait."""

    def __init__(self):
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers['Content-Length']))
                sink.got.append((self.path, self.headers, raw))
                if sink.wait:
                    sink.wait.wait(20)
                if sink.only not in raw:
                    status = 200
                else:
                    status = sink.answers.pop(0) if len(sink.answers) > 1 else sink.answers[0]
                try:
                    self.send_response(status)
                    if status == 307:
                        self.send_header('Location', '/moved')
                    self.send_header('Content-Length', '0')
                    self.end_headers()
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass
        self.got, self.answers, self.wait = [], [200], None
        self.only = b''  # other bodies are answered 200
        self.server = Quiet(('127.0.0.1', 0), Handler)
        self.url = 'http://127.0.0.1:%d' % self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path=None, event=None):
        """What came until all was delivered, as it was told; emptied."""
        idle = do('wait_idle', timeout=20)
        rows = [json.loads(raw) for at, _, raw in self.got if path in (None, at)]
        self.got = []
        return [row for row in rows if event in (None, row['event'])] if idle['idle'] else 'not idle'


def post(path, body=None, headers=None, verb='POST'):
    """Status, headers, body of one request, as they come."""
    c = http.client.HTTPConnection(HOST, timeout=30)
    c.request(verb, path, body, headers or {})
    r = c.getresponse()
    text = r.read()
    c.close()
    return r.status, r.headers, text


def rest(verb, path, body=None, token='token-admin'):
    """Status and JSON of a request."""
    status, head, text = post(path if path.startswith('/') else A + path, None if body is None else json.dumps(body),
                              {'Api-Access-Token': token, **({} if body is None else {'Content-Type': 'application/json'})}, verb)
    return status, json.loads(text) if head['Content-Type'].startswith('application/json') and text else text.decode()


def do(act, **ask):
    return json.loads(post('/fake', json.dumps(dict(ask, do=act)))[2])


def say(conversation, text, token='token-bot', **more):
    return rest('POST', 'conversations/%s/messages' % conversation, dict({'content': text}, **more), token)


def broken(run):
    try:
        return run()
    except (http.client.HTTPException, OSError) as e:
        return type(e).__name__


def check(name, got, want):
    print('\t'.join(repr(x) if not isinstance(x, str) else x.replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t')
                    for x in (name, got, want)))


PHONE = {'name': 'ana maria', 'phone': '+5511999990000'}
E2

# run NAME: the rest of the input is Python; its checks become ours.
run() {
	{ cat fake.py; cat; } >run.py
	python3 run.py "$CW" >lines 2>trouble
	is "$1: ran" "$?$(cat trouble)" 0
	while IFS='	' read -r name got want; do
		is "$1: $name" "$got" "$want"
	done <lines
}

chatwoot_start --seed empty || exit 1
run rest <<'E2'
# Who may
check('no header', post(A + 'labels', verb='GET')[::2], (401, b'{"errors":["You need to sign in or sign up before continuing."]}'))
check('a wrong token', rest('GET', 'labels', token='no'), (401, {'error': 'Invalid Access Token'}))
BOTS = (401, {'error': 'Access to this endpoint is not authorized for bots'})
check('a superadmin', rest('GET', 'labels', token='token-super'), BOTS)
check('an agent is no administrator', [rest(*what, token='token-agent') for what in (
    ('POST', 'webhooks', {'webhook': {'url': 'http://x.test'}}), ('POST', 'inboxes/3/set_agent_bot', {'agent_bot': 12}))],
    [(401, {'error': 'You are not authorized to do this action'})] * 2)
first = do('customer', contact=PHONE, text='Oi')
check('the first ids', first, {'conversation': 42, 'message': 4711, 'contact': 5, 'status': 'pending'})
C = 'conversations/42'
check('what a bot may', [rest(*what, token='token-bot')[0] for what in (
    ('GET', C), ('POST', C + '/toggle_typing_status', {'typing_status': 'on'}), ('POST', C + '/toggle_priority', {'priority': 'high'}),
    ('POST', C + '/custom_attributes', {'custom_attributes': {}}), ('POST', C + '/labels', {'labels': []}), ('GET', C + '/labels'),
    ('POST', C + '/assignments', {'assignee_id': 0}), ('POST', C + '/messages', {'content': 'x', 'private': True}))], [200] * 8)
check('what it may not', [rest('GET', path, token='token-bot') for path in (
    C + '/messages', 'conversations', 'contacts', 'contacts/5', 'labels', 'inboxes', 'agents', 'teams', '/api/v1/profile')], [BOTS] * 9)
check('either spelling', post(A + 'labels', None, {'api_access_token': 'token-agent'}, 'GET')[0], 200)
check('is told', do('violations'), [{'method': 'GET', 'path': A + 'labels', 'violation': 'header api_access_token: nginx drops what has underscores'}])
do('set', inbox=4, members=[1])
check('inboxes of an agent', [i['id'] for i in rest('GET', 'inboxes', token='token-agent')[1]['payload']], [3, 5, 6, 7])
check('not of another', rest('GET', 'inboxes/4', token='token-agent')[0], 401)
check('no such row', [rest('GET', path) for path in ('conversations/999', 'contacts/999', '/api/v1/accounts/2/labels')],
      [(404, {'error': 'Resource could not be found'})] * 3)

# Ids, types and wrappers
c = rest('GET', C)[1]
check('a conversation is bare', (c['id'], c['status'], 'channel' in c, c['meta']['channel'], 'contact_inbox' in c, c['waiting_since'] > 0),
      (42, 'pending', False, 'Channel::Whatsapp', False, True))
check('updated_at is a version', isinstance(c['updated_at'], float), True)
check('a list is in data', sorted(rest('GET', 'conversations?status=all')[1]['data']), ['meta', 'payload'])
check('open when nothing is said', [len(rest('GET', 'conversations' + s)[1]['data']['payload']) for s in ('', '?status=pending')], [0, 1])
f = rest('POST', 'conversations/filter', {'payload': [
    {'attribute_key': 'status', 'filter_operator': 'equal_to', 'values': ['pending'], 'query_operator': 'and'},
    {'attribute_key': 'created_at', 'filter_operator': 'is_greater_than', 'values': ['2020-01-01'], 'query_operator': None}]})[1]
check('a filter is not', (sorted(f), [c['id'] for c in f['payload']]), (['meta', 'payload'], [42]))
check('bare arrays', [a['id'] for a in rest('GET', 'agents')[1]] + [t['id'] for t in rest('GET', 'teams')[1]], [1, 7, 8, 2, 3])
check('labels', [x['title'] for x in rest('GET', 'labels')[1]['payload']], ['vip', 'troca', 'bot'])
check('a profile', rest('GET', '/api/v1/profile', token='token-agent')[1]['id'], 7)
m = rest('GET', C + '/messages')[1]
check('messages', (sorted(m), [(x['id'], x['message_type'], x.get('sender', {}).get('type')) for x in m['payload'][:2]]), (['meta', 'payload'], [(4711, 0, 'contact'), (4712, 2, None)]))
status, m = say(42, 'Tudo bem?', echo_id='e1', content_attributes={'bot': {'run': 'r1'}})
check('a message', (status, {k: m[k] for k in ('message_type', 'status', 'echo_id', 'conversation_id', 'content_attributes', 'source_id')}),
      (200, {'message_type': 1, 'status': 'sent', 'echo_id': 'e1', 'conversation_id': 42, 'content_attributes': {'bot': {'run': 'r1'}}, 'source_id': None}))
check('by a bot', m['sender']['type'], 'agent_bot')
check('a user as a bot', say(42, 'x', 'token-agent', sender_type='AgentBot', sender_id=12)[1]['sender']['type'], 'agent_bot')
check('not as a customer', say(42, 'x', message_type='incoming'), (422, {'error': 'Incoming messages are only allowed in Api inboxes'}))
check('Rails escapes', b'a \\u003cb\\u003e \\u0026 \\u2028' in post(A + C + '/messages', json.dumps({'content': 'a <b> & \u2028'}), {
      'Api-Access-Token': 'token-bot', 'Content-Type': 'application/json'})[2], True)

# Liquid
check('Liquid', say(42, 'Oi {{ contact.first_name }}{{ nada }}, `{{ contact.name }}` {{contact.email | default: "-"}} {% if contact.name %}y{% endif %}')[1]
      ['content'], 'Oi Ana, `{{ contact.name }}` - y')
check('not what is broken', say(42, 'a {{ b {% nada %}')[1]['content'], 'a {{ b {% nada %}')
check('nor what customers write', do('customer', conversation=42, text='{{contact.name}}')['message'] and
      do('dump', what='messages', conversation=42)[-1]['content'], '{{contact.name}}')

# What is refused
check('no such type', say(42, 'x', content_type='nada')[0], 422)
check('items', [say(42, 'x', content_type='input_select', content_attributes={'items': items})[0] for items in (
    [{'title': 'Sim', 'value': 'yes'}], [{'title': 'Sim', 'nada': 1}], [])], [200, 422, 422])
check('cards', [say(42, 'x', content_type='cards', content_attributes={'items': [item]})[0] for item in (
    {'title': 'a', 'actions': [{'type': 'link', 'text': 'b', 'uri': 'http://x'}]}, {'title': 'a'})], [200, 422])
check('too long', say(42, 'x' * 150001)[0], 422)
check('nothing said', say(42, None)[1]['content'], None)
check('bad words', [rest('POST', C + path, body, 'token-agent')[0] for path, body in (
    ('/toggle_status', {'status': 'nada'}), ('/toggle_priority', {'priority': 'nada'}))] + [rest('GET', 'conversations?status=nada')[0]], [500] * 3)
do('set', message_limit=len(do('dump', what='messages', conversation=42)) + 1)
check('too many', [say(42, 'x')[0], say(42, 'x')], [200, (422, {'error': 'Too many messages'})])
do('clock', advance=61)
check('a minute later', say(42, 'x')[0], 200)
do('set', message_limit=200)
before = len(do('violations'))
rest('POST', C + '/labels', {'labels': 'vip', 'nada': 1})
rest('GET', 'contacts?nada=1')
post(A + C + '/labels', '{}', {'Api-Access-Token': 'token-bot'})
rest('GET', 'nada')
check('violations', [v['violation'] for v in do('violations')[before:]], [
    'labels: "vip" is not list', 'nada: no such field', 'query nada: no such parameter', 'Content-Type: none', 'GET: no such endpoint'])
check('malformed JSON', post(A + C + '/labels', '{', {'Api-Access-Token': 'token-bot', 'Content-Type': 'application/json'})[0], 400)

# Replacing and merging
rest('POST', C + '/labels', {'labels': ['vip', 'a']})
check('labels are replaced', (rest('POST', C + '/labels', {'labels': ['troca']}), rest('GET', C + '/labels')[1]),
      ((200, {'payload': ['troca']}), {'payload': ['troca']}))
rest('POST', C + '/custom_attributes', {'custom_attributes': {'a': 1}})
rest('POST', C + '/custom_attributes', {'custom_attributes': {'b': 2}})
check('attributes too', rest('GET', C)[1]['custom_attributes'], {'b': 2})
rest('PUT', 'contacts/5', {'custom_attributes': {'a': 1}})
check("a contact's are merged", rest('PUT', 'contacts/5', {'custom_attributes': {'b': 2}})[1]['payload']['custom_attributes'], {'a': 1, 'b': 2})
check('and taken away', rest('POST', 'contacts/5/destroy_custom_attributes', {'custom_attributes': ['a']})[1]['payload']['custom_attributes'], {'b': 2})

# Status
T = C + '/toggle_status'
check('a handoff', rest('POST', T, {'status': 'open'}, 'token-bot'), (200, {'meta': {}, 'payload': {
    'success': True, 'conversation_id': 42, 'current_status': 'open', 'snoozed_until': None}}))
check('to nobody', (rest('GET', C)[1]['meta']['assignee'], rest('GET', C)[1]['waiting_since'] > 0), (None, True))
rest('POST', T, {'status': 'pending'})
rest('POST', T, {'status': 'open'})
check('nor an administrator', rest('GET', C)[1]['meta']['assignee'], None)
rest('POST', T, {'status': 'pending'}, 'token-agent')
rest('POST', T, {'status': 'open'}, 'token-agent')
check('but to an agent', rest('GET', C)[1]['meta']['assignee']['id'], 7)
check('toggled', [rest('POST', T, {}, 'token-bot')[1]['payload']['current_status'] for _ in range(2)], ['resolved', 'open'])
check('assignments', [rest('POST', C + '/assignments', body)[1] and rest('GET', C)[1]['meta']['assignee_type'] for body in (
    {'assignee_id': 12, 'assignee_type': 'AgentBot'}, {'assignee_id': 7}, {'team_id': 2}, {'assignee_id': 0})], ['AgentBot', 'User', 'User', None])
check('and teams', rest('GET', C)[1]['meta']['team'], {'id': 2, 'name': 'vendas'})
for status, want in (('resolved', 'pending'), ('open', 'open'), ('snoozed', 'open'), ('pending', 'pending')):
    do('status', conversation=42, status=status)
    check(status + ' when the customer writes', do('customer', conversation=42, text='x')['status'], want)
do('human', conversation=42, text='Eu vejo')
check('pending when a person answers', rest('GET', C)[1]['status'], 'pending')
check('first reply', rest('GET', C)[1]['first_reply_created_at'] > 0, True)
check('sent again by the provider', [do('customer', conversation=42, text='x', source_id='wamid.1')['message'] for _ in range(2)],
      [len(do('dump', what='messages')) + 4710] * 2)
check('without the ninth digit', do('customer', contact={'source_id': '551199990000'}, text='x')['conversation'], 42)
check('blocked', do('customer', contact={'name': 'x', 'phone': '+5511999990009', 'blocked': True}, text='x')['status'], 'resolved')

# Contacts
status, got = rest('POST', 'contacts', {'name': 'Bia', 'phone_number': '+5511988880000', 'identifier': 'odoo:res.partner:77', 'inbox_id': 3})
check('a contact', (status, got['payload']['contact']['phone_number'], got['payload']['contact_inbox']['source_id']), (200, '+5511988880000', '5511988880000'))
bia = got['payload']['contact']['id']
check('no two of a number', rest('POST', 'contacts', {'name': 'x', 'phone_number': '+5511988880000'}),
      (422, {'message': 'Phone number has already been taken', 'attributes': ['phone_number']}))
check('nor a bad one', rest('POST', 'contacts', {'phone_number': '11988880000'})[1]['attributes'], ['phone_number'])
check('found', [c['id'] for c in rest('GET', 'contacts/search?q=res.partner')[1]['payload']], [bia])
check('by all of it', [c['id'] for c in rest('POST', 'contacts/filter', {'payload': [
    {'attribute_key': 'phone_number', 'filter_operator': 'equal_to', 'values': ['+5511988880000'], 'query_operator': None}]})[1]['payload']], [bia])
rest('POST', 'contacts/%d/notes' % bia, {'note': {'content': 'Prefere SMS'}})
check('notes', [n['content'] for n in rest('GET', 'contacts/%d/notes' % bia)[1]], ['Prefere SMS'])
check('merged', (rest('POST', 'actions/contact_merge', {'base_contact_id': bia, 'mergee_contact_id': 5})[1]['custom_attributes'],
                 rest('GET', 'contacts/5')[0], [c['id'] for c in rest('GET', 'contacts/%d/conversations' % bia)[1]['payload']]), ({'b': 2}, 404, [42]))
for n in range(20):
    rest('POST', 'contacts', {'name': 'P%02d' % n, 'email': 'p%d@x.test' % n})
s = [rest('GET', 'contacts/search?q=x.test&page=%d' % p)[1] for p in (1, 2)]
check('fifteen a page', [(len(x['payload']), x['meta']) for x in s], [(15, {'count': 15, 'current_page': '1', 'has_more': True}),
                                                                     (5, {'count': 5, 'current_page': '2', 'has_more': False})])
check('new conversations are pending', rest('POST', 'conversations', {'inbox_id': 6, 'contact_id': bia, 'status': 'open', 'message': {'content': 'Oi'}})[1]
      ['status'], 'pending')

# Pages
do('simulate', conversations=30, messages=1)
check('twenty-five a page', [len(rest('GET', 'conversations?status=pending&page=%d' % p)[1]['data']['payload']) for p in (1, 2)], [25, 7])
many = do('simulate', conversations=1, messages=1100, inbox=6, seed=5)
one, ids = 'conversations/%d/messages' % many['conversations'][0], many['messages']


def page(query):
    return [m['id'] for m in rest('GET', one + query)[1]['payload']]


check('the last twenty', page(''), ids[-20:])
check('twenty before', page('?before=%d' % ids[500]), ids[480:500])
check('a hundred after', page('?after=%d' % ids[10]), ids[11:111])
check('a thousand between', page('?after=%d&before=%d' % (ids[10], ids[1090])), ids[10:1010])
do('set', message_limit=2000)
say(many['conversations'][0], 'nota', private=True)
check('without notes', [len(page('?after=%d%s' % (ids[-1], s))) for s in ('', '&filter_internal_messages=1')], [1, 0])

# Bots and webhooks
b = rest('POST', 'agent_bots', {'name': 'Outro', 'outgoing_url': 'http://x.test', 'bot_type': 'webhook'})[1]
check('a bot', (b['id'], len(b['access_token']), len(b['secret'])), (13, 24, 24))
check('its token', say(42, 'x', b['access_token'])[1]['sender'], {'id': 13, 'name': 'Outro', 'avatar_url': '', 'type': 'agent_bot'})
new = rest('POST', 'agent_bots/13/reset_access_token')[1]['access_token']
check('a new one', [say(42, 'x', t)[0] for t in (b['access_token'], new)], [401, 200])
check('a new secret', rest('POST', 'agent_bots/13/reset_secret')[1]['secret'] != b['secret'], True)
rest('POST', 'inboxes/4/set_agent_bot', {'agent_bot': 13})
check('attached', rest('GET', 'inboxes/4/agent_bot')[1]['agent_bot']['id'], 13)
check('secrets are for administrators', 'secret' in rest('GET', 'agent_bots', token='token-agent')[1][0], False)
w = rest('POST', 'webhooks', {'webhook': {'url': 'http://x.test/', 'name': 'w', 'subscriptions': ['message_created']}})[1]['payload']['webhook']
check('a webhook', rest('GET', 'webhooks')[1]['payload']['webhooks'], [w])
check('one of a URL', rest('POST', 'webhooks', {'webhook': {'url': 'http://x.test/'}})[1]['attributes'], ['url'])
check('templates', [len(rest('GET', 'inboxes/3')[1]['message_templates']) for _ in range(2) if rest('POST', 'inboxes/3/sync_templates')[0] == 200], [3, 3])

# The customer's own API, files
P = '/public/api/v1/inboxes/inbox-6/contacts'
who = rest('POST', P, {'name': 'Caio', 'identifier': 'sim:1'})[1]
P += '/' + who['source_id'] + '/conversations'
own = rest('POST', P, {})[1]['id']
check('a customer writes', rest('POST', '%s/%d/messages' % (P, own), {'content': 'Oi'})[1]['message_type'], 0)
say(own, 'Olá', content_type='input_select', content_attributes={'items': [{'title': 'Sim', 'value': 's'}]})
say(own, 'nota', private=True)
seen = rest('GET', '%s/%d/messages' % (P, own))[1]
check('and sees no notes', [m['content'] for m in seen], ['Oi', 'Olá'])
check('another is not there', rest('GET', '%s/42/messages' % P)[0], 404)
form = '--b\r\nContent-Disposition: form-data; name="content"\r\n\r\nNota\r\n--b\r\nContent-Disposition: form-data; name="attachments[]"; ' \
    'filename="n.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n'
m = json.loads(post(A + C + '/messages', form, {'Api-Access-Token': 'token-bot', 'Content-Type': 'multipart/form-data; boundary=b'})[2])
a = m['attachments'][0]
moved = post(a['data_url'].removeprefix(URL), verb='GET')
check('a file', (m['content'], a['file_type'], a['file_size'], moved[0], post(moved[1]['Location'].removeprefix(URL), verb='GET')[2]),
      ('Nota', 'file', 4, 302, b'%PDF'))

# What it is told to do
do('log')
do('fault', mode='lost', match={'path': 'messages$', 'method': 'POST'}, after=1)
say(42, 'um')
check('an answer is lost', broken(lambda: say(42, 'dois')), 'RemoteDisconnected')
check('what it did is done', do('dump', what='messages', conversation=42)[-1]['content'], 'dois')
check('the log', [(x['token'], x['method'], x['path'], x['body'], x['status'], x.get('fault')) for x in do('log')][1],
      ('bot', 'POST', A + C + '/messages', {'content': 'dois'}, 200, 'lost'))
for mode, want in (('http500', 500), ('http502', 502), ('html', 200), ('eof', 'RemoteDisconnected'), ('reset', 'ConnectionResetError'),
                   ('cut', 'IncompleteRead'), ('lost502', 502)):
    do('fault', mode=mode)
    got = broken(lambda: post(A + C + '/messages', json.dumps({'content': mode}), {'Api-Access-Token': 'token-bot', 'Content-Type': 'application/json'}))
    check('mode ' + mode, (got if isinstance(got, str) else got[0], do('dump', what='messages', conversation=42)[-1]['content'] == mode),
          (want, mode in ('cut', 'lost502')))
do('fault', mode='http429')
check('mode http429', post(A + 'labels', verb='GET')[::2], (429, b'Retry later\n'))
do('fault', mode='slowcommit', seconds=0.2)
check('lost while it works', broken(lambda: say(42, 'lento')), 'RemoteDisconnected')
end = time.monotonic() + 20
while do('dump', what='messages', conversation=42)[-1]['content'] != 'lento' and time.monotonic() < end:
    time.sleep(0.02)
check('and done later', do('dump', what='messages', conversation=42)[-1]['content'], 'lento')
c = http.client.HTTPConnection(HOST)
for _ in range(2):
    c.request('GET', A + 'labels', headers={'Api-Access-Token': 'token-admin'})
    kept = c.getresponse()
    kept.read()
check('it keeps connections', (kept.status, kept.will_close), (200, False))
do('reset')
check('all is forgotten', (do('dump', what='messages'), do('violations')), ([], []))
E2

run webhooks <<'E2'
sink = Sink()
check('nothing yet', sink.got, [])
do('deliver', url=sink.url + '/bot')
do('clock', now='2026-06-17 12:00:00')
for name, events in (('all', ['message_created', 'message_updated', 'conversation_created', 'conversation_status_changed', 'conversation_updated',
                              'contact_created', 'contact_updated', 'conversation_typing_on']), ('created', ['message_created'])):
    rest('POST', 'webhooks', {'webhook': {'url': sink.url + '/' + name, 'subscriptions': events}})
first = do('customer', contact=PHONE, text='Oi <b> & \u2028 é', attachments=[{'file_type': 'audio'}])
do('wait_idle')
got = list(sink.got)
sink.got = []
kinds = [(path, json.loads(raw)['event']) for path, _, raw in got]
check('what a bot is told', [e for p, e in kinds if p == '/bot'], ['conversation_updated', 'message_created'])
check('what an account is', sorted(e for p, e in kinds if p == '/all'), ['contact_created', 'conversation_created', 'conversation_updated', 'message_created'])
check('what was asked for', [e for p, e in kinds if p == '/created'], ['message_created'])
path, head, raw = next(x for x in got if x[0] == '/bot' and b'"message_created"' in x[2])
body = json.loads(raw)


def signature(secret, head, raw):
    return 'sha256=' + hmac.new(secret.encode(), (head['X-Chatwoot-Timestamp'] + '.').encode() + raw, hashlib.sha256).hexdigest()


check('the vector', do('sign', secret='s3cr3t', timestamp=1750170000, body='{"event":"message_created","id":1}')['signature'],
      'sha256=839d607046424e40485199383b79ad8f4f54ce3e1dcc723e30a40d18fc123708')
check('signed', head['X-Chatwoot-Signature'], signature('s3cr3t-bot', head, raw))
secrets = {w['url'].rsplit('/', 1)[1]: w['secret'] for w in rest('GET', 'webhooks')[1]['payload']['webhooks']}
check('each with its own', [h['X-Chatwoot-Signature'] == signature(secrets[p[1:]], h, r) for p, h, r in got if p != '/bot'], [True] * 5)
check('of its time', head['X-Chatwoot-Timestamp'], '1781697600')
check('an id each', len({h['X-Chatwoot-Delivery'] for _, h, _ in got}), len(got))
check('raw bytes', 'Oi \\u003cb\\u003e \\u0026 \\u2028 é'.encode() in raw and b'": ' not in raw, True)
check('keys of a message', list(body), ['account', 'additional_attributes', 'content_attributes', 'content_type', 'content', 'conversation', 'created_at',
                                        'id', 'inbox', 'message_type', 'private', 'sender', 'source_id', 'attachments', 'event'])
check('values', {k: body[k] for k in ('account', 'created_at', 'id', 'inbox', 'message_type', 'private')},
      {'account': {'id': 1, 'name': 'Acme'}, 'created_at': '2026-06-17T12:00:00.000Z', 'id': 4711, 'inbox': {'id': 3, 'name': 'WhatsApp'},
       'message_type': 'incoming', 'private': False})
check('a customer has no type', ('type' in body['sender'], sorted(body['sender'])), (False, [
    'account', 'additional_attributes', 'avatar', 'blocked', 'custom_attributes', 'email', 'id', 'identifier', 'name', 'phone_number', 'thumbnail']))
c = body['conversation']
check('keys of a conversation', list(c), ['additional_attributes', 'can_reply', 'channel', 'contact_inbox', 'id', 'inbox_id', 'messages', 'labels',
      'meta', 'status', 'custom_attributes', 'snoozed_until', 'unread_count', 'first_reply_created_at', 'priority', 'waiting_since',
      'agent_last_seen_at', 'contact_last_seen_at', 'last_activity_at', 'timestamp', 'created_at', 'updated_at', 'account'])
check('display ids, numbers', (c['id'], c['messages'][0]['conversation_id'], c['messages'][0]['message_type'], c['meta']['assignee_type'], c['waiting_since']),
      (42, 42, 0, None, 1781697600))
check('keys of one in it', list(c['messages'][0]), ['id', 'content', 'account_id', 'inbox_id', 'conversation_id', 'message_type', 'created_at', 'updated_at',
      'private', 'status', 'source_id', 'content_type', 'content_attributes', 'sender_type', 'sender_id', 'external_source_ids',
      'additional_attributes', 'processed_message_content', 'sentiment', 'conversation', 'sender', 'attachments'])
check('keys of an attachment', list(body['attachments'][0]), ['id', 'message_id', 'file_type', 'account_id', 'extension', 'content_type', 'data_url',
                                                             'thumb_url', 'file_size', 'width', 'height', 'transcribed_text'])
check('what changed', next(json.loads(r)['changed_attributes'] for p, _, r in got if p == '/bot' and b'conversation_updated' in r),
      [{'waiting_since': {'previous_value': None, 'current_value': '2026-06-17T12:00:00.000Z'}}])

# What a bot says; what it and others are told
do('set', receipts=['source', 'delivered', 'read'])
say(42, 'Olá')
sent = sink.take('/bot')
check('a bot hears itself', [(e['event'], e.get('message_type'), (e.get('sender') or {}).get('type')) for e in sent],
      [('conversation_updated', None, None), ('message_created', 'outgoing', 'agent_bot')] + [('message_updated', 'outgoing', 'agent_bot')] * 3)
check('sent, delivered, read', [e['conversation']['messages'][0]['status'] for e in sent if e['event'] == 'message_updated'], ['sent', 'delivered', 'read'])
check('with an id of the provider', (sent[1]['source_id'], sent[2]['source_id'][:6], 'status' in sent[2]), (None, 'wamid.', False))
say(42, 'interno', private=True)
check('notes are told', [(e['event'], e['private']) for e in sink.take('/bot')], [('message_created', True)])
do('human', conversation=42, text='Sou a Ana')
check('a person', [(e['sender'], e['conversation']['status']) for e in sink.take('/created')],
      [({'id': 7, 'name': 'Ana', 'email': 'ana@acme.test', 'type': 'user'}, 'pending')])
do('echo', conversation=42, text='Do telefone')
check('typed on the phone', [(e['sender'], e['message_type'], e['content_attributes']) for e in sink.take('/created')],
      [(None, 'outgoing', {'external_echo': True})])
rest('POST', 'conversations/42/labels', {'labels': ['vip']})
check('labels are told twice', [e['changed_attributes'] for e in sink.take('/bot')],
      [[{'labels': {'previous_value': [], 'current_value': ['vip']}}]] * 2)
rest('POST', 'conversations/42/toggle_typing_status', {'typing_status': 'on', 'is_private': False}, 'token-bot')
check('typing', [(e['event'], e['user']['type'], e['is_private'], e['conversation']['id']) for e in sink.take('/all')],
      [('conversation_typing_on', 'agent_bot', False, 42)])
rest('POST', 'conversations/42/toggle_status', {'status': 'open'}, 'token-bot')
told = sink.take()
check('a handoff', sorted({e['event'] for e in told}), ['conversation_opened', 'conversation_status_changed', 'conversation_updated'])
check('without what changed', {str(e['changed_attributes']) for e in told if e['event'] == 'conversation_status_changed'}, {'None'})
check('activities are not told', [m['content'] for m in do('dump', what='messages', conversation=42) if m['message_type'] == 2],
      ['Admin added vip', 'Conversation was reopened by Robô'])
do('status', conversation=42, status='resolved')
check('resolved', [e['event'] for e in sink.take('/bot')], ['conversation_resolved', 'conversation_status_changed', 'conversation_updated'])
do('set', inbox=3, greeting_enabled=True, greeting_message='Bem-vindo')
do('customer', contact={'name': 'B', 'phone': '+5511999990002'}, text='Oi')
check('a greeting', [(e['message_type'], e['sender']) for e in sink.take('/created')][1], ('template', None))
do('set', inbox=3, greeting_enabled=False)
form = [say(c, 'Qual?', content_type='input_select', content_attributes={'items': [{'title': 'Sim', 'value': 's'}]})[1]['id'] for c in (
    42, do('customer', inbox=5, contact={'name': 'W', 'email': 'w@x.test'}, text='Oi')['conversation'])]
sink.take()
do('submit', message=form[0], values=[{'title': 'Sim', 'value': 's'}])
check('a button is its title', [(e['content'], e['message_type'], 'submitted_values' in e['content_attributes']) for e in sink.take('/bot', 'message_created')],
      [('Sim', 'incoming', False)])
do('submit', message=form[1], values=[{'title': 'Sim', 'value': 's'}])
check('a form', [e['content_attributes']['submitted_values'] for e in sink.take('/bot', 'message_updated')], [[{'title': 'Sim', 'value': 's'}]])
do('widget', contact={'email': 'w@x.test'})
w = sink.take('/bot')[0]
check('a widget', (w['event'], w['id'], w['current_conversation']['status'], w['inbox']['id'], 'event_info' in w), ('webwidget_triggered', 11, 'pending', 5, True))

# The window
do('clock', advance=86401)
check('a day later', rest('GET', 'conversations/42')[1]['can_reply'], False)
status, late = say(42, 'Ainda aí?')
check('accepted', (status, late['status']), (200, 'sent'))
told = sink.take('/bot', 'message_updated')
check('then failed', [(e['conversation']['messages'][0]['status'], e['content_attributes']) for e in told],
      [('failed', {'external_error': 'Template not found or invalid template name'})])
params = {'name': 'pedido_enviado', 'category': 'UTILITY', 'language': 'pt_BR', 'processed_params': {'body': {'1': 'Ana', '2': 'S42'}}}
for name, more, want in (('a template', {}, 'read'), ('not by its case', {'language': 'pt_br'}, 'failed'), ('nor without its values', {'processed_params': {}}, 'failed')):
    m = say(42, 'Pedido', template_params=dict(params, **more))[1]['id']
    sink.take()
    check(name, next(x['status'] for x in do('dump', what='messages') if x['id'] == m), want)
do('set', conversation=42, can_reply=True)
for name, text, more in (('too long for WhatsApp', 'x' * 4097, {}), ('too long for a button', 'x', {'content_type': 'input_select', 'content_attributes': {
        'items': [{'title': 'x' * 21, 'value': 'x'}]}})):
    status, m = say(42, text, **more)
    sink.take()
    check(name, (status, do('dump', what='messages', conversation=42)[-1]['status']), (200, 'failed'))
check('as the customer sees it', say(42, '**a** *b*')[0] and do('dump', what='messages', conversation=42)[-1]['shown'], '*a* _b_')
check('as it is told', rest('GET', 'conversations/42')[1]['can_reply'], True)

# What becomes of what is not taken
do('deliver', retry=0.05)
for hook in rest('GET', 'webhooks')[1]['payload']['webhooks']:
    rest('DELETE', 'webhooks/%d' % hook['id'])


def fails(answers, status='pending', **more):
    """How often it was tried, as how many, and what became of the conversation."""
    do('set', conversation=42, status=status, waiting_since=1, **more)
    sink.got, sink.answers, sink.only = [], answers, b'"event":"message_created"'
    do('customer', conversation=42, text='x')
    do('wait_idle', timeout=20)
    sink.answers, sink.only = [200], b''
    rows = [(h['X-Chatwoot-Delivery'], r) for _, h, r in sink.got if b'"event":"message_created"' in r]
    return len(rows), len(set(rows)), rest('GET', 'conversations/42')[1]['status']


check('500 is tried again', fails([500, 200]), (2, 1, 'pending'))
check('three times', fails([500]), (3, 1, 'open'))
check('and 429', fails([429, 429, 200]), (3, 1, 'pending'))
check('502 is not', fails([502]), (1, 1, 'open'))
check('nor 404', fails([404]), (1, 1, 'open'))
check('it is said', do('dump', what='messages', conversation=42)[-1]['content'],
      'Conversation was marked open by system due to an error with the agent bot.')
check('an open one stays', fails([502], 'open'), (1, 1, 'open'))
sink.wait = Event()
do('deliver', timeout=0.15)
check('too late', fails([200]), (1, 1, 'open'))
sink.wait.set()
sink.wait = None
do('deliver', timeout=5)
do('set', keep_pending_on_bot_failure=True)
check('unless it is to be kept', fails([502]), (1, 1, 'pending'))
do('set', keep_pending_on_bot_failure=False)
check('redirects are followed', fails([307, 200]), (2, 1, 'pending'))
do('deliver', private_network=False)
check('private addresses are refused', (fails([200]), [d for d in do('dump', what='deliveries') if d['event'] == 'message_created'][-1]['attempts'][0]['error']),
      ((0, 0, 'open'), '127.0.0.1 has no public ip addresses'))
do('deliver', private_network=True)
check('what it counts', [do('stats')[k] for k in ('opened', 'conversations', 'pending')], [5, [42], 0])
rest('POST', 'webhooks', {'webhook': {'url': sink.url + '/all', 'subscriptions': ['message_created']}})
sink.got, sink.answers = [], [500]
do('set', conversation=42, status='open')
do('deliver', url='')
do('customer', conversation=42, text='x')
do('wait_idle')
check('an account is told once', len(sink.got), 1)
sink.answers = [200]
do('set', inbox=6, webhook_url=sink.url + '/all')
c = do('customer', inbox=6, contact={'name': 'API'}, text='x')['conversation']
do('wait_idle')
check('twice the same URL', [json.loads(r)['event'] for _, _, r in sink.got].count('message_created'), 3)
check('the secret of an inbox', [h['X-Chatwoot-Signature'] for _, h, r in sink.got if signature('s3cr3t-api', h, r) == h['X-Chatwoot-Signature']] != [], True)
sink.answers = [404]
m = say(c, 'Oi')[1]['id']
do('wait_idle')
check('an inbox fails its message', next(x['status'] for x in do('dump', what='messages', conversation=c) if x['id'] == m), 'failed')
sink.answers = [200]


# Duplicates, another order: the same by the same seed
def stream(seed, **more):
    do('reset')
    do('deliver', url=sink.url, seed=seed, **more)
    sink.got = []
    do('simulate', conversations=10, messages=3, seed=1)
    do('wait_idle')
    return [(json.loads(r).get('id'), json.loads(r)['event'], h['X-Chatwoot-Delivery']) for _, h, r in sink.got]


plain = stream(1)
check('once', (len(plain), len(set(plain))), (40, 40))
order = [x[0] for x in plain if x[1] == 'message_created']
check('in order of a conversation', [len(order), do('stats')['duplicates']], [30, 0])
a, b, c = (stream(seed, duplicates=0.3, reorder=6) for seed in (7, 7, 8))
check('the same by a seed', a == b, True)
check('another by another', a != c, True)
check('some twice, some by another id', (len(a) > 45, len({x[:2] for x in a}), 40 < len({x[2] for x in a}) < len(a)), (True, 40, True))
mixed = [x[0] for x in a if x[1] == 'message_created']
check('out of order', mixed != sorted(mixed), True)
lost = stream(7, drop=0.5)
check('some never', 10 < len(lost) < 30 and do('stats')['dropped'] == 40 - len(lost), True)
s = do('stats')
check('in time', (s['acknowledged'], s['failed'], s['p50'] <= s['p99']), (len(lost), 0, True))
check('delayed', (len(stream(7, delay=[0.01, 0.05])), do('stats')['pending']), (40, 0))
check('no violations', do('violations'), [])
E2
chatwoot_stop

chatwoot_start --version 4.10 || exit 1
run 4.10 <<'E2'
sink = Sink()
do('deliver', url=sink.url)
check('the demo', [(c['id'], c['status']) for c in do('dump', what='conversations')], [(38, 'open'), (39, 'resolved'), (40, 'pending'), (41, 'snoozed')])
do('customer', contact=PHONE, text='Oi')
do('wait_idle')
path, head, raw = sink.got[-1]
body = json.loads(raw)
check('nothing is signed', [k for k in head if k.lower().startswith('x-chatwoot')], [])
check('what a bot is told', [json.loads(r)['event'] for _, _, r in sink.got], ['message_created'])
check('no account', 'account' in body['conversation'] or 'account' in body['sender'], False)
check('bots cannot read', rest('GET', 'conversations/42', token='token-bot')[0], 401)
say(42, '**Oi** [loja](https://x.test)')
check('as the channel shows it', sink.take(event='message_created')[-1]['content'], '*Oi* https://x.test')
check('articles', [a['title'] for a in rest('GET', 'portals/ajuda/articles?status=1&query=prazo')[1]['payload']], ['Prazo de entrega'])
check('in the open', post('/hc/ajuda/articles/1-artigo.md', verb='GET')[2].decode(), 'O prazo é de **5 dias úteis**.')
check('as JSON', len(rest('GET', '/hc/ajuda/pt_BR/articles.json')[1]['payload']), 2)
check('no violations', do('violations'), [])
E2
is "from a shell" "$(chatwoot_do '{"do":"violations"}')" '[]'
status "what it does not know" 1 chatwoot_do '{"do":"nothing"}'
is "is told" "$(cat out)" "{\"error\": \"ValueError: do: 'nothing' is not known\"}"
chatwoot_stop
# shellcheck disable=SC2016
sh -c '"$0" --ready "$1" >/dev/null & until [ -s "$1" ]; do sleep 0.02; done' "$TOP/tests/fake/chatwoot" "$T/orphan"
gone() { ! "$TOP/tests/fake/ask" "$(cat orphan)" '{"do":"stats"}' >/dev/null 2>&1; }
wait_for 10 gone
ok "it does not outlive its parent" $?
done_testing
