#!/bin/sh
# The page of cwai-trends in a browser: on a phone and on a desk, light and dark: nothing goes out, nothing overflows,
# what customers wrote stays text, charts have names, texts have contrast.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
cwai-init cosmeticos >/dev/null 2>&1

# 400 conversations over sixty days; the words of one are a script.
evil='Vendem <script>document.title="hacked"</script><img src=x onerror=alert(1)> & "atacado"?'
jq -nc --arg evil "$evil" '
	range(400) | . as $i | ($i * 7919 % 5184000) as $ago | (1781708400 - $ago | todate | .[0:19] + ".000Z") as $ended |
	{conversation: "k\($i)", customer: "c001", channel: (["whatsapp", "instagram", "web"][$i % 3]), started: $ended, ended: $ended,
	 messages: {customer: ($i % 7 + 1), shop: 2, human: 0},
	 entities: [range($i % 3) | {type: "product", id: "p0\(10 + ($i * 3 + .) % 20)", text: "produto", start: 0, end: 7, score: 1}],
	 sentiment: {label: (["positive", "neutral", "negative"][$i % 3]), score: ([0.6, 0, -0.5][$i % 3])},
	 topics: [{name: (["price", "delivery", "support", "a_topic_of_a_very_long_name_that_no_list_of_ours_has_and_no_line_holds"][$i % 4]), weight: 1}],
	 crews: [["sales", "delivery", "support"][$i % 3]], handoff: (if $i % 9 == 0 then "asked" else null end),
	 unresolved: (if $i % 11 == 0 then [{text: (if $i % 2 == 0 then $evil else "Vocês entregam em Recife?" end), message: "m", ts: $ended}] else [] end),
	 waits: {first_ms: (if $i % 20 == 0 then null else $i * 997 end), longest_ms: 1, mean_ms: 1}}' >analyses.ndjson
sqlite3 -batch store.db "UPDATE customers SET data = '{\"consent\":{\"analytics\":true}}' WHERE id = 'c001'" # else no question is kept
cwai-trends load analyses.ndjson
sqlite3 -batch store.db "UPDATE products SET name = '<script>alert(1)</script>\"' || name WHERE id = 'p012'"
status "a page is made" 0 cwai-trends --html page.html

# As text
is "it has no script" "$(grep -ciE '<script|onerror=[^a]|javascript:' page.html)" 0
like "what was written is there as text" "$(cat page.html)" '&lt;script&gt;document\.title=&quot;hacked&quot;'
like "a product's name too" "$(cat page.html)" '&lt;script&gt;alert\(1\)&lt;/script&gt;&quot;'
is "it names no other place" "$(grep -oE '(src|href|action|data|poster)="[^"#][^"]*"|url\([^#)]*\)|@import|https?://[^ "<]*' page.html)" ""
like "and may load none" "$(cat page.html)" "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
is "its tags are closed" "$(python3 - page.html <<'P'
import sys
from html.parser import HTMLParser
class Check(HTMLParser):
    open = []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "img"): self.open.append(tag)
    def handle_startendtag(self, tag, attrs): pass
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: print("</%s> at %s" % (tag, self.getpos()))
check = Check(convert_charrefs=True)
check.feed(open(sys.argv[1], encoding="utf-8").read())
print(" ".join(check.open), end="")
P
)" ""

command -v chromium >/dev/null
ok "there is a browser" $?
# browser SCHEME OPTION...: dark is 0, light is 1. It may look up no host, and has a folder of its own.
browser() {
	scheme=$1
	shift
	rm -rf "$T/profile"
	timeout -k 5 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$T/profile" --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync --disable-extensions --hide-scrollbars \
		--host-resolver-rules='MAP * ~NOTFOUND' --blink-settings=preferredColorScheme="$scheme" "$@" 2>>"$T/browser.log"
}

# The page as it is: its own rules hold.
browser 1 --window-size=1280,900 --dump-dom "file://$T/page.html" >dom
like "the page is read to its end" "$(cat dom)" '</footer>'
is "no script ran in it" "$(grep -c hacked dom) $(sed -n 's/.*<title>\([^<]*\)<\/title>.*/\1/p' dom | head -1)" "$(grep -c hacked page.html) Flor de Aroeira · Conversas"

# A copy that may run our script, in a frame as wide as the screen is to be: a window is never as narrow as a phone.
# look WIDTH SCHEME: what the script found.
look() {
	sed -e "s/default-src 'none'; style-src/default-src 'none'; script-src 'unsafe-inline'; style-src/" -e '/^<\/body>$/d' -e '/^<\/html>$/d' page.html >copy.html
	{
		echo '<script>'
		cat "$TOP/tests/fixtures/trends/measure.js"
		echo '</script></body></html>'
	} >>copy.html
	{
		printf '<!doctype html><meta charset="utf-8"><pre id="out"></pre><iframe style="border:0;width:%spx;height:900px" srcdoc="' "$1"
		sed -e 's/&/\&amp;/g' -e 's/"/\&quot;/g' copy.html
		printf '"></iframe>'
	} >frame.html
	browser "$2" --window-size=1400,1000 --dump-dom "file://$T/frame.html" | sed -n 's/.*<pre id="out">\([^<]*\)<\/pre>.*/\1/p' | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'
}
for width in 360 1280; do
	for scheme in 1 0; do
		name="$width wide, $([ $scheme = 1 ] && echo light || echo dark)"
		look $width $scheme >seen
		is "$name: as asked for" "$(jq -c '[.width,.dark]' seen)" "[$width,$([ $scheme = 1 ] && echo false || echo true)]"
		is "$name: nothing is wider than the screen" "$(jq -c '[.scroll <= .width, .wide]' seen)" '[true,[]]'
		is "$name: each text has a contrast of 4.5" "$(jq -c '[.texts.n > 100, .texts.low]' seen)" '[true,[]]'
		is "$name: each mark of a chart one of 3" "$(jq -c '[.marks.n > 20, .marks.low]' seen)" '[true,[]]'
		is "$name: the charts are drawn, each with a name" "$(jq -c '[.charts,.drawn,.unnamed]' seen)" '[5,5,0]'
		is "$name: tables, sections, headings, landmarks" "$(jq -c '[.tables >= 8,.nameless,.sections,.headings,.landmarks,.lang,.ids]' seen)" '[true,0,0,"122222222222",3,"pt-BR",0]'
		is "$name: no script but ours, no image, no request" "$(jq -c '[.scripts,.images,.requests]' seen)" '[1,0,0]'
	done
done

# Seen
browser 1 --window-size=1280,2000 --screenshot="$T/light.png" "file://$T/page.html"
browser 0 --window-size=1280,2000 --screenshot="$T/dark.png" "file://$T/page.html"
for f in light.png dark.png; do
	is "$f is a picture with something in it" "$(head -c 4 $f | tail -c 3) $([ "$(wc -c <$f)" -gt 60000 ] && echo full)" "PNG full"
done
cmp -s light.png dark.png
is "light is not dark" "$?" 1

# Nothing to show
cwai-trends --html page.html --until 2020-01-01 2>/dev/null
like "an empty page says so" "$(cat page.html)" 'Nenhuma conversa analisada neste período'
is "and has no charts" "$(grep -c '<svg' page.html)" 0
look 360 1 >seen
is "it fits, too" "$(jq -c '[.scroll <= .width, .wide, .texts.low, .headings, .landmarks]' seen)" '[true,[],[],"12",3]'
done_testing
