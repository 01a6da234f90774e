#!/bin/sh
# A day of each example shop through the whole pipeline: every delivery comes out as its file expects, the same on both
# stores, the same twice, and the same when stages are killed in the middle of it.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"

domains="cosmeticos saude varejo"
for d in $domains; do
	status "$d: the day is played" 0 cwai-demo --json --keep "$T/$d" "$d"
	mv out "$d.json"
	is "$d: every expectation is met" "$(jq -r 'select(.ok | not) | "\(.file):\(.line): \(.unmet | join("; "))"' "$d.json")" ""
	is "$d: each delivery has its outcome" "$(wc -l <"$d.json")" "$(cat "$CWAI_SHARE/$d"/conversations/*.ndjson | wc -l)"
	is "$d: each message of a customer is answered once" "$(jq -r 'select(.kind == "message") | .id' "$d/answered.ndjson" | sort)" \
		"$(jq -r 'select(.kind == "message") | .id' "$d/received.ndjson" | sort)"
	is "$d: what stays is its owner's alone" "$(find "$d" -perm /077)" ""
	cwai-demo --json --keep "$T/$d.again" "$d" >"$d.again.json" 2>/dev/null
	cmp -s "$d.json" "$d.again.json"
	ok "$d: the same day twice gives the same" $?
	sort "$d/answered.ndjson" >first
	sort "$d.again/answered.ndjson" >second
	cmp -s first second
	ok "$d: to the byte of each record" $?
	cwai-demo --json --store "$(stores | tail -1)" "$d" >"$d.pg.json" 2>err
	cmp -s "$d.json" "$d.pg.json"
	ok "$d: PostgreSQL gives what SQLite gives" $?
	[ ! -s err ] || sed 's/^/# err: /' err
done

# ---- for people ----
cwai-demo saude >shown 2>err
is "the dialogues: nothing on stderr" "$(cat err)" ""
[ "$(wc -L <shown)" -le 80 ]
ok "no line is over 80 columns" $?
is "no escape where there is no terminal" "$(grep -c "$(printf '\033')" shown)" 0
like "the customer's words stand left with the time of the shop" "$(cat shown)" '^09:02  Oi, bom dia$'
like "under an answer stand its crew and facts" "$(cat shown)" '^ +sales · p040$'
like "what a person takes over is told" "$(cat shown)" '^ +→ handed to a person: asked$'
like "what was gated out is told with its reason" "$(cat shown)" '⊘ duplicate · '
like "totals" "$(cat shown)" '^ +[0-9]+  messages: [0-9]+ answered, [0-9]+ handed to a person$'
like "latencies" "$(cat shown)" '^ +[0-9.]+  ms from delivery to answer \(p50\), [0-9.]+ ms \(p99\)$'
like "expectations" "$(tail -2 shown)" "^ +$(wc -l <saude.json)  of $(wc -l <saude.json) expectations met\$"
TERM=xterm script -qec "stty cols 120; cwai-demo saude" tty.log >/dev/null </dev/null
[ "$(tr '\r' '\n' <tty.log | sed 's/\x1b\[[0-9;]*[mK]//g' | grep -v '^Script' | wc -L)" -le 100 ]
ok "at a terminal no line is over 100 columns" $?
like "and bold is bold" "$(cat tty.log)" "$(printf '\033\\[1m')Medidor"

# ---- an expectation that is not met ----
mkdir mine
cp -R "$CWAI_SHARE/saude" mine/saude
cp "$CWAI_SHARE/templates.yaml" mine/
jq -c '.expect |= (if .facts then .facts = ["p999"] else . end)' "$CWAI_SHARE/saude/conversations/02-clinica.ndjson" >mine/saude/conversations/02-clinica.ndjson
cwai-demo mine/saude >shown 2>err
is "an expectation that is not met: status" "$?" 1
like "it is named, with what came" "$(tr -s ' \n' ' ' <shown)" '✗ 02-clinica.ndjson:1: facts: wanted p999, got nutricionista'
status "no such domain" 66 cwai-demo nowhere
status "a folder that holds a shop already is refused" 73 cwai-demo --keep "$T/saude" saude
mkdir tmp
TMPDIR=$T/tmp cwai-demo saude >/dev/null 2>&1
TMPDIR=$T/tmp cwai-demo saude 2>&1 | head -1 >first
is "a reader that leaves gets no complaint" "$(cat first)" "── 01-aparelho · Dalva Nogueira Prates ─────────────────────────────────────────"
TMPDIR=$T/tmp timeout -s TERM 0.3 cwai-demo saude >/dev/null 2>&1
is "nothing is left behind" "$(ls tmp)" ""
CWAI_STORE=sqlite:$T/mine.db cwai-demo saude >/dev/null 2>&1
[ ! -e mine.db ]
ok "the user's store is not touched" $?

# ---- killed in the middle ----
# One copy, so that the order of everything is given. Each stage notes its process; `deadly` sits at the end, and with the
# fifth answer it kills a stage and keeps that answer to itself, once.
cat >deadly <<'END'
#!/bin/sh
i=0
while IFS= read -r line; do
	i=$((i + 1))
	if [ "$i" -eq 5 ] && [ ! -e killed ] && [ -n "$1" ]; then
		echo "$1" >killed
		kill -9 "$(cat "$1.pid")"
		exit 1
	fi
	printf '%s\n' "$line"
done
END
cat >stage <<'END'
#!/bin/sh
echo $$ >"$1.pid"
exec "cwai-$1"
END
chmod +x deadly stage
CWAI_NOW=ts
export CWAI_NOW
shop() { # DIR: a shop in it
	mkdir "$T/$1" && cd "$T/$1" || exit 1
	cp ../deadly ../stage .
	CWAI_NOW='' cwai-init cosmeticos >/dev/null
	CWAI_CONFIG=$PWD/cwai.yaml
	export CWAI_CONFIG
}
# What was answered to each message: its context may say, of a message that comes again, what is open by now.
day() { # VICTIM
	cwai-lanes -- "./stage context | ./stage route | ./stage crew | ./deadly $1" <"$T/messages" 2>err | jq -c '[.id, .reply]' | sort
}
turns() {
	sqlite3 store.db 'SELECT conversation_id, seq, message_id, role, text, reply, facts, intents, ts FROM turns ORDER BY 1, 2, 3, 4'
	sqlite3 store.db 'SELECT id, customer_id, status, task, topic, previous, created_at, updated_at FROM conversations ORDER BY 1'
}
shop calm
cwai-receive --no-store <"$T/cosmeticos/deliveries.ndjson" >"$T/messages" 2>/dev/null
day '' >answers
turns >all
[ "$(wc -l <all)" -gt 90 ]
ok "an undisturbed day: $(wc -l <all) turns and conversations" $?
for stage in context route crew; do
	shop "$stage"
	day "$stage" >answers
	is "kill -9 of cwai-$stage" "$(cat killed)" "$stage"
	cmp -s answers ../calm/answers
	ok "the answers are those of the undisturbed day" $?
	turns >all
	cmp -s all ../calm/all
	ok "and so are the turns" $?
	day '' >again
	turns >all.again
	cmp -s again answers && cmp -s all.again all
	ok "played once more: the same answers, and no turn twice" $?
done

# All of it at once, as when the machine goes down: lanes and every stage, and then the day from its beginning.
shop power
cat >deadly <<'END'
#!/bin/sh
i=0
while IFS= read -r line; do
	i=$((i + 1))
	if [ "$i" -eq 20 ]; then
		kill -9 "$(cat lanes.pid)" "$(cat context.pid)" "$(cat route.pid)" "$(cat crew.pid)"
		exit 1
	fi
	printf '%s\n' "$line"
done
END
sh -c 'echo $$ >lanes.pid; exec cwai-lanes -- "./stage context | ./stage route | ./stage crew | ./deadly"' <"$T/messages" >part 2>err
is "the whole pipeline is killed" "$(kill -l $?)" KILL
cp ../deadly .
day '' >answers
cmp -s answers ../calm/answers
ok "after that: the answers are those of the undisturbed day" $?
turns >all
cmp -s all ../calm/all
ok "and so are the turns" $?
done_testing
