"""The little of Liquid that a message can meet: {{ a.b | filter }}, raw, comment, assign, if and unless with else. What is not
well formed is left as it was written, as Chatwoot does."""
import re

TOKEN = re.compile(r'(\{\{.*?\}\}|\{%.*?%\})', re.S)
CODE = re.compile('`(.*?)`', re.S)


class Syntax(Exception):
    pass


def value(text, scope):
    text = text.strip()
    if re.fullmatch(r'"[^"]*"|\'[^\']*\'', text):
        return text[1:-1]
    if re.fullmatch(r'-?\d+', text):
        return int(text)
    if text in ('true', 'false', 'nil', 'null', ''):
        return {'true': True, 'false': False}.get(text)
    got = scope
    for part in re.findall(r'[^.\[\]\s]+', text):
        got = got.get(part.strip('"\'')) if isinstance(got, dict) else None
    return got


def show(got):
    return '' if got is None else str(got).lower() if isinstance(got, bool) else str(got) if not isinstance(got, (list, dict)) else ''


def expression(text, scope):
    first, *filters = re.split(r'\|(?=(?:[^"\']|"[^"]*"|\'[^\']*\')*$)', text)
    got = value(first, scope)
    for one in filters:
        name, _, argument = one.partition(':')
        name, argument = name.strip(), value(argument, scope)
        if name == 'default':
            got = argument if got in (None, False, '') else got
        elif name in ('upcase', 'downcase', 'capitalize', 'strip'):
            got = {'upcase': str.upper, 'downcase': str.lower, 'capitalize': str.capitalize, 'strip': str.strip}[name](show(got))
        elif name == 'append':
            got = show(got) + show(argument)
    return got


def condition(text, scope):
    match = re.fullmatch(r'(.+?)\s*(==|!=)\s*(.+)', text.strip(), re.S)
    if not match:
        return expression(text, scope) not in (None, False)
    return (value(match[1], scope) == value(match[3], scope)) is (match[2] == '==')


def run(text, scope):
    out, stack, raw = [], [], None
    for token in TOKEN.split(text):
        live = all(stack)
        tag = token[2:-2].strip(' \t\n-') if token.startswith('{%') and token.endswith('%}') else None
        word, _, rest = (tag or '').partition(' ')
        if raw:
            if word == 'end' + raw:
                raw = None
            elif raw == 'raw' and live:
                out.append(token)
        elif tag is not None:
            if word in ('raw', 'comment'):
                raw = word
            elif word in ('if', 'unless'):
                stack.append(condition(rest, scope) is (word == 'if'))
            elif word == 'else' and stack:
                stack[-1] = not stack[-1]
            elif word in ('endif', 'endunless') and stack:
                stack.pop()
            elif word == 'assign' and '=' in rest:
                name, _, what = rest.partition('=')
                scope[name.strip()] = expression(what, scope)
            else:
                raise Syntax("Unknown tag '%s'" % word)
        elif token.startswith('{{') and token.endswith('}}') and len(token) >= 4:
            if live:
                out.append(show(expression(token[2:-2].strip('-'), scope)))
        elif '{{' in token or '{%' in token:
            raise Syntax('not terminated')
        elif live:
            out.append(token)
    if stack or raw:
        raise Syntax('not closed')
    return ''.join(out)


def render(text, scope):
    if '{{' not in text and '{%' not in text:
        return text
    try:
        return run(CODE.sub(r'{% raw %}`\1`{% endraw %}', text), dict(scope))
    except Syntax:
        return text


def render_all(what, scope):
    if isinstance(what, str):
        return render(what, scope)
    if isinstance(what, dict):
        return {k: render_all(v, scope) for k, v in what.items()}
    return [render_all(v, scope) for v in what] if isinstance(what, list) else what
