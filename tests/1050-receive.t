#!/bin/sh
# cwai-receive: the shapes of webhooks, every reason to keep one out, duplicates across runs, what is bad.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
W=$TOP/tests/fixtures/webhooks
export CWAI_NOW=2026-06-17T15:00:00Z
body() { cat "$W/$1.json"; }
with() { jq -c "$2" "$W/$1.json"; }

# ---- each body, to the byte ----
tab=$(printf '\t')
while IFS="$tab" read -r name want; do
	body "$name" | cwai-receive --all --no-store --bot 12 >out 2>err
	st=$?
	case $want in
	bad:*)
		is "$name: status" "$st" 1
		is "$name" "$(jq -r '"\(.kind): \(.error.message)"' out)" "$want"
		is "$name: it carries the line" "$(jq -r .raw out)" "$(body "$name")"
		;;
	*)
		is "$name: status" "$st" 0
		is "$name" "$(cat out)" "$want"
		;;
	esac
done <"$W/want.tsv"
is "every body is expected" "$(cut -f1 "$W/want.tsv")" "$(cd "$W" && for f in *.json; do echo "${f%.json}"; done)"

# ---- what is kept out, and counted ----
{ cat "$W"/gate-*.json "$W"/event-*.json; with whatsapp ".conversation.id = 641"; } >many # in 640 a person has spoken
cwai-receive --no-store --bot 12 -v <many >out 2>err
is "without --all the messages alone come out" "$(jq -r '.id' out)" "chatwoot:2:7301"
is "-v counts by reason" "$(sed 's/  */ /g' err)" "deliveries number
activity 1
bot 2
outgoing 3
human 3
private 1
status 4
template 2
event 7
message 1"
is "when our bot has no number, any bot's conversation is not ours" "$(body our-bot-has-it | cwai-receive --all 2>err | jq -r .reason)" bot
like "and the mend is told" "$(cat err)" 'agent bot 12 has a conversation: if it is this one, name it with --bot or chatwoot.bot_id'
is "the same input gives the same output" "$(cwai-receive --all --bot 12 --no-store <many | cksum)" "$(cwai-receive --all --bot 12 --no-store <many | cksum)"

# ---- domain ----
is "no configuration, no domain" "$(body whatsapp | cwai-receive | jq 'has("domain")')" false
is "-d names it" "$(body whatsapp | cwai-receive -d varejo | jq -r .domain)" varejo
status "a configuration that was named must be there" 66 cwai-receive -C nowhere.yaml
cat >cwai.yaml <<X
store: store.db
domains: [$TOP/examples/cosmeticos, $TOP/examples/varejo]
chatwoot: {bot_id: 12}
X
inbox=$(sed -n 's/^inboxes: \[\([0-9]*\).*/\1/p' "$TOP/examples/varejo/domain.yaml")
is "the inbox names it" "$(with whatsapp ".inbox.id = $inbox" | cwai-receive --no-store | jq -r .domain)" varejo
is "an inbox that nobody names is the default's" "$(with whatsapp '.inbox.id = 999' | cwai-receive --no-store | jq -r .domain)" cosmeticos
is "-d wins" "$(with whatsapp ".inbox.id = $inbox" | cwai-receive --no-store -d cosmeticos | jq -r .domain)" cosmeticos
is "the configuration names the bot" "$(body our-bot-has-it | cwai-receive --no-store | jq -r .kind)" message
is "the option wins" "$(body our-bot-has-it | cwai-receive --no-store --bot 13 --all | jq -r .reason)" bot
status "a domain that is not there: no message is lost" 1 sh -c 'cwai-receive --no-store -d nowhere <'"$W/whatsapp.json"
is "it is kept as it came" "$(jq -r '.kind + " " + .error.kind' out)" "bad config"

# ---- duplicates ----
twice() { body whatsapp; with whatsapp '.content = "again"'; body type-integer; }
is "twice in a run" "$(twice | cwai-receive --all --no-store | jq -c '[.id, .reason]')" '["chatwoot:2:7301",null]
["chatwoot:2:7301","duplicate"]
["chatwoot:2:7302",null]'
is "without a store a run knows of no other" "$(body whatsapp | cwai-receive --no-store | wc -l)" 1
is "another account's message of that number is another one" "$({ body whatsapp; with whatsapp '.account.id = 3'; } | cwai-receive --no-store | jq -r .id)" "chatwoot:2:7301
chatwoot:3:7301"
is "what was kept out is no mark" "$({ body gate-status-open; body whatsapp; } | cwai-receive --no-store | wc -l)" 1
for store in $(stores); do
	CWAI_STORE=$store
	export CWAI_STORE
	name=${store%%:*}
	is "$name: the first run lets it in" "$(twice | cwai-receive | jq -r .id)" "chatwoot:2:7301
chatwoot:2:7302"
	is "$name: the next run does not" "$({ twice; body epoch; } | cwai-receive | jq -r .id)" "chatwoot:2:7303"
	awk -v n=1000 'BEGIN { getline line; for (i = 1; i <= n; i++) { s = line; gsub(/"id":7301/, "\"id\":" 90000 + i, s); print s } }' "$W/whatsapp.json" >thousand
	is "$name: a thousand at once" "$(cwai-receive <thousand | wc -l)" 1000
	is "$name: all are marked" "$(cwai-receive <thousand | wc -l)" 0
	is "$name: a week later the marks are gone" "$(body whatsapp | cwai-receive --now 2026-06-25T15:00:00Z | wc -l)" 1
	# Killed before the end: what was not out is let in again, and nothing else is lost.
	mkfifo "feed.$name" "told.$name"
	cwai-receive <"feed.$name" >"told.$name" 2>err &
	pid=$!
	exec 5>"feed.$name" 6<"told.$name"
	sed 's/"id":9/"id":8/g' thousand >fresh
	cat fresh >&5 &
	read -r first <&6
	kill -9 $pid
	{ printf '%s\n' "$first"; cat; } <&6 >some
	wait $pid 2>/dev/null
	exec 5>&- 6<&-
	cwai-receive <fresh >rest
	is "$name: after kill -9 every message is out at least once" "$(grep -h '}$' some rest | jq -r .id | sort -u | wc -l)" 1000
done
CWAI_STORE=$T/no/such/folder/store.db
body whatsapp | cwai-receive >out 2>err
st=$?
[ $st -ge 69 ]
ok "a store that cannot be opened ends the run ($st)" $?
is "the message is kept as it came" "$(jq -r '.kind, .raw' out)" "bad
$(body whatsapp)"
unset CWAI_STORE

# ---- bad lines ----
printf '%s\n' '[]' 'oops' >lines
body whatsapp >>lines
cwai-receive --no-store <lines >out 2>err
is "bad lines: status" "$?" 1
is "the rest goes on" "$(jq -r .kind out)" "bad
bad
message"
is "-E drop leaves them out" "$(cwai-receive --no-store -E drop <lines 2>/dev/null | jq -r .kind)" message
cwai-receive --no-store -E stop <lines >out 2>err
is "-E stop ends with 65" "$? $(wc -l <out)" "65 0"
is "an e-mail of 150,000 characters passes" "$(with email '.content = ("linha de texto\n" * 10000)' | cwai-receive --no-store | jq '.text | length')" 150000
with whatsapp '.content = ("á" * 4000000)' | cwai-receive --no-store >out 2>err
is "so does one of 8 MB" "$? $(jq '.text | length' out)" "0 4000000"
with bad-no-event '.content = ("\"" * 7000000)' | cwai-receive --no-store >out 2>err
is "what is bad and does not fit is cut" "$? $(jq '.raw | length' out)" "1 1024"
sed 's/store.db/untouched.db/' cwai.yaml >other.yaml
is "no input, no output" "$(cwai-receive -C other.yaml </dev/null; echo $?)" 0
[ ! -e untouched.db ]
ok "and no store is made" $?
body whatsapp | cwai-receive --no-store >/dev/full 2>err
is "a full disk ends with 74" "$?" 74
status "an operand is a mistake" 64 cwai-receive x
done_testing
