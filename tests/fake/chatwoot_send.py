"""Deliveries of tests/fake/chatwoot: a queue, its workers, what is retried and what becomes of what nobody took."""
import hashlib
import heapq
import hmac
import http.client
import random
import threading
import time
import urllib.parse
import uuid
from collections import deque

ATTEMPTS = 3
DEFAULTS = {'duplicates': 0, 'reorder': 0, 'delay': [0, 0], 'drop': 0, 'seed': 0, 'threads': 10, 'timeout': 5, 'retry': 3,
            'timestamps': 'clock', 'private_network': True}
# How many bodies are kept to be looked at.
KEPT = 5000
# How long the last of a reordered stream waits for more.
LINGER = 0.05


class Delivery:
    def __init__(self, target, url, event, lane, build, message, number):
        self.target, self.url, self.event, self.lane, self.build, self.message, self.number = target, url, event, lane, build, message, number
        self.id = self.body = None
        self.attempts, self.outcome, self.duplicate = [], None, False

    def row(self):
        return {'n': self.number, 'target': '%s:%d' % self.target, 'url': self.url, 'event': self.event, 'conversation': self.lane,
                'message': self.message and self.message['id'], 'delivery': self.id, 'duplicate': self.duplicate,
                'attempts': self.attempts, 'outcome': self.outcome, 'body': self.body and self.body.decode()}


class Run:
    """All that a reset forgets."""

    def __init__(self):
        self.options = dict(DEFAULTS)
        self.lanes, self.busy, self.ready, self.heap, self.held, self.counts = {}, set(), deque(), [], {}, {}
        self.pending = self.serial = self.active = 0
        self.all, self.ended = [], deque()
        self.reordered, self.more = False, 0


class Sender:
    def __init__(self, say):
        self.say = say
        self.cond = threading.Condition()
        self.run, self.world = Run(), None
        self.workers = 0

    def reset(self):
        with self.cond:
            self.run = Run()
            self.cond.notify_all()
            self.hire()

    def hire(self):
        """As many workers as may be at work; those that are too many rest."""
        while self.workers < self.run.options['threads'] + 1:
            self.workers += 1
            threading.Thread(target=self.work, daemon=True).start()

    def set(self, ask):
        with self.cond:
            unknown = set(ask) - set(DEFAULTS)
            if unknown:
                raise ValueError('deliver: %s is not known' % ', '.join(sorted(unknown)))
            self.run.options.update(ask)
            self.hire()
            self.cond.notify_all()
            return dict(self.run.options)

    # -- into the queue --------------------------------------------------------------------------------------------------
    def post(self, run, target, url, event, lane, build, message):
        """Into the queue of the world it happens in: what still runs of one that was reset reaches nobody."""
        with self.cond:
            o = run.options
            n = run.counts[target] = run.counts.get(target, 0) + 1
            # What befalls it depends on the seed and on how many there were before, on nothing else.
            dice = random.Random('%s/%s:%d/%d' % (o['seed'], *target, n))
            dropped, twice, same = dice.random() < o['drop'], dice.random() < o['duplicates'], dice.random() < 0.5
            identity = str(uuid.UUID(int=dice.getrandbits(128), version=4))
            one = Delivery(target, url, event, lane, build, message, n)
            one.id = identity
            run.all.append(one)
            if dropped:
                one.outcome = 'dropped'
                return
            self.hold(run, one, n + dice.random() * o['reorder'], dice.uniform(*o['delay']))
            if twice:
                again = Delivery(target, url, event, lane, build, message, n)
                again.id, again.duplicate = identity if same else str(uuid.UUID(int=dice.getrandbits(128), version=4)), True
                run.all.append(again)
                self.hold(run, again, n + dice.random() * o['reorder'], dice.uniform(*o['delay']))
            self.cond.notify_all()

    def hold(self, run, one, key, delay):
        run.pending += 1
        target = one.target
        if not run.options['reorder']:
            return self.at(run, delay, one)
        run.reordered = True
        held = run.held.setdefault(target, [])
        run.serial += 1
        heapq.heappush(held, (key, run.serial, delay, one))
        # Nothing that is still to come can be before the number that comes next.
        self.release(run, target, run.counts[target] + 1)
        self.linger(run, target)

    def linger(self, run, target):
        n = run.counts[target]
        self.at(run, LINGER, lambda: n == run.counts[target] and not run.more and self.release(run, target, float('inf')))

    def release(self, run, target, below):
        held = run.held.get(target, [])
        while held and held[0][0] < below:
            _, _, delay, one = heapq.heappop(held)
            self.at(run, delay, one)

    def writing(self, run, more):
        """Many are about to come (1), or have come (-1): until then what is held waits for them."""
        with self.cond:
            run.more += more
            for target in run.held:
                self.linger(run, target)
            self.cond.notify_all()

    def at(self, run, seconds, what):
        """A delivery becomes due, or something is run by the queue itself."""
        run.serial += 1
        heapq.heappush(run.heap, (time.monotonic() + seconds if seconds else 0, run.serial, what))

    def later(self, run, seconds, what):
        def task():
            with self.world.lock:
                what()
        with self.cond:
            run.pending += 1
            self.at(run, seconds, ('task', task))
            self.cond.notify_all()

    # -- out of it -------------------------------------------------------------------------------------------------------
    def pick(self, run):
        now = time.monotonic()
        while run.heap and run.heap[0][0] <= now:
            what = heapq.heappop(run.heap)[2]
            if isinstance(what, Delivery):
                # A conversation's come one after the other; all of a target's, when their order was chosen.
                key = what.target if run.reordered else (what.target, what.lane)
            elif isinstance(what, tuple):
                key = 'tasks'
            else:
                what()
                continue
            lane = run.lanes.setdefault(key, deque())
            lane.append(what)
            if key not in run.busy and len(lane) == 1:
                run.ready.append(key)
        for _ in range(len(run.ready)):
            key = run.ready.popleft()
            if key == 'tasks' or run.active < run.options['threads']:
                run.busy.add(key)
                run.active += key != 'tasks'
                return key, run.lanes[key].popleft()
            run.ready.append(key)
        return None

    def work(self):
        while True:
            with self.cond:
                while True:
                    run = self.run
                    got = self.pick(run)
                    if got:
                        break
                    self.cond.wait(max(run.heap[0][0] - time.monotonic(), 0.001) if run.heap else None)
            key, what = got
            again = None
            try:
                if isinstance(what, tuple):
                    what[1]()
                else:
                    again = self.perform(run, what)
            except Exception as error:
                # Its rows are gone.
                self.say(error)
                if isinstance(what, Delivery):
                    what.outcome = 'gone'
            with self.cond:
                run.busy.discard(key)
                run.active -= key != 'tasks'
                if run.lanes.get(key):
                    run.ready.append(key)
                else:
                    run.lanes.pop(key, None)
                if again is not None:
                    self.at(run, again, what)
                else:
                    run.pending -= 1
                    self.forget(run, what)
                self.cond.notify_all()

    def forget(self, run, what):
        """Of a long run only the last bodies are kept."""
        if isinstance(what, Delivery):
            run.ended.append(what)
            if len(run.ended) > KEPT:
                run.ended.popleft().body = None

    def perform(self, run, one):
        """One attempt; the seconds until the next, or None."""
        world = self.world
        with world.lock:
            if run is not self.run:
                return None
            secret = world.secret(one.target)
            if secret is False:
                one.outcome = 'gone'
                return None
            if one.body is None:
                one.body = one.build()
            clock = time.time() if run.options['timestamps'] == 'real' else world.clock.now()
        skew = run.options['timestamps']
        stamp = str(int(clock + (skew if isinstance(skew, (int, float)) else 0)))
        headers = {'Content-Type': 'application/json', 'Accept': 'application/json', 'User-Agent': 'rest-client/2.1.0 (linux x86_64) ruby/3.4.4'}
        if secret is not None:
            headers['X-Chatwoot-Delivery'] = one.id
            headers['X-Chatwoot-Timestamp'] = stamp
            headers['X-Chatwoot-Signature'] = 'sha256=' + sign(secret, stamp, one.body)
        begin = time.monotonic()
        status = error = None
        if not run.options['private_network']:
            error = '%s has no public ip addresses' % urllib.parse.urlsplit(one.url).hostname
        else:
            try:
                status = call(one.url, one.body, headers, run.options['timeout'])
            except TimeoutError:
                error = 'Timed out reading data from server'
            except (OSError, http.client.HTTPException) as e:
                error = '%s: %s' % (type(e).__name__, e)
        one.attempts.append({'status': status, 'error': error, 'ms': round((time.monotonic() - begin) * 1000, 1)})
        if status is not None and 200 <= status < 300:
            one.outcome = 'acknowledged'
            return None
        if one.target[0] == 'bot' and status in (429, 500) and len(one.attempts) < ATTEMPTS:
            return run.options['retry']
        one.outcome = 'failed'
        if one.event in ('message_created', 'message_updated'):
            with world.lock:
                if run is self.run:
                    text = error or '%d %s' % (status, http.client.responses.get(status, ''))
                    if one.target[0] == 'bot':
                        world.bot_failed(one.message, one.target, text)
                    elif one.target[0] == 'inbox':
                        world.receipt(one.message, 'failed', text)
        return None

    # -- what a test asks ------------------------------------------------------------------------------------------------
    def wait_idle(self, seconds):
        run = self.run
        with self.cond:
            idle = self.cond.wait_for(lambda: run is not self.run or not run.pending, seconds)
            return {'idle': bool(idle), 'pending': run.pending}

    def stats(self):
        with self.cond:
            rows = list(self.run.all)
            pending = self.run.pending
        tries = [a for row in rows for a in row.attempts]
        took = sorted(row.attempts[-1]['ms'] for row in rows if row.outcome == 'acknowledged')
        count = {}
        for row in rows:
            count[row.event] = count.get(row.event, 0) + 1

        def outcome(name):
            return sum(row.outcome == name for row in rows)
        return {'deliveries': len(rows), 'sent': len(tries), 'acknowledged': outcome('acknowledged'), 'failed': outcome('failed'),
                'dropped': outcome('dropped'), 'duplicates': sum(row.duplicate for row in rows),
                'retries': sum(max(len(row.attempts) - 1, 0) for row in rows), 'pending': pending,
                'p50': at(took, 0.5), 'p99': at(took, 0.99), 'max': took[-1] if took else None, 'events': count}


def at(rows, share):
    return rows[min(int(len(rows) * share), len(rows) - 1)] if rows else None


def sign(secret, stamp, body):
    return hmac.new(secret.encode(), stamp.encode() + b'.' + body, hashlib.sha256).hexdigest()


def call(url, body, headers, seconds, hops=5):
    """The status of a POST; redirects are followed."""
    at = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if at.scheme == 'https' else http.client.HTTPConnection
    connection = kind(at.hostname, at.port, timeout=seconds)
    try:
        connection.request('POST', (at.path or '/') + ('?' + at.query if at.query else ''), body, dict(headers, Connection='close'))
        reply = connection.getresponse()
        reply.read()
        if reply.status in (301, 302, 303, 307, 308) and reply.headers.get('location') and hops:
            return call(urllib.parse.urljoin(url, reply.headers['location']), body, headers, seconds, hops - 1)
        return reply.status
    finally:
        connection.close()
