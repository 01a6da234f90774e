"""The part of Odoo's ORM that a client can see: fields, records, domains, access, transactions. All in memory."""
import base64
import inspect
import re
import threading
from datetime import datetime, timedelta
from xmlrpc.client import Binary, DateTime

from odoo_faults import AccessError, MissingError, Sql, UserError, ValidationError

MAGIC = ('id', 'create_date', 'write_date', 'create_uid', 'write_uid', 'display_name', '__last_update')
DATETIME = '%Y-%m-%d %H:%M:%S'
NULL = ('The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires '
        'the record being deleted. If possible, archive it instead.\n\nModel: %s (%s)\nField: %s (%s)\n')
FKEY = ('The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.'
        '\n\nModel: %s (%s)\nConstraint: %s_%s_fkey\n')


def rpc(api='multi', since=0, until=999):
    """Marks a method that a client may call; api "model" means that no ids come first."""
    def mark(fn):
        fn.rpc = (api, since, until)
        return fn
    return mark


class Field:
    def __init__(self, name, ftype, label):
        self.name, self.type, self.label = name, ftype, label
        self.relation = self.inverse = self.selection = self.default = self.related = None
        self.required = self.readonly = self.translate = self.calc = self.cascade = False

    def describe(self):
        out = {'type': self.type, 'string': self.label, 'required': self.required,
               'readonly': self.readonly or (self.calc and not self.related), 'store': not (self.calc or self.related),
               'name': self.name, 'searchable': True, 'sortable': not self.calc, 'translate': self.translate}
        if self.relation:
            out['relation'] = self.relation
            out['domain'] = []
            out['context'] = {}
        if self.inverse:
            out['relation_field'] = self.inverse
        if self.selection:
            out['selection'] = [list(pair) for pair in self.selection]
        return out


TYPES = {'m2o': 'many2one', 'o2m': 'one2many', 'm2m': 'many2many', 'sel': 'selection', 'int': 'integer', 'bool': 'boolean'}
EMPTY = {'integer': 0, 'float': 0.0, 'monetary': 0.0, 'boolean': False}


class Meta:
    """A model: its fields and its class."""

    def __init__(self, name, desc, order, rec_name, parent):
        self.name, self.desc, self.order, self.rec_name, self.parent = name, desc, order, rec_name, parent
        self.table = name.replace('.', '_')
        self.fields = {}
        self.inherits = None
        self.indexed = []
        self.cls = BaseModel


def parse(text, version):
    """The models of a table of text; see odoo_models.py for how it is written."""
    models, meta = {}, None
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith('#'):
            continue
        head, _, label = line.partition('|')
        words = head.split()
        if not line[0].isspace():
            keys = dict(word.split('=', 1) for word in words[1:])
            meta = Meta(words[0], label.strip(), keys.get('order', 'id').replace('_desc', ' desc').replace('+', ' '),
                        keys.get('rec', 'name'), keys.get('parent'))
            meta.inherits = keys.get('inherits')
            models[meta.name] = meta
            continue
        name, (ftype, _, arg) = words[0], words[1].partition(':')
        ftype = TYPES.get(ftype, ftype)
        field = Field(name, ftype, label.strip() or name.removesuffix('_id').replace('_', ' ').capitalize())
        keep = True
        for word in words[2:]:
            if word.startswith('v>='):
                keep = keep and version >= int(word[3:])
            elif word.startswith('v<'):
                keep = keep and version < int(word[2:])
            elif word.startswith('d='):
                field.default = {'True': True, 'False': False}.get(word[2:], word[2:])
                if ftype in ('integer', 'many2one'):
                    field.default = int(field.default)
                elif ftype in ('float', 'monetary'):
                    field.default = float(field.default)
            else:
                setattr(field, {'req': 'required', 'ro': 'readonly', 'tr': 'translate', 'calc': 'calc', 'casc': 'cascade'}[word], True)
        if not keep:
            continue
        if ftype == 'selection':
            field.selection = [tuple(pair.replace('_', ' ') if i else pair for i, pair in enumerate(item.split('=')))
                               for item in arg.split(',')]
        elif ftype == 'one2many':
            field.relation, field.inverse = arg.rsplit('.', 1)
        elif arg:
            field.relation = arg
        meta.fields[name] = field
    for meta in models.values():
        for name, ftype, label in (('id', 'integer', 'ID'), ('display_name', 'char', 'Display Name'),
                                   ('create_date', 'datetime', 'Created on'), ('write_date', 'datetime', 'Last Updated on'),
                                   ('create_uid', 'many2one', 'Created by'), ('write_uid', 'many2one', 'Last Updated by')):
            field = Field(name, ftype, label)
            field.readonly = True
            if ftype == 'many2one':
                field.relation = 'res.users'
            meta.fields[name] = field
        if version < 17:
            field = Field('__last_update', 'datetime', 'Last Modified on')
            field.readonly = field.calc = True
            meta.fields['__last_update'] = field
    for meta in models.values():
        if meta.inherits:
            for name, parent in models[meta.fields[meta.inherits].relation].fields.items():
                if name not in meta.fields:
                    field = Field(name, parent.type, parent.label)
                    field.__dict__.update(parent.__dict__)
                    field.related, field.required, field.default = meta.inherits, False, None
                    meta.fields[name] = field
    return models


class Db:
    """The rows, and the one transaction that is being worked on: a journal of what to put back when it fails."""

    def __init__(self, version, models):
        self.version, self.models = version, models
        self.lock = threading.RLock()
        self.tables = {name: {} for name in models}
        self.seq = {name: 0 for name in models}
        self.names = {}
        self.index = {}
        self.journal = []
        self.now = '2026-01-02 03:04:05.678901'
        self.reserved = None
        for meta in models.values():
            for field in meta.fields.values():
                if field.type == 'one2many' and field.relation in models and not field.related:
                    other = models[field.relation]
                    if field.inverse not in other.indexed:
                        other.indexed.append(field.inverse)
        for name, field in (('product.product', 'barcode'), ('stock.quant', 'product_id')):
            if name in models and field not in models[name].indexed:
                models[name].indexed.append(field)
        for meta in models.values():
            for field in meta.indexed:
                self.index[meta.name, field] = {}

    def next_id(self, model):
        # Sequences of PostgreSQL know no transactions: an id that was given is gone. A transaction that is replayed (see
        # begin) is given the ids of the first time again.
        if self.reserved is not None:
            given, used = self.reserved
            have, at = given.setdefault(model, []), used.get(model, 0)
            used[model] = at + 1
            if at < len(have):
                return have[at]
            self.seq[model] += 1
            have.append(self.seq[model])
            return have[at]
        self.seq[model] += 1
        return self.seq[model]

    def next_name(self, key, form):
        self.names[key] = self.names.get(key, 0) + 1
        return form % self.names[key]

    def _raw(self, model, rid, old, new):
        if new is None:
            self.tables[model].pop(rid, None)
        else:
            self.tables[model][rid] = new
        for field in self.models[model].indexed:
            was = old.get(field) if old else None
            now = new.get(field) if new else None
            if was == now and old and new:
                continue
            index = self.index[model, field]
            if old and was is not None:
                ids = index.get(was)
                if ids:
                    ids.pop(rid, None)
                    if not ids:
                        del index[was]
            if new and now is not None:
                index.setdefault(now, {})[rid] = None

    def put(self, model, rid, new):
        old = self.tables[model].get(rid)
        self.journal.append((model, rid, old))
        self._raw(model, rid, old, new)

    def commit(self):
        self.journal = []

    def rollback(self):
        for model, rid, old in reversed(self.journal):
            self._raw(model, rid, self.tables[model].get(rid), old)
        self.journal = []

    def langs(self):
        return {row['code'] for row in self.tables['res.lang'].values() if row.get('active')}


class Env:
    """Who is asking, in what language."""

    def __init__(self, db, uid, context=None, su=False):
        self.db, self.uid, self.su = db, uid, su
        self.context = context or {}
        self.labels = {}
        lang = self.context.get('lang')
        if lang and lang != 'en_US' and lang not in db.langs():
            if db.version >= 18:
                raise UserError('Invalid language code: %s' % lang)
            lang = None
        self.lang = lang or 'en_US'

    def __getitem__(self, name):
        return self.db.models[name].cls(self, self.db.models[name], [])

    def browse(self, name, ids):
        return self.db.models[name].cls(self, self.db.models[name], ids)

    def sudo(self):
        if self.su:
            return self
        env = Env(self.db, self.uid, self.context, True)
        env.labels = self.labels
        return env

    def with_context(self, **more):
        return Env(self.db, self.uid, dict(self.context, **more), self.su)

    def row(self, model, rid):
        return self.db.tables[model].get(rid)

    def label(self, model, rid):
        """A record's display_name, remembered for the call: a page of rows names the same few categories."""
        key = model, rid
        got = self.labels.get(key)
        if got is None:
            row = self.row(model, rid)
            got = self.labels[key] = '' if row is None else str(self[model]._display_name(row))
        return got


def to_datetime(value, version):
    if value is None or value is False or value == '':
        return None
    if isinstance(value, DateTime):
        if version < 17:
            # Odoo 16 asks the length of whatever it got.
            raise TypeError("object of type 'DateTime' has no len()")
        return datetime.strptime(value.value, '%Y%m%dT%H:%M:%S').strftime(DATETIME)
    if not isinstance(value, str):
        raise TypeError('object of type %r has no len()' % type(value).__name__)
    # The format is cut to the text, so that a bare date is one too.
    return datetime.strptime(value, DATETIME[:len(value) - 2]).strftime(DATETIME)


def to_date(value):
    if value is None or value is False or value == '':
        return None
    if isinstance(value, DateTime):
        return datetime.strptime(value.value[:8], '%Y%m%d').strftime('%Y-%m-%d')
    return datetime.strptime(value[:10], '%Y-%m-%d').strftime('%Y-%m-%d')


def to_html(text):
    """What the sanitizer makes of text: paragraphs around what is none, nothing that runs."""
    if not text:
        return text
    if re.match(r'\s*<[a-zA-Z!/]', text):
        text = re.sub(r'(?is)<(script|style)\b.*?</\1\s*>', '', text)
        return re.sub(r'(?i)\son\w+\s*=\s*("[^"]*"|\'[^\']*\'|[^\s>]+)', '', text)
    text = re.sub(r'&(?!#?\w+;)', '&amp;', text)
    text = re.sub(r'<(?![a-zA-Z/])', '&lt;', text)
    return '<p>' + text + '</p>'


def pad(value):
    """Datetimes are text of one width when compared: to the microsecond."""
    return value if len(value) > 19 else value + '.000000'


def like(pattern, whole, fold):
    if not isinstance(pattern, str):
        pattern = str(pattern) if pattern is not False and pattern is not None else ''
    if fold:
        pattern = pattern.lower()
    if not re.search(r'[%_\\]', pattern):
        if whole:
            return (lambda s: s.lower() == pattern) if fold else (lambda s: s == pattern)
        return (lambda s: pattern in s.lower()) if fold else (lambda s: pattern in s)
    regex = re.compile(''.join('.*' if c == '%' else '.' if c == '_' else re.escape(c)
                               for c in (pattern if whole else '%' + pattern + '%')), re.S)
    return (lambda s: regex.fullmatch(s.lower()) is not None) if fold else (lambda s: regex.fullmatch(s) is not None)


OPERATORS = ('=', '!=', '<>', '==', '<', '<=', '>', '>=', '=?', 'in', 'not in', 'like', 'ilike', 'not like', 'not ilike',
             '=like', '=ilike', 'child_of', 'parent_of', 'any', 'not any')
ACCESS_OPS = {'read': 'access', 'create': 'create', 'write': 'modify', 'unlink': 'delete'}
NO_ADMIN = {'ir.model': 'Administration/Access Rights', 'ir.model.fields': 'Administration/Access Rights',
            'ir.config_parameter': 'Administration/Settings'}
PORTAL_READ = ('res.partner', 'res.users', 'res.lang', 'res.country', 'res.country.state', 'res.currency', 'res.company',
               'ir.module.module', 'sale.order', 'sale.order.line', 'project.project', 'project.task', 'calendar.event')
GROUPS = {'product.template': {16: ['Administration/Settings', 'Inventory/Administrator', 'Inventory/User',
                                    'Invoicing/Billing Administrator', 'Sales/Administrator',
                                    'Sales/User: Own Documents Only', 'User types/Internal User'],
                               18: ['Extra Rights/Product Creation', 'Inventory/Administrator', 'Inventory/User',
                                    'Sales/Administrator', 'Sales/User: Own Documents Only', 'User types/Internal User']},
          'crm.lead': {16: ['Sales/Administrator', 'Sales/User: Own Documents Only']}}


class BaseModel:
    """Records of a model: a list of ids and who asks. Named so because Python's own messages name it."""

    def __init__(self, env, meta, ids):
        self.env, self.meta, self.ids = env, meta, ids

    # -- access ------------------------------------------------------------------------------------------------------
    def _may(self, op):
        env, name = self.env, self.meta.name
        if env.su or env.uid in (1, 2):
            return True
        if name in NO_ADMIN:
            return False
        if env.uid == 7:
            return op == 'read' and name in PORTAL_READ
        return not (name in ('res.users', 'res.lang', 'ir.module.module', 'res.company') and op != 'read')

    def _access(self, op):
        if self._may(op):
            return
        meta = self.meta
        by = GROUPS.get(meta.name, {})
        groups = by.get(16 if self.env.db.version < 17 else 18) or by.get(16)
        if not groups:
            only = 'User types/Internal User' if op == 'read' or self.env.uid == 7 else 'Administration/Access Rights'
            groups = [NO_ADMIN.get(meta.name, only)]
        raise AccessError("You are not allowed to %s '%s' (%s) records.\n\nThis operation is allowed for the following groups:\n"
                          "%s\n\nContact your administrator to request access if necessary."
                          % (ACCESS_OPS[op], meta.desc, meta.name, '\n'.join('\t- ' + g for g in groups)))

    def _ruled(self):
        return self.env.uid == 7 and not self.env.su and self.meta.name in ('sale.order', 'sale.order.line')

    def _mine(self, row):
        order = row if self.meta.name == 'sale.order' else self.env.row('sale.order', row['order_id'])
        return order.get('partner_id') == self.env.row('res.users', 7)['partner_id']

    def _rule(self, rows):
        """The record rule of a portal user: orders of his own only."""
        if not self._ruled():
            return
        for row in rows:
            if self._mine(row):
                continue
            if self.env.db.version < 17:
                raise AccessError("Due to security restrictions, you are not allowed to access '%s' (%s) records.\n\nContact your "
                                  "administrator to request access if necessary." % (self.meta.desc, self.meta.name))
            raise AccessError("Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, %s (id=%d) doesn't have "
                              "'read' access to:\n- %s (%s)\n\nIf you really, really need access, perhaps you can win over your "
                              "friendly administrator with a batch of freshly baked cookies."
                              % (self.env.label('res.users', 7), 7, self.meta.desc, self.meta.name))

    def _field(self, name):
        field = self.meta.fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise ValueError('Invalid field %r on model %r' % (name, self.meta.name))
        return field

    def _rows(self):
        table = self.env.db.tables[self.meta.name]
        return [table[i] for i in self.ids if i in table]

    def _must_exist(self):
        table = self.env.db.tables[self.meta.name]
        gone = [i for i in self.ids if i not in table]
        if gone:
            raise MissingError('Record does not exist or has been deleted.\n(Record: %s(%s), User: %d)'
                               % (self.meta.name, ', '.join(map(str, gone)) + (',' if len(gone) == 1 else ''), self.env.uid))

    # -- values ------------------------------------------------------------------------------------------------------
    def _display_name(self, row):
        name = self.meta.rec_name
        field = self.meta.fields.get(name)
        got = self._get(field, row) if field else None
        if got is None:
            return '%s,%d' % (self.meta.name, row['id'])
        return got

    def _get(self, field, row):
        """The value of a field in its row: None when empty; ids of relations; datetimes as stored."""
        name = field.name
        if field.related:
            parent = self.meta.fields[field.related].relation
            other = self.env.row(parent, row.get(field.related))
            return None if other is None else self.env[parent]._get(self.env.db.models[parent].fields[name], other)
        if field.translate:
            if self.env.lang != 'en_US':
                got = row.get(name + '@' + self.env.lang)
                if got is not None:
                    return got
            return row.get(name)
        if field.calc or name in ('display_name', '__last_update'):
            if name == 'display_name':
                return self.env.label(self.meta.name, row['id'])
            if name == '__last_update':
                return row['write_date']
            return getattr(self, '_calc_' + name)(row)
        if field.type == 'one2many':
            return self._x2many(field, self.env.db.index[field.relation, field.inverse].get(row['id'], ()))
        if field.type == 'many2many':
            return self._x2many(field, row.get(name) or ())
        return row.get(name)

    def _x2many(self, field, ids):
        other = self.env.db.tables[field.relation]
        if 'active' in self.env.db.models[field.relation].fields and self.env.context.get('active_test', True):
            model = self.env[field.relation]
            active = model.meta.fields['active']
            return sorted(i for i in ids if i in other and model._get(active, other[i]))
        return sorted(i for i in ids if i in other)

    def _getter(self, field):
        name = field.name
        if field.related or field.translate or field.calc or name in ('display_name', '__last_update') or field.type.endswith('2many'):
            return lambda row: self._get(field, row)
        return lambda row: row.get(name)

    def _reader(self, field, load):
        """How a field goes out: False for what is empty, seconds, [id, name]."""
        get, ftype = self._getter(field), field.type
        if ftype == 'datetime':
            return lambda row: (get(row) or '')[:19] or False
        if ftype == 'many2one':
            env, model = self.env, field.relation
            if not load:
                return lambda row: get(row) or False

            def pair(row):
                rid = get(row)
                return [rid, env.label(model, rid)] if rid else False
            return pair
        if ftype == 'binary' and self.env.context.get('bin_size'):
            return lambda row: '%.2f bytes' % len(base64.b64decode(get(row))) if get(row) else False
        if ftype in EMPTY or ftype.endswith('2many'):
            empty = EMPTY.get(ftype, [])

            def number(row):
                got = get(row)
                return empty if got is None else got
            return number

        def text(row):
            got = get(row)
            return False if got is None else got
        return text

    def _convert(self, field, value):
        """A value of a client, as stored. The errors are the ones of Python and of PostgreSQL."""
        ftype, version = field.type, self.env.db.version
        if ftype == 'boolean':
            return bool(value)
        if ftype == 'integer':
            return int(value or 0)
        if ftype in ('float', 'monetary'):
            return float(value or 0.0)
        if ftype == 'datetime':
            return to_datetime(value, version)
        if ftype == 'date':
            return to_date(value)
        if ftype == 'many2one':
            if value is None or value is False or value == 0:
                return None
            if isinstance(value, str):
                if value.isdigit():
                    value = int(value)
                else:
                    raise Sql('psycopg2.errors.InvalidTextRepresentation', 'invalid input syntax for type integer: "%s"\nLINE 1: '
                              '...ite_uid") VALUES (true, 0, \'%s\', \'20...\n%s^\n' % (value, value, ' ' * 61))
            if not isinstance(value, int):
                raise ValueError('Wrong value for %s.%s: %r' % (self.meta.name, field.name, value))
            if value not in self.env.db.tables.get(field.relation, ()):
                raise ValidationError(FKEY % (self.meta.desc, self.meta.name, self.meta.table, field.name))
            return value
        if value is None or value is False:
            return None
        if ftype == 'selection':
            if value not in [key for key, _ in field.selection]:
                raise ValueError('Wrong value for %s.%s: %r' % (self.meta.name, field.name, value))
            return value
        if ftype == 'binary':
            if isinstance(value, Binary):
                raise UserError('Image is not encoded in base64.')
            try:
                base64.b64decode(value, validate=True)
            except ValueError:
                raise UserError('Image is not encoded in base64.') from None
            return value
        value = value if isinstance(value, str) else str(value)
        if '\0' in value:
            if field.translate:
                raise Sql('psycopg2.errors.UntranslatableCharacter', 'unsupported Unicode escape sequence\nLINE 1: ...\n'
                          'DETAIL:  \\u0000 cannot be converted to text.\nCONTEXT:  JSON data, line 1: {"en_US": "...\n')
            raise ValueError('A string literal cannot contain NUL (0x00) characters.')
        return to_html(value) if ftype == 'html' else value

    def _commands(self, field, old, commands):
        """Commands of a many2many, on its ids."""
        if commands is None or commands is False:
            return []
        ids = list(old or ())
        for command in commands:
            if isinstance(command, int) and not isinstance(command, bool):
                command = (4, command)
            what, rid = command[0], command[1] if len(command) > 1 else 0
            if what == 0:
                ids.append(self.env[field.relation]._create([command[2]])[0])
            elif what == 1:
                self.env.browse(field.relation, [rid])._write(command[2])
            elif what == 2:
                self.env.browse(field.relation, [rid])._unlink()
                ids = [i for i in ids if i != rid]
            elif what == 3:
                ids = [i for i in ids if i != rid]
            elif what == 4:
                ids = ids if rid in ids else ids + [rid]
            elif what == 5:
                ids = []
            elif what == 6:
                ids = list(dict.fromkeys(command[2]))
            else:
                raise ValueError('Wrong value for %s.%s: %r' % (self.meta.name, field.name, commands))
        for rid in ids:
            if rid not in self.env.db.tables[field.relation]:
                raise ValidationError(FKEY % (self.meta.desc, self.meta.name, self.meta.table, field.name))
        return ids

    def _lines(self, field, rid, commands):
        """Commands of a one2many: they write to the other model."""
        model, inverse = field.relation, field.inverse
        cascade = self.env.db.models[model].fields[inverse]
        have = list(self.env.db.index[model, inverse].get(rid, ()))

        def drop(ids):
            if cascade.cascade or cascade.required:
                self.env.browse(model, ids)._unlink()
            else:
                self.env.browse(model, ids)._write({inverse: False})
        for command in commands or ():
            what = command[0]
            if what == 0:
                self.env[model]._create([dict(command[2] or {}, **{inverse: rid})])
            elif what == 1:
                self.env.browse(model, [command[1]])._write(command[2])
            elif what == 2:
                self.env.browse(model, [command[1]])._unlink()
            elif what == 3:
                drop([command[1]])
            elif what == 4:
                self.env.browse(model, [command[1]])._write({inverse: rid})
            elif what == 5:
                drop(have)
            elif what == 6:
                drop([i for i in have if i not in command[2]])
                self.env.browse(model, [i for i in command[2] if i not in have])._write({inverse: rid})

    # -- writing -----------------------------------------------------------------------------------------------------
    def _defaults(self, vals):
        """Hook: fills a new record's vals with what the model itself would."""

    def _after_create(self, vals_list):
        """Hook, with self the new records."""

    def _after_write(self, vals):
        """Hook, with self the records and what was asked for."""

    def _check(self):
        """Hook: constraints."""

    def _null(self, field):
        raise ValidationError(NULL % (self.meta.desc, self.meta.name, field.label, field.name))

    def _split(self, vals):
        """What is stored in the row, and what goes elsewhere: inverses of computed fields, relations, parents."""
        own, later = {}, {}
        for name, value in vals.items():
            field = self._field(name)
            if name in MAGIC:
                continue
            if field.related or field.type == 'one2many' or field.calc:
                later[name] = value
            else:
                own[name] = value
        return own, later

    def _later(self, later, new=False):
        parents = {}
        for name, value in later.items():
            field = self.meta.fields[name]
            if field.related:
                parents.setdefault(field.related, {})[name] = value
            elif field.type == 'one2many':
                for rid in self.ids:
                    self._lines(field, rid, value)
            else:
                setter = getattr(self, '_set_' + name, None)
                if setter and not (new and value in (False, None)):
                    setter(value)
        for path, values in parents.items():
            ids = list(dict.fromkeys(row[path] for row in self._rows()))
            self.env.browse(self.meta.fields[path].relation, ids)._write(values)

    def _create(self, vals_list):
        meta, db, env = self.meta, self.env.db, self.env
        ids, laters = [], []
        for vals in vals_list:
            for name in vals:
                self._field(name)
            vals = dict(vals)
            for key, value in env.context.items():
                if key.startswith('default_') and key[8:] in meta.fields and key[8:] not in vals:
                    vals[key[8:]] = value
            self._defaults(vals)
            own, later = self._split(vals)
            rid = db.next_id(meta.name)
            row = {'id': rid}
            for name, field in meta.fields.items():
                if name in MAGIC or field.related or field.calc or field.type == 'one2many':
                    continue
                if name in own:
                    if field.type == 'many2many':
                        row[name] = self._commands(field, (), own[name])
                    else:
                        row[name] = self._convert(field, own[name])
                        if field.translate and env.lang != 'en_US' and row[name] is not None:
                            row[name + '@' + env.lang] = row[name]
                elif field.default is not None:
                    row[name] = field.default
                elif field.type in EMPTY:
                    row[name] = EMPTY[field.type]
                else:
                    row[name] = None
                if field.required and row[name] is None:
                    self._null(field)
            row['create_date'] = row['write_date'] = db.now
            row['create_uid'] = row['write_uid'] = env.uid
            db.put(meta.name, rid, row)
            ids.append(rid)
            laters.append(later)
        for rid, later in zip(ids, laters):
            if later:
                env.browse(meta.name, [rid])._later(later, True)
        new = env.browse(meta.name, ids)
        env.labels.clear()
        new._after_create(vals_list)
        new._check()
        return ids

    def _touch(self):
        db = self.env.db
        for row in self._rows():
            if row['write_date'] != db.now or row['write_uid'] != self.env.uid:
                db.put(self.meta.name, row['id'], dict(row, write_date=db.now, write_uid=self.env.uid))

    def _write(self, vals):
        meta, db, env = self.meta, self.env.db, self.env
        own, later = self._split(vals)
        self._must_exist()
        values = {}
        for name, value in own.items():
            field = meta.fields[name]
            if field.type != 'many2many':
                got = self._convert(field, value)
                if field.required and got is None:
                    self._null(field)
                values[name + '@' + env.lang if field.translate and env.lang != 'en_US' else name] = got
        for row in self._rows():
            new = dict(db.tables[meta.name][row['id']])
            new.update(values)
            for name, value in own.items():
                if meta.fields[name].type == 'many2many':
                    new[name] = self._commands(meta.fields[name], new.get(name), value)
            new['write_date'], new['write_uid'] = db.now, env.uid
            db.put(meta.name, row['id'], new)
        env.labels.clear()
        if later:
            self._later(later)
        self._after_write(vals)
        self._check()

    def _store(self, **values):
        """Of the server itself: no conversion, no hook; write_date is bumped as by any write."""
        db = self.env.db
        for row in self._rows():
            db.put(self.meta.name, row['id'], dict(row, write_date=db.now, write_uid=self.env.uid, **values))
        self.env.labels.clear()

    def _unlink(self):
        db, meta = self.env.db, self.meta
        self._must_exist()
        gone = set(self.ids)
        for other in db.models.values():
            for field in other.fields.values():
                if field.type != 'many2one' or field.relation != meta.name or field.related or field.calc or field.name in MAGIC:
                    continue
                if field.name in other.indexed:
                    index = db.index[other.name, field.name]
                    hit = [i for g in gone for i in index.get(g, ())]
                else:
                    hit = [i for i, row in db.tables[other.name].items() if row.get(field.name) in gone]
                if other.name == meta.name:
                    hit = [i for i in hit if i not in gone]
                if not hit:
                    continue
                if field.cascade:
                    self.env.browse(other.name, hit)._unlink()
                elif field.required:
                    raise ValidationError(FKEY % (other.desc, other.name, other.table, field.name))
                else:
                    # ON DELETE SET NULL is the database's doing: no write_date is bumped.
                    for i in hit:
                        db.put(other.name, i, dict(db.tables[other.name][i], **{field.name: None}))
        for rid in self.ids:
            if rid in db.tables[meta.name]:
                db.put(meta.name, rid, None)
        self.env.labels.clear()

    # -- domains -----------------------------------------------------------------------------------------------------
    def _leaf(self, item):
        name, op, value = item
        if name in (0, 1) and op == '=':
            good = name == value
            return lambda row: good
        path, _, rest = str(name).partition('.')
        field = self.meta.fields.get(path)
        if field is None:
            raise ValueError('Invalid field %s.%s in leaf %s' % (self.meta.name, path, tuple(item)))
        op = {'<>': '!=', '==': '='}.get(op, op)
        if op not in OPERATORS:
            raise ValueError('Invalid operator %r in domain term %s' % (op, tuple(item)))
        if isinstance(value, tuple):
            value = list(value)
        get = self._getter(field)
        if rest and field.relation:
            other = self.env.with_context(active_test=False)[field.relation] if field.type == 'many2one' else self.env[field.relation]
            test, table = other._leaf((rest, op, value)), self.env.db.tables[field.relation]
            memo = {}

            def through(rid):
                got = memo.get(rid)
                if got is None:
                    got = memo[rid] = rid in table and test(table[rid])
                return got
            if field.type == 'many2one':
                return lambda row: (get(row) is not None) and through(get(row))
            return lambda row: any(through(i) for i in get(row))
        if op == '=?':
            if value is None or value is False:
                return lambda row: True
            op = '='
        if field.relation:
            return self._relation_leaf(field, get, op, value)
        if field.name == 'id' and op in ('child_of', 'parent_of'):
            ids = self._tree(self, value, op)
            return lambda row: row['id'] in ids
        return self._value_leaf(field, get, op, value)

    def _tree(self, model, value, op):
        """The ids below (or above) some records, themselves too."""
        ids = set(value if isinstance(value, list) else [value])
        table, parent = self.env.db.tables[model.meta.name], model.meta.parent or 'parent_id'
        if parent not in model.meta.fields:
            return ids
        if op == 'parent_of':
            for rid in list(ids):
                while rid and rid in table:
                    ids.add(rid)
                    rid = table[rid].get(parent)
            return ids
        while True:
            more = {i for i, row in table.items() if row.get(parent) in ids} - ids
            if not more:
                return ids
            ids |= more

    def _relation_leaf(self, field, get, op, value):
        model = self.env.with_context(active_test=False)[field.relation]
        many = field.type != 'many2one'
        if op in ('any', 'not any'):
            ids = set(model._search(value))
        elif op in ('child_of', 'parent_of'):
            if isinstance(value, str):
                value = model._search([('display_name', 'ilike', value)])
            ids, op = self._tree(model, value, op), 'any'
        elif 'like' in op or (op in ('=', '!=') and isinstance(value, str)):
            bare = op.removeprefix('not ')
            ids = set(model._search([('display_name', '=' if op == '!=' else bare, value)]))
            op = 'not any' if op.startswith('not') or op == '!=' else 'any'
        elif op in ('in', 'not in') and isinstance(value, list):
            empty = any(v is False or v is None for v in value)
            ids = {v for v in value if v is not False and v is not None}
            positive = op == 'in'
            if many:
                return lambda row: (bool(ids.intersection(get(row))) or (empty and not get(row))) is positive
            return lambda row: ((get(row) in ids) or (empty and get(row) is None)) is positive
        elif op in ('=', '!=', 'in', 'not in'):
            positive = op in ('=', 'in')
            if value is False or value is None:
                return lambda row: (not get(row)) is positive
            if many:
                return lambda row: (value in get(row)) is positive
            return lambda row: (get(row) == value) is positive
        else:
            test = {'<': lambda v: v < value, '>': lambda v: v > value, '<=': lambda v: v <= value, '>=': lambda v: v >= value}[op]
            return lambda row: any(map(test, get(row))) if many else get(row) is not None and test(get(row))
        positive = op == 'any'
        if many:
            return lambda row: bool(ids.intersection(get(row))) is positive
        return lambda row: (get(row) in ids) is positive

    def _value_leaf(self, field, get, op, value):
        ftype = field.type
        if 'like' in op:
            test = like(value, op.startswith('='), 'ilike' in op)
            if op.startswith('not'):
                return lambda row: get(row) is None or not test(str(get(row)))
            return lambda row: get(row) is not None and test(str(get(row)))
        if ftype == 'datetime':
            inner = get

            def get(row):  # the same value, of one width
                got = inner(row)
                return got if got is None else pad(got)

            def norm(v):
                if not isinstance(v, str):
                    return v
                if len(v) == 10:
                    return v + (' 23:59:59.999999' if op in ('>', '<=') else ' 00:00:00.000000')
                if not re.fullmatch(r'\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z?', v):
                    raise Sql('psycopg2.errors.InvalidDatetimeFormat', 'invalid input syntax for type timestamp: "%s"\n' % v)
                v = v.replace('T', ' ').rstrip('Z')
                v = v + ':00' if len(v) == 16 else v
                return v.ljust(26, '0') if '.' in v else pad(v)
            value = [norm(v) for v in value] if isinstance(value, list) else norm(value)
        elif ftype == 'date':
            value = [v[:10] if isinstance(v, str) else v for v in value] if isinstance(value, list) else \
                value[:10] if isinstance(value, str) else value
        elif ftype == 'boolean':
            value = [bool(v) for v in value] if isinstance(value, list) else bool(value)
        if op in ('in', 'not in') and isinstance(value, list):
            empty = any(v is False or v is None for v in value) and ftype not in EMPTY
            values, positive = set(value) if ftype == 'boolean' else {v for v in value if v is not False}, op == 'in'
            return lambda row: ((get(row) in values) or (empty and get(row) is None)) is positive
        if op in ('=', '!=', 'in', 'not in'):
            positive = op in ('=', 'in')
            if (value is False or value is None) and ftype not in EMPTY:
                return lambda row: (get(row) is None) is positive
            return lambda row: (get(row) == value) is positive
        try:
            test = {'<': lambda v: v < value, '>': lambda v: v > value, '<=': lambda v: v <= value, '>=': lambda v: v >= value}[op]
        except KeyError:
            raise ValueError('Invalid operator %r in domain term' % op) from None
        return lambda row: (v := get(row)) is not None and test(v)

    def _compile(self, domain):
        if not isinstance(domain, (list, tuple)):
            raise AssertionError("Domains to normalize must have a 'domain' form: a list or tuple of domain components")
        terms, out = [], []
        for item in domain:
            if isinstance(item, str) and item in ('&', '|', '!'):
                terms.append(item)
            elif isinstance(item, (list, tuple)) and len(item) == 3:
                terms.append(self._leaf(item))
            elif isinstance(item, bool):
                terms.append(lambda row, good=item: good)
            else:
                raise ValueError('Invalid leaf %s' % (item,))
        for term in reversed(terms):
            if isinstance(term, str) and len(out) < (1 if term == '!' else 2):
                raise AssertionError('This domain is syntactically not correct: %s' % (domain,))
            if term == '!':
                a = out.pop()
                out.append(lambda row, a=a: not a(row))
            elif term == '&':
                a, b = out.pop(), out.pop()
                out.append(lambda row, a=a, b=b: a(row) and b(row))
            elif term == '|':
                a, b = out.pop(), out.pop()
                out.append(lambda row, a=a, b=b: a(row) or b(row))
            else:
                out.append(term)
        out.reverse()
        return out

    def _candidates(self, domain):
        """The rows worth a look: a plain conjunction on the id or on a relation with an index names them itself."""
        db, name = self.env.db, self.meta.name
        table = db.tables[name]
        if not any(isinstance(item, str) for item in domain):
            for item in domain:
                if not isinstance(item, (list, tuple)) or len(item) != 3:
                    continue
                field, op, value = item
                values = value if op == 'in' and isinstance(value, (list, tuple)) else [value] if op == '=' else None
                if values is None or not all(isinstance(v, int) and not isinstance(v, bool) for v in values):
                    continue
                if field == 'id':
                    return sorted({v for v in values if v in table})
                if field in self.meta.indexed:
                    index = db.index[name, field]
                    return sorted({i for v in values for i in index.get(v, ())})
        return sorted(table)

    def _search(self, domain, offset=0, limit=None, order=None, count=False):
        meta, env = self.meta, self.env
        table = env.db.tables[meta.name]
        domain = [] if domain in (None, False) else domain
        tests = self._compile(domain)
        if 'active' in meta.fields and env.context.get('active_test', True) and not any(
                isinstance(item, (list, tuple)) and item and item[0] == 'active' for item in domain):
            tests.append(self._leaf(('active', '=', True)))
        if self._ruled():
            tests.append(self._mine)
        sorting = self._sorting(order or meta.order)
        rows = (table[i] for i in self._candidates(domain))
        for test in tests:
            rows = filter(test, rows)
        offset, limit = offset or 0, limit or None
        if sorting == [('id', False)]:
            if limit:
                out = []
                for row in rows:
                    out.append(row['id'])
                    if len(out) >= offset + limit:
                        break
            else:
                out = [row['id'] for row in rows]
        else:
            rows = list(rows)
            for name, down in reversed(sorting):
                if name == 'id':
                    rows.sort(key=lambda row: row['id'], reverse=down)
                    continue
                field = meta.fields[name]
                get = self._getter(field)
                if field.type == 'many2one':
                    def key(row, get=get, model=field.relation):
                        rid = get(row)
                        return (rid is None, env.label(model, rid).casefold() if rid else '')
                elif field.type in ('char', 'text', 'html'):
                    def key(row, get=get):
                        got = get(row)
                        return (got is None, '' if got is None else got.casefold())
                else:
                    def key(row, get=get):
                        got = get(row)
                        return (got is None, 0 if got is None else got)
                rows.sort(key=key, reverse=down)
            out = [row['id'] for row in rows]
        if count:
            return len(out)
        return out[offset:offset + limit] if limit else out[offset:]

    def _sorting(self, order):
        out = []
        for part in order.split(','):
            words = part.split()
            if not words or len(words) > 4 or not re.fullmatch(r'[\w.:]+', words[0]) or \
                    (len(words) > 1 and words[1].lower() not in ('asc', 'desc', 'nulls')):
                raise UserError('Invalid "order" specified (%s). A valid "order" specification is a comma-separated list of valid '
                                'field names (optionally followed by asc/desc for the direction)' % order)
            self._field(words[0])
            out.append((words[0], len(words) > 1 and words[1].lower() == 'desc'))
        return out

    def _read(self, fields, load='_classic_read'):
        names = [n for n in fields or self.meta.fields if n != 'id']
        readers = [(n, self._reader(self._field(n), load)) for n in dict.fromkeys(names)]
        rows = self._rows()
        self._rule(rows)
        out = []
        for row in rows:
            got = {'id': row['id']}
            for name, read in readers:
                got[name] = read(row)
            out.append(got)
        return out

    # -- methods of a client -------------------------------------------------------------------------------------------
    @rpc('model')
    def search(self, domain, offset=0, limit=None, order=None, count=False):
        self._access('read')
        return self._search(domain, offset, limit, order, count)

    @rpc('model')
    def search_count(self, domain, limit=None):
        self._access('read')
        got = self._search(domain, count=True, order='id')
        return min(got, limit) if limit else got

    @rpc('model')
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, load='_classic_read'):
        self._access('read')
        for name in fields or ():
            self._field(name)
        return self.env.browse(self.meta.name, self._search(domain, offset, limit, order))._read(fields, load)

    @rpc()
    def read(self, fields=None, load='_classic_read'):
        self._access('read')
        return self._read(fields, load)

    @rpc('model')
    def create(self, vals_list):
        self._access('create')
        one = isinstance(vals_list, dict)
        ids = self._create([vals_list] if one else vals_list)
        return ids[0] if one else ids

    @rpc()
    def write(self, vals):
        self._access('write')
        self._write(vals)
        return True

    @rpc()
    def unlink(self):
        self._access('unlink')
        self._unlink()
        return True

    @rpc()
    def exists(self):
        table = self.env.db.tables[self.meta.name]
        return [i for i in self.ids if i in table]

    @rpc()
    def copy(self, default=None):
        self._access('create')
        self._must_exist()
        out = []
        for row in self._rows():
            vals = {}
            for name, field in self.meta.fields.items():
                if name in MAGIC or field.calc or field.related or field.type == 'one2many' or name in self._no_copy:
                    continue
                if row.get(name) is not None:
                    vals[name] = [(6, 0, row[name])] if field.type == 'many2many' else row[name]
            if self.meta.rec_name == 'name' and isinstance(vals.get('name'), str):
                vals['name'] += ' (copy)'
            vals.update(default or {})
            out += self._create([vals])
        return out[0] if self.env.db.version < 17 else out

    _no_copy = ()

    @rpc('model')
    def fields_get(self, allfields=None, attributes=None):
        out = {}
        for name, field in self.meta.fields.items():
            if allfields and name not in allfields:
                continue
            got = field.describe()
            if self.env.lang == 'pt_BR':
                got['string'] = LABELS_PT.get(got['string'], got['string'])
            out[name] = {k: v for k, v in got.items() if not attributes or k in attributes}
        return out

    @rpc('model')
    def name_search(self, name='', args=None, operator='ilike', limit=100):
        self._access('read')
        domain = list(args or [])
        if name and 'default_code' in self.meta.fields:
            domain = ['|', ('default_code', operator, name), ('name', operator, name)] + domain
        elif name:
            domain = [('display_name', operator, name)] + domain
        ids = self._search(domain, limit=limit)
        return [[i, self.env.label(self.meta.name, i)] for i in ids]

    @rpc(until=17)
    def name_get(self):
        self._access('read')
        return [[row['id'], self.env.label(self.meta.name, row['id'])] for row in self._rows()]

    @rpc('model')
    def name_create(self, name):
        self._access('create')
        rid = self._create([{self.meta.rec_name: name}])[0]
        return [rid, self.env.label(self.meta.name, rid)]

    @rpc('model')
    def default_get(self, fields_list):
        return {n: self.meta.fields[n].default for n in fields_list
                if n in self.meta.fields and self.meta.fields[n].default is not None}

    @rpc('model')
    def check_access_rights(self, operation, raise_exception=True):
        if raise_exception:
            self._access(operation)
        return self._may(operation)

    @rpc(since=18)
    def has_access(self, operation):
        return self._may(operation)

    @rpc()
    def get_metadata(self):
        return [{'id': row['id'], 'create_date': row['create_date'][:19], 'write_date': row['write_date'][:19],
                 'create_uid': [row['create_uid'], self.env.label('res.users', row['create_uid'])],
                 'write_uid': [row['write_uid'], self.env.label('res.users', row['write_uid'])],
                 'xmlid': False, 'noupdate': False} for row in self._rows()]

    def _activate(self, on):
        self._access('write')
        if 'active' in self.meta.fields:
            active = self.meta.fields['active']
            ids = [row['id'] for row in self._rows() if on is None or bool(self._get(active, row)) is not on]
            for rid in ids:
                row = self.env.row(self.meta.name, rid)
                self.env.browse(self.meta.name, [rid])._write({'active': not self._get(active, row)})

    # These return nothing, which XML-RPC cannot say: the client gets a fault although all is done and committed.
    @rpc()
    def action_archive(self):
        self._activate(False)

    @rpc()
    def action_unarchive(self):
        self._activate(True)

    @rpc(until=18)
    def toggle_active(self):
        self._activate(None)

    @rpc()
    def message_post(self, body='', subject=None, message_type='notification', author_id=None, partner_ids=None,
                     subtype_xmlid=None, attachment_ids=None):
        self._must_exist()
        if self.env.db.version >= 17:
            # Text is text since 17; before, it was taken for HTML.
            body = body.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
        author = author_id or self.env.row('res.users', self.env.uid)['partner_id']
        return self.env.sudo()['mail.message']._create([{'model': self.meta.name, 'res_id': self.ids[0], 'body': body,
                                                        'subject': subject, 'message_type': message_type,
                                                        'author_id': author}])[0]

    @rpc('model')
    def read_group(self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True):
        self._access('read')
        groupby = [groupby] if isinstance(groupby, str) else groupby
        keys = groupby[:1] if lazy else groupby
        wanted = {}
        for spec in fields:
            match = re.fullmatch(r'(\w+)(?::(\w+)(?:\((\w+)\))?)?', spec)
            name, how, source = match.groups()
            field = self._field(source or name)
            if name in [k.split(':')[0] for k in keys]:
                continue
            if name in wanted and self.env.db.version < 17:
                raise UserError("Output name '%s' is used twice." % name)
            how = how or ('sum' if field.type in ('integer', 'float', 'monetary') and name != 'id' else None)
            if how:
                wanted[name] = (how, self._getter(field))
        groups = {}
        for rid in self._search(domain, order='id'):
            row = self.env.row(self.meta.name, rid)
            key = []
            for spec in keys:
                name, _, unit = spec.partition(':')
                field = self._field(name)
                got = self._getter(field)(row)
                if field.type in ('date', 'datetime'):
                    got = got and got[:{'day': 10, 'year': 4}.get(unit, 7)]
                key.append(tuple(got) if isinstance(got, list) else got)
            groups.setdefault(tuple(key), []).append(row)
        out = []
        for key in sorted(groups, key=lambda k: [(v is None, str(type(v)), v if v is not None else 0) for v in k]):
            rows, got, where = groups[key], {}, []
            for spec, value in zip(keys, key):
                name, _, unit = spec.partition(':')
                field = self._field(name)
                if field.type == 'many2one':
                    got[spec] = [value, self.env.label(field.relation, value)] if value else False
                    where.append([name, '=', value or False])
                elif field.type in ('date', 'datetime') and value:
                    first = datetime.strptime(value.ljust(10, '-')[:10] if unit == 'day' else value[:4] + '-' + (value[5:7] or '01') + '-01',
                                              '%Y-%m-%d')
                    after = first + timedelta(days=1) if unit == 'day' else first.replace(year=first.year + 1) if unit == 'year' \
                        else (first + timedelta(days=32)).replace(day=1)
                    shape = DATETIME if field.type == 'datetime' else '%Y-%m-%d'
                    got[spec] = first.strftime({'day': '%d %b %Y', 'year': '%Y'}.get(unit, '%B %Y'))
                    got['__range'] = {spec: {'from': first.strftime(shape), 'to': after.strftime(shape)}}
                    where += ['&', [name, '>=', first.strftime(shape)], [name, '<', after.strftime(shape)]]
                else:
                    got[spec] = False if value is None else value
                    where.append([name, '=', got[spec]])
            got['%s_count' % keys[0].split(':')[0] if lazy and keys else '__count'] = len(rows)
            for name, (how, get) in wanted.items():
                values = [v for v in map(get, rows) if v is not None]
                got[name] = {'sum': lambda v: sum(v), 'avg': lambda v: sum(v) / len(v) if v else 0, 'count': len,
                             'min': lambda v: min(v) if v else False, 'max': lambda v: max(v) if v else False,
                             'count_distinct': lambda v: len(set(v)), 'array_agg': list}[how](values)
            got['__domain'] = (['&'] if where and domain else []) + where + list(domain or [])
            out.append(got)
        return out[offset or 0:][:limit or None]

    @rpc('model')
    def web_search_read(self, domain=None, fields=None, specification=None, offset=0, limit=None, order=None, count_limit=None):
        self._access('read')
        ids = self._search(domain, order=order)
        page = ids[offset or 0:][:limit or None]
        return {'length': len(ids), 'records': self.env.browse(self.meta.name, page)._read(fields or list(specification or {}) or ['id'])}


LABELS_PT = {'Name': 'Nome', 'Sales Price': 'Preço de venda', 'Active': 'Ativo', 'Email': 'E-mail', 'Phone': 'Telefone'}
READS = {'search', 'search_count', 'search_read', 'read', 'exists', 'fields_get', 'name_search', 'name_get', 'default_get',
         'check_access_rights', 'has_access', 'get_metadata', 'read_group', 'web_search_read', 'context_get', 'version',
         'authenticate', 'login', 'server_version', 'list'}


def method(meta, name, version):
    """The function that a client may call under a name."""
    fn = getattr(meta.cls, name, None)
    how = getattr(fn, 'rpc', None)
    if not how or not how[1] <= version <= how[2]:
        return None
    return fn


def call_kw(db, uid, model, name, args, kwargs, su=False):
    """A call of a client, by XML-RPC or JSON-RPC."""
    if name.startswith('_'):
        raise AccessError('Private methods (such as %s) cannot be called remotely.' % name)
    meta = db.models.get(model)
    if meta is None:
        raise UserError("Object %s doesn't exist" % model)
    fn = method(meta, name, db.version)
    if fn is None:
        raise AttributeError("The method '%s' does not exist on the model '%s'" % (name, model))
    kwargs = dict(kwargs)
    env = Env(db, uid, kwargs.pop('context', None) or {}, su)
    ids = []
    if fn.rpc[0] == 'multi':
        ids, args = args[0], args[1:]
        ids = [ids] if isinstance(ids, int) else list(ids or [])
    return fn(env.browse(model, ids), *args, **kwargs)


def parameters(fn):
    return [p for p in inspect.signature(fn).parameters][1:]
