"""What goes wrong on an Odoo server, and how it looks on the wire: codes, names and tracebacks."""
import traceback


class Fault(Exception):
    """An error that Odoo itself raises. Its class is its name in JSON; code is its number in /xmlrpc/2."""
    code = 2
    http = 422

    @property
    def kind(self):
        return 'odoo.exceptions.' + type(self).__name__


class UserError(Fault):
    pass


class ValidationError(UserError):
    pass


class MissingError(UserError):
    http = 404


class AccessError(UserError):
    code = 4
    http = 403


class AccessDenied(Fault):
    code = 3
    http = 403

    def __init__(self, text='Access Denied'):
        super().__init__(text)


class Sql(Exception):
    """An error of the database, which reaches the client as an uncaught Python error."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


class Http(Exception):
    """JSON-2 only: an answer that never gets as far as the model."""

    def __init__(self, status, kind, text):
        super().__init__(text)
        self.http = status
        self.kind = kind


def cursor_closed():
    return Sql('psycopg2.InterfaceError', 'cursor already closed')


def serialization():
    return Sql('psycopg2.errors.SerializationFailure', 'could not serialize access due to concurrent update\n')


def kind_of(error):
    kind = getattr(error, 'kind', None)
    if kind:
        return kind
    return type(error).__module__ + '.' + type(error).__qualname__


def last_line(error):
    """`Type: message`, as Python prints it: classes of builtins without their module."""
    kind = kind_of(error)
    if kind.startswith('builtins.'):
        kind = kind[9:]
    text = str(error)
    return kind + ': ' + text if text else kind


# Frames as a client sees them: the folders of a server and its code. What is in them is of no use to a client; that they
# are there, that they have several lines, quotes, carets and tabs in them is what a client must live with.
FRAMES = {
    'xml': [('{root}/odoo/addons/base/controllers/rpc.py', 147, 'xmlrpc_2', 'response = self._xmlrpc(service)', 11),
            ('{root}/odoo/addons/base/controllers/rpc.py', 127, '_xmlrpc', 'result = dispatch_rpc(service, method, params)', 9)],
    'legacy': [('{root}/odoo/addons/base/controllers/rpc.py', 138, 'xmlrpc_1', 'response = self._xmlrpc(service)', 11),
               ('{root}/odoo/addons/base/controllers/rpc.py', 127, '_xmlrpc', 'result = dispatch_rpc(service, method, params)', 9)],
    'json': [('{root}/odoo/http.py', 1632, '_serve_db', 'return service_model.retrying(self._serve_ir_http, self.env)', 7),
             ('{root}/odoo/service/model.py', 133, 'retrying', 'result = func()', 9),
             ('{root}/odoo/http.py', 1863, 'dispatch', "result = self.request.registry['ir.http']._dispatch(endpoint)", 9)],
    'json2': [('{root}/odoo/http.py', 2241, '_serve_db', 'return service_model.retrying(serve_func, env=self.env)', 7),
              ('{root}/addons/rpc/controllers/json2.py', 88, 'web_json_2_rpc', 'result = func(records, **kwargs)', 9)],
    'rpc': [('{root}/odoo/http.py', 369, 'dispatch_rpc', 'return dispatch(method, params)', 7)],
    'object': [('{root}/odoo/service/model.py', 59, 'execute_kw', 'return execute(db, uid, obj, method, *args, **kw or {{}})', 7),
               ('{root}/odoo/api.py', 468, 'call_kw', 'result = _call_kw_multi(method, model, args, kwargs)', 9)],
    'flush': [('{root}/odoo/sql_db.py', 321, 'execute', 'res = self._obj.execute(query, params)', 6)],
    'dump': [('{root}/odoo/addons/base/controllers/rpc.py', 128, '_xmlrpc', 'return xmlrpc.client.dumps((result,), methodresponse=1, allow_none=False)', 7),
             ('/usr/lib/python3.11/xmlrpc/client.py', 536, '__dump', 'f(self, value, write)', 0)],
    'load': [('{root}/odoo/addons/base/controllers/rpc.py', 126, '_xmlrpc', 'params, method = xmlrpc.client.loads(data)', 17),
             ('/usr/lib/python3.11/xmlrpc/client.py', 460, 'close', 'parser.Parse(b"", True) # end of data', 0)],
}


def trace(version, parts, error):
    """A traceback of several lines, whose last is `Type: message`."""
    root = '/opt/odoo%d' % version
    out = ['Traceback (most recent call last):']
    for part in parts:
        for path, line, where, code, from_ in FRAMES[part]:
            code = code.format(root=root) if '{{' in code else code
            out.append('  File "%s", line %d, in %s' % (path.format(root=root), line, where))
            out.append('    ' + code)
            out.append('    ' + ' ' * from_ + '^' * (len(code) - from_))
    if isinstance(error, Sql):
        for path, line, where, code, from_ in FRAMES['flush']:
            out.append('  File "%s", line %d, in %s' % (path.format(root=root), line, where))
            out.append('    ' + code)
    out.append(last_line(error))
    return '\n'.join(out) + '\n'


def own_trace(error):
    """The real traceback of a mistake in the fake itself, for -v."""
    return ''.join(traceback.format_exception(error))
