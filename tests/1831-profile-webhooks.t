#!/bin/sh
# cwai-profile deliver on both stores: signed, in order, at least once; servers that fail, lose, wait, are away or gone.
. "${0%/*}/lib.sh"
q() { store_sql "$CWAI_STORE" "$1"; }
lines() { [ -f "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ]; }
got() { jq -c "$1" log 2>/dev/null | tr -d '\n'; } # of each request, in the order of arrival
change() { cwai-profile update "$1" name="$(head -c 6 /dev/urandom | od -An -tx1 | tr -d ' \n')" >/dev/null; }
SECRET=s3cr3t-of-both-sides

hook_start() { # [PORT]
	rm -f hook.url
	"$TOP/tests/fake/hook" "$T/hook.url" "$T/log" "$SECRET" "$@" &
	HOOK=$!
	wait_for 30 test -s hook.url || exit 1
	URL=$(cat hook.url)
}
hook_stop() {
	kill "$HOOK" 2>/dev/null
	wait "$HOOK" 2>/dev/null
}
fault() { "$TOP/tests/fake/ask" "$URL" "$1" >/dev/null; }
clear() {
	fault '{"do":"none"}'
	rm -f log
}
# conf MEMBERS...: cwai.yaml with these webhooks, each the members of one.
conf() {
	cp base.yaml cwai.yaml
	echo webhooks: >>cwai.yaml
	for m in "$@"; do echo "  - {secret_file: secret, retry: 0.01, $m}" >>cwai.yaml; done
}

shop() {
	rm -rf cwai.yaml derived .local log
	cwai init cosmeticos >/dev/null || exit 1
	cp cwai.yaml base.yaml
	echo "$SECRET" >secret
	conf "name: crm, url: $URL/a, events: [profile_updated]"
}

delivers() {
	change c001
	change c002
	q "INSERT INTO outbox (domain, seq, entity, entity_id, action, origin, ts) SELECT domain, seq + 1, 'product', 'p1', 'update', 'cwai', ts FROM outbox WHERE seq = 2"
	q "UPDATE versions SET version = 3 WHERE entity = 'outbox'"
	is "-n counts what waits" "$(cwai-profile deliver -n | jq -c '[.webhook,.waiting,.sent]')" '["crm",2,0]'
	is "what changed is told" "$(cwai-profile deliver | jq -c '[.webhook,.sent,.dead,.state]')" '["crm",2,0,"ok"]'
	is "in order, signed" "$(got '[.delivery,.good,.type]')" '["cosmeticos:1",true,"application/json"]["cosmeticos:2",true,"application/json"]'
	is "by ids alone" "$(jq -c '.body|fromjson|del(.ts)' log | head -1)" '{"type":"profile_updated","entity":"profile","entity_id":"c001","action":"update","version":1,"origin":"cwai","domain":"cosmeticos"}'
	is "openssl signs the same" "$(jq -j '.timestamp,".",.body' log | sed 's/}.*/}/' | tr -d '\n' | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)" "$(head -1 log | jq -r '.signature|ltrimstr("sha256=")')"
	is "once" "$(cwai-profile deliver | jq -c .sent)" 0
	conf "name: crm, url: $URL/a" "name: all, url: $URL/b, domains: [cosmeticos]" "name: other, url: $URL/c, domains: [saude]"
	clear
	cwai-profile deliver >/dev/null
	is "a new webhook is told the last day, each those of its own" "$(jq -c '[.path,.delivery]' log | sort | tr -d '\n')" '["/b","cosmeticos:1"]["/b","cosmeticos:2"]["/b","cosmeticos:3"]'
	conf "name: crm, url: $URL/a, events: [profile_updated]"
}

fails() {
	clear
	change c001
	change c002
	fault '{"do":"fault","answer":500,"times":2}'
	is "500 is tried again" "$(cwai-profile deliver | jq -c .sent)" 2
	is "by the same delivery, and nothing before it" "$(got '[.delivery,.answer]')" '["cosmeticos:4",500]["cosmeticos:4",500]["cosmeticos:4",200]["cosmeticos:5",200]'
	clear
	change c001
	fault '{"do":"fault","answer":"lost","times":1}'
	is "a lost answer" "$(cwai-profile deliver | jq -c .sent)" 1
	is "is told again by the same delivery" "$(got '.delivery')" '"cosmeticos:6""cosmeticos:6"'
	clear
	change bad
	change c001
	fault '{"do":"fault","answer":422,"match":"bad"}'
	status "one that is never taken" 1 cwai-profile deliver
	is "is a dead letter, the next is told" "$(jq -c '[.sent,.dead,.state]' out)" '[1,1,"ok"]'
	is "after all tries" "$(got '.answer')" '422422422422422200'
	is "it is kept" "$(jq -c '[.kind,.webhook,.event.entity_id,.event.version,.error.kind]' .local/state/cwai/webhooks.ndjson)" '["event","crm","bad",7,"refused"]'
	is "readable by its owner only" "$(stat -c %a .local/state/cwai/webhooks.ndjson)" 600
	status "--dead fails again" 1 cwai-profile deliver --dead
	clear
	status "--dead tells it" 0 cwai-profile deliver --dead
	is "signed anew" "$(got '[.delivery,.good]')" '["cosmeticos:7",true]'
	[ ! -e .local/state/cwai/webhooks.ndjson ]
	ok "and then there are none" $?
}

away() {
	clear
	change c001
	change c002
	port=${URL##*:}
	hook_stop
	status "a server that is away" 1 cwai-profile deliver
	like "is told" "$(cat err)" 'webhook crm.*kept'
	is "and what waits for it is kept" "$(jq -c '[.sent,.dead,.waiting,.state]' out)" '[0,0,2,"held"]'
	hook_start "$port"
	is "until it is there" "$(cwai-profile deliver | jq -c '[.sent,.state]')" '[2,"ok"]'
	is "in order" "$(got .delivery)" '"cosmeticos:9""cosmeticos:10"'
	clear
	change c001
	fault '{"do":"fault","answer":503,"times":5}'
	is "503 is away too" "$(cwai-profile deliver 2>/dev/null | jq -c '[.sent,.state]')" '[0,"held"]'
	hook_stop
	later=$(date -u -d '+25 hours' +%Y-%m-%dT%H:%M:%SZ)
	is "after a day it is a dead letter" "$(cwai-profile deliver --now "$later" 2>/dev/null | jq -c '[.sent,.dead]')" '[0,1]'
	hook_start "$port"
	is "which is told when asked for" "$(cwai-profile deliver --dead | jq -c .sent)" 1
	clear
	change c001
	fault '{"do":"fault","answer":429,"times":1,"retry_after":1}'
	is "429" "$(cwai-profile deliver | jq -c .sent)" 1
	[ "$(jq -s '.[1].began - .[0].ended >= 1' log)" = true ]
	ok "waits as long as it is asked to" $?
	clear
	change c001
	fault '{"do":"fault","answer":410,"times":1}'
	status "410" 1 cwai-profile deliver
	like "stops the webhook" "$(cat err)" 'gone .410.'
	is "and says so" "$(cwai-profile deliver | jq -c '[.sent,.state]')" '[0,"gone"]'
	is "nothing more was sent" "$(wc -l <log)" 1
	is "--dead begins again" "$(cwai-profile deliver --dead | jq -c .state)" '"ok"'
	is "with what it had refused" "$(cwai-profile deliver | jq -c '[.sent,.state]')" '[1,"ok"]'
}

side_by_side() {
	conf "name: slow, url: $URL/slow" "name: fast, url: $URL/fast"
	cwai-profile deliver >/dev/null
	clear
	fault '{"do":"fault","answer":"slow","path":"/slow","seconds":0.5}'
	for i in 1 2 3; do change "c00$i"; done
	cwai-profile deliver >/dev/null
	is "one slow webhook" "$(jq -s '[.[]|select(.path=="/slow")]|length' log)" 3
	[ "$(jq -s '([.[]|select(.path=="/fast")|.ended]|max) < ([.[]|select(.path=="/slow")|.ended]|.[1])' log)" = true ]
	ok "holds up no other" $?
	conf "name: crm, url: $URL/a"
	cwai-profile deliver >/dev/null
}

# event DOMAIN SEQ: what changed in a domain
event() {
	q "INSERT INTO outbox (domain, seq, entity, entity_id, action, origin, ts) VALUES ('$1', $2, 'profile', 'c001', 'update', 'cwai', $(date +%s)000)"
}
two_domains() {
	cp base.yaml one.yaml
	sed '/cosmeticos/{p;s/cosmeticos/saude/}' one.yaml >base.yaml
	conf "name: crm, url: $URL/a, domains: [saude, cosmeticos]" "name: erp, url: $URL/b, domains: [saude, cosmeticos]"
	cwai-profile deliver >/dev/null
	clear
	change c001
	at=$(q "SELECT MAX(seq) FROM outbox WHERE domain = 'cosmeticos'")
	event saude 1
	fault '{"do":"fault","answer":503,"path":"/a","match":"\"domain\":\"cosmeticos\""}'
	fault '{"do":"fault","answer":"slow","path":"/a","match":"\"domain\":\"saude\"","seconds":1}'
	status "a webhook that waits in one domain is not whole when another's event is taken behind it" 1 cwai-profile deliver
	is "and the one beside it has told both" "$(jq -c '[.webhook,.sent,.dead,.waiting,.state]' out | tr -d '\n')" \
		'["crm",1,0,1,"held"]["erp",2,0,0,"ok"]'
	is "each domain has its own place" "$(q "SELECT data FROM sync_state WHERE name = 'webhook:crm' ORDER BY domain" | jq -c .seq | tr '\n' ' ')" "$((at - 1)) 1 "
	clear
	is "what waited is told" "$(cwai-profile deliver | jq -c '[.webhook,.sent,.waiting,.state]' | tr -d '\n')" '["crm",1,0,"ok"]["erp",0,0,"ok"]'
	is "and nothing else, nor twice" "$(got '[.path,.delivery]')" "[\"/a\",\"cosmeticos:$at\"]"
	clear
	change c001
	event saude 2
	fault '{"do":"fault","answer":500,"path":"/a","match":"\"domain\":\"saude\""}'
	status "an event of one domain that is never taken" 1 cwai-profile deliver
	is "becomes a dead letter, and no other" "$(jq -c '[.webhook,.sent,.dead,.state]' out | tr -d '\n')" '["crm",1,1,"ok"]["erp",2,0,"ok"]'
	clear
	is "it is told once more when asked for" "$(cwai-profile deliver --dead | jq -c .sent | tr '\n' ' ') $(got .delivery)" '1 0  "saude:2"'
	clear
	change c001
	event saude 3
	fault '{"do":"fault","answer":410,"path":"/a","match":"\"domain\":\"saude\""}'
	status "a server that is gone in one domain" 1 cwai-profile deliver
	is "is told nothing more of either" "$(cwai-profile deliver | jq -c '[.webhook,.sent,.state]' | head -1)" '["crm",0,"gone"]'
	clear
	cwai-profile deliver --dead >/dev/null
	cwai-profile deliver >/dev/null
	is "begun again, none is missing" "$(got '.delivery' | grep -o 'saude:3')" saude:3
	mv one.yaml base.yaml
	conf "name: crm, url: $URL/a"
	q "DELETE FROM outbox WHERE domain = 'saude'"
	q "DELETE FROM sync_state WHERE domain = 'saude'"
	cwai-profile deliver >/dev/null
}

follows() {
	clear
	cwai-profile deliver -f 2>follow.err &
	follow=$!
	change c001
	wait_for 30 lines log 1
	ok "-f tells as it happens" $?
	status "one process at a time" 75 cwai-profile deliver
	seq 150 | jq -c '{customer: "c003", data: {preferences: {n: .}}}' | cwai-profile update >/dev/null &
	maker=$!
	wait_for 60 lines log 40
	kill -9 $follow
	wait $follow 2>/dev/null
	fault '{"do":"fault","answer":"lost","times":3}'
	wait $maker
	cwai-profile deliver >/dev/null
	q "SELECT seq FROM outbox ORDER BY seq DESC LIMIT 151" | sort -n | sed 's/^/cosmeticos:/' >want
	jq -r .delivery log | awk '!seen[$0]++' >first
	cmp -s want first
	ok "kill -9: none is lost, each comes first in its order" $?
	is "and what comes twice is the same" "$(jq -r '.delivery + " " + .body' log | sort -u | wc -l)" 151
	is "all are signed" "$(jq -c .good log | sort -u)" true
}

mistakes() {
	conf "name: crm, url: http://example.com/a"
	status "http to elsewhere" 78 cwai-profile deliver
	like "says how to go on" "$(cat err)" 'webhooks: crm: url is http: use https'
	conf "name: crm, url: http://127.0.0.1.example.com/a"
	status "also when it looks near" 78 cwai-profile deliver
	conf "name: crm, url: http://localhost:80@example.com/a"
	status "or has a user in it" 78 cwai-profile deliver
	conf "name: crm, url: ftp://x"
	status "no web" 78 cwai-profile deliver
	conf "name: crm, url: $URL, events: [profile]"
	status "an event that is none" 78 cwai-profile deliver
	like "names it" "$(cat err)" 'profile_updated'
	conf "name: crm, url: $URL, hmac: x"
	status "an unknown member" 78 cwai-profile deliver
	conf "name: a, url: $URL" "name: a, url: $URL"
	status "two of a name" 78 cwai-profile deliver
	conf "name: a b, url: $URL"
	status "a name that is none" 78 cwai-profile deliver
	conf "name: crm, url: $URL, give_up: soon"
	status "a time that is none" 78 cwai-profile deliver
	cp base.yaml cwai.yaml
	echo "webhooks: [{name: crm, url: $URL}]" >>cwai.yaml
	status "no secret" 78 cwai-profile deliver
	like "says how to make one" "$(cat err)" 'openssl rand'
	cp base.yaml cwai.yaml
	status "none at all" 78 cwai-profile deliver
	status "an operand" 64 cwai-profile deliver crm
}

# Shops of one user keep dead letters in one file.
apart() {
	rm -rf .local shop2
	conf "name: crm, url: $URL/a, events: [profile_updated]"
	cwai-profile deliver >/dev/null
	clear
	change bad
	fault '{"do":"fault","answer":422,"match":"bad"}'
	cwai-profile deliver >/dev/null 2>&1
	clear
	mkdir -p shop2 # another shop of the same user, which has a webhook of that name and a customer of that id
	sed 's|^derived:.*|derived: derived|' cwai.yaml | sed "s|$URL/a|$URL/other|; s|^store:.*|store: other.db|" >shop2/cwai.yaml
	cp secret shop2/
	is "another shop is told nothing of it" "$(cd shop2 && CWAI_STORE='' cwai-profile deliver --dead 2>"$T/err" | jq -c '[.sent,.dead,.state]') $(got .delivery)" '[0,0,"ok"] '
	(cd shop2 && echo '{"name":"B"}' | CWAI_STORE='' cwai-profile update bad && CWAI_STORE='' cwai-privacy erase bad --yes --no-vacuum) >"$T/out" 2>&1
	is "nor does it end when its own customer is erased" "$(tail -1 "$T/out" | jq -c '[.known,.files]') $(jq -r .event.entity_id .local/state/cwai/webhooks.ndjson)" '[true,0] bad'
	is "its own shop tells it" "$(cwai-profile deliver --dead | jq -c .sent) $(got .path)" '1 "/a"'
}

for url in $(stores); do
	CWAI_STORE=$url
	export CWAI_STORE
	echo "# ${url%%:*}"
	hook_start
	shop
	delivers
	fails
	away
	side_by_side
	two_domains
	follows
	mistakes
	apart
	hook_stop
done
done_testing
