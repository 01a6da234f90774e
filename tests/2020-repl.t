#!/bin/sh
# cwai-repl: lines without a terminal, every command, a pipeline that dies, and the terminal itself.
. "${0%/*}/lib.sh"
XDG_STATE_HOME=$T/state
export XDG_STATE_HOME
cwai-init cosmeticos >/dev/null || exit 1
repl() { # LINES [OPTION...]: they are typed on a Wednesday at noon
	lines=$1
	shift
	printf '%b' "$lines" | cwai-repl --now 2026-06-17T15:00:00Z "$@" 2>err
}

# ---- talking ----
is "a line is answered, with its crew and facts" "$(repl 'vocês abrem domingo?\n')" \
	"Não, no domingo (21/06) não abrimos. Abrimos de novo na segunda-feira (22/06) às 9h.
info · hours"
is "nothing on stderr" "$(cat err)" ""
is "blank lines say nothing, and no last newline is fine" "$(repl '\n  \n\nvocês abrem domingo?' | tail -1)" "info · hours"
like "what was said before counts" "$(repl 'quanto custa o Batom Cremoso Coral Caju?\ne esse tem em estoque?\n' | tail -1)" 'sales · p071'
repl 'quanto custa o Batom Cremoso Coral Caju?\n:new\nesse tem em estoque?\n' >out
is "after :new it does not" "$(tail -n +3 out | grep -c 'p071')" 0
is "a session is not continued by the next" "$(repl 'esse tem em estoque?\n' | grep -c 'p071')" 0
is "no input" "$(repl ''; echo $?)" 0
is "a smile is no command" "$(repl ':)\n' >/dev/null; cat err)" ""
is "the turns are stored" "$(sqlite3 store.db "SELECT count(*) FROM turns WHERE message_id LIKE 'repl:%' AND role = 'shop'")" 8

# ---- commands ----
is ":as by id" "$(repl ':as c001\noi\n' | sed -n '1p;2s/!.*/!/p')" "you are Ana Beatriz Souza
Olá, Ana!"
phone=$(sqlite3 store.db "SELECT phone FROM customers WHERE id = 'c001'")
is ":as by phone" "$(repl ":as $phone\n" | head -1)" "you are Ana Beatriz Souza"
is "--as" "$(repl 'oi\n' --as c001 | sed 's/!.*/!/;2q')" "you are Ana Beatriz Souza
Olá, Ana!"
is ":as nobody" "$(repl ':as c001\n:as\noi\n' | sed -n '2p;3p')" "you are nobody that is known
Olá! Como posso ajudar?"
repl ':as c999\n' >out
is ":as of one who is not there" "$(cat err)" "cwai-repl: there is no such customer in cosmeticos"
is ":now" "$(repl ':now 2026-06-21T15:00:00Z\ntá aberto agora?\n:now\ntá aberto agora?\n' | grep -v hours)" \
	"Agora estamos fechados. Abrimos amanhã (segunda-feira, 22/06) às 9h.
Sim, estamos abertos agora, até as 19h."
repl ':now yesterday\n' >out
like ":now with what is no time" "$(cat err)" 'yesterday'
repl ':trace\nvocês abrem domingo?\n:trace\nvocês abrem domingo?\n' >out
is ":trace shows each stage, until it is said again" "$(grep -oE '^(context|route|greeting|reply):' out | tr '\n' ' ')" "context: route: reply: "
is "and is cut" "$(awk '/^context:/ { n = 0 } { n++ } /^route:/ { print (n <= 18) }' out)" 1
repl ':help\n' >out
is ":help names every command" "$(grep -oE '^:[a-z]+' out | tr '\n' ' ')" ":trace :as :domain :now :replay :load :new :help :quit "
is ":quit ends" "$(repl ':quit\n:help\n')" ""
repl ':xyz\n' >out
is "a command that is none" "$(cat err)" "cwai-repl: there is no command :xyz; :help lists them"
repl ':domain saude\n' >out
like ":domain that is not configured" "$(cat err)" 'there is no domain "saude"'
printf '%s\n' 'domains: [cosmeticos, saude]' >two.yaml
like ":domain" "$(repl ':domain saude\nvocês abrem domingo?\n' -C two.yaml | tail -2 | head -1)" 'Sim, no domingo \(21/06\) abrimos das 9h às 13h'
is "the domain is told" "$(repl ':domain\n' -d saude -C two.yaml)" "── Boldo e Macela "
is "--temp is a shop of its own" "$(repl 'vocês abrem domingo?\n' --temp saude | tail -1)" "info · hours"
is "and leaves nothing behind" "$(mkdir -p tmp && TMPDIR=$T/tmp repl 'oi\n' --temp saude >/dev/null; ls tmp)" ""

# ---- recorded ----
c=$CWAI_SHARE/cosmeticos/conversations
repl ":replay $c/01-recomendacao.ndjson\n" >out
is ":replay plays it as the pipeline answers" "$(grep -oE '^(sales|info|greet)( · p[0-9]+)?' out | tr '\n' ' ')" "sales · p001 sales info · p002 info · p014 sales · p002 sales · p002 greet "
like "what is gated out is told" "$(cat out)" '⊘ outgoing'
sqlite3 store.db "DELETE FROM records WHERE entity = 'offer'" # who was offered something is not offered it again
repl ":replay $c/01-recomendacao.ndjson\n" >again
cmp -s out again
ok "and again, the same" $?
is "no delivery is marked as seen by it" "$(sqlite3 store.db 'SELECT count(*) FROM seen')" 0
head -1 "$c/08-reclamacao.ndjson" | jq .body >hook.json
is ":load of a webhook's body" "$(repl ':load hook.json\n' | tail -1)" "→ handed to a person: support"
repl ':load nowhere.json\n:replay\n:load\n:replay two.yaml\n' >out
is "files that are none are told of, one by one" "$(grep -c '^cwai-repl: ' err)" 4
printf '{"event":' >hook.json
repl ':load hook.json\n' >out
like "a webhook that is no JSON" "$(cat err)" '^cwai-repl: hook.json: '

# ---- a pipeline that dies ----
mkfifo lines
cwai-repl --now 2026-06-17T15:00:00Z <lines >out 2>err &
pid=$!
exec 3>lines
said() { # N: so many answers are there
	[ "$(grep -c '^info · hours' out)" -ge "$1" ]
}
echo 'vocês abrem domingo?' >&3
wait_for 20 said 1
ok "it talks" $?
for shell in $(pgrep -P "$pid"); do pkill -9 -P "$shell" -x cwai-crew; done
echo 'vocês abrem domingo?' >&3
wait_for 20 grep -q '^cwai-repl: cwai-crew was ended by signal 9$' err
ok "a pipeline that died is told of" $?
echo 'vocês abrem domingo?' >&3
wait_for 20 said 2
ok "and is started anew" $?
exec 3>&-
wait "$pid"
is "a message without an answer: status" "$?" 1
CWAI_STORE="postgresql:///nowhere?host=$T" repl 'oi\n' >out
is "without a store: status" "$?" 1
like "and why" "$(cat err)" 'cwai-context: '
status "no configuration" 66 env -C "$T/tmp" cwai-repl
status "no such domain" 66 cwai-repl --temp nowhere
status "an operand" 64 cwai-repl oi

# ---- a terminal ----
terminal() { # starts it on a terminal of its own; what is typed goes to fd 3, what is shown to tty.log
	rm -f keys tty.log
	mkfifo keys
	script -qfec "cwai-repl --now 2026-06-17T15:00:00Z" tty.log <keys >/dev/null 2>&1 &
	pid=$!
	exec 3>keys
}
shown() { # TEXT...: waits until it is on the terminal
	wait_for 20 grep -qF -- "$1" tty.log
	ok "$2" $?
}
count() {
	[ "$(grep -cF -- "$1" tty.log)" -ge "$2" ]
}
terminal
shown 'cosmeticos> ' "a prompt with the domain"
shown 'Flor de Aroeira' "and whose shop it is"
printf 'isto não vai\003' >&3
shown '^C' "Ctrl-C drops the line"
printf 'vocês abrem domingo?\r' >&3
shown 'info · hours' "and the next is answered"
printf ':tr\t\r' >&3
shown 'what each stage adds is shown' "Tab completes a command"
printf ':domain cos\t\r' >&3
wait_for 20 count 'Flor de Aroeira' 2
ok "and a domain" $?
printf ':as c001\r' >&3
shown 'cosmeticos c001> ' "the prompt tells who one is"
printf ':replay %s/cosmeticos/conversations/11-\t\r' "$CWAI_SHARE" >&3
shown 'attachment' "and a file"
printf '\004' >&3
exec 3>&-
wait "$pid"
is "Ctrl-D ends it" "$?" 0
is "the dropped line was not said" "$(sqlite3 store.db "SELECT count(*) FROM turns WHERE text = 'isto não vai'")" 0
is "what was typed is kept for its owner alone" "$(stat -c %a state/cwai/history)" 600
is "in order" "$(head -2 state/cwai/history)" "vocês abrem domingo?
:trace"
terminal
shown 'cosmeticos> ' "the next time"
printf '\033[A\033[A\033[A\033[A\033[A\r\004' >&3
shown 'info · hours' "the arrow brings it back"
exec 3>&-
wait "$pid"
done_testing
