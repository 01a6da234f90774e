#!/bin/sh
# cwai-listen: who may deliver, what is answered, what comes out to the byte, consumers, rotation, TLS.
# shellcheck disable=SC2016,SC2119,SC2120
. "${0%/*}/lib.sh"
unset CWAI_CHATWOOT_SECRET CHATWOOT_WEBHOOK_SECRET_FILE CWAI_LISTEN_TOKEN XDG_STATE_HOME
TOKEN=0123456789abcdefTOKEN
TS=1750170000
NOW=2025-06-17T14:20:00Z # the same instant
pid=

# listen [ARG...]: starts it with stdout in out.ndjson, and waits until it listens; U is its URL.
listen() {
	rm -f url
	cwai-listen --addr 127.0.0.1:0 --spool spool --ready-file url "$@" >>out.ndjson 2>>err.log &
	pid=$!
	wait_for 20 test -s url || { echo "# it does not listen: $(cat err.log)"; exit 1; }
	U=$(cat url)
}
stop() {
	kill "$pid" && wait "$pid"
	st=$?
	is "SIGTERM ends it cleanly" "$st" 0
	pid=
}
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; cd /; rm -rf "$T"' EXIT
sign() { printf '%s.%s' "$1" "$2" | openssl dgst -sha256 -hmac "$3" -r | cut -d' ' -f1; }
# http ARG...: the status; the body in body, the header in header.
http() { curl -s -m 20 -o body -D header -w '%{http_code}' "$@"; }
# post BODY [SECRET [TS [ARG...]]]: a signed delivery to /chatwoot.
post() {
	b=$1 s=${2-s3cr3t} t=${3-$TS}
	[ $# -le 3 ] && set -- || shift 3
	http -H 'Content-Type: application/json' -H "X-Chatwoot-Timestamp: $t" -H "X-Chatwoot-Signature: sha256=$(sign "$t" "$b" "$s")" \
		-H 'X-Chatwoot-Delivery: d-1' --data-binary "$b" "$@" "$U/chatwoot"
}
json() { http -H 'Content-Type: application/json' "$@"; }
lines() { [ "$(wc -l <out.ndjson)" -ge "$1" ]; }

# ---- what is refused before it listens ----
status "an operand that it does not know" 64 cwai-listen sell
status "elsewhere than loopback without a secret" 78 cwai-listen --addr 0.0.0.0:0 --spool spool
like "says what to do" "$(cat err)" 'name one by --secret-file or --token-file'
status "nor at [::]" 78 cwai-listen --addr '[::]:0' --spool spool
for a in nonsense 127.0.0.1 :80 ::1:80 127.0.0.1:99999 127.0.0.1:x; do
	status "no address: $a" 64 cwai-listen --addr "$a" --spool spool
done
status "a size that is none" 64 cwai-listen --segment 7x --spool spool
status "a rate that is none" 64 cwai-listen --rate fast --spool spool
status "a certificate without its key" 64 cwai-listen --tls-cert x --spool spool
status "a certificate that is not there" 66 cwai-listen --addr 127.0.0.1:0 --tls-cert x --tls-key x --spool spool
: >empty
echo nonsense >junk
status "a file without secrets" 78 cwai-listen --secret-file empty --spool spool
status "a secret's file that is missing" 66 cwai-listen --secret-file missing --spool spool
status "a token that no path holds" 78 env CWAI_LISTEN_TOKEN=a/b cwai-listen --spool spool
status "no certificate" 78 cwai-listen --addr 127.0.0.1:0 --tls-cert junk --tls-key junk --spool spool
status "a spool that is a file" 73 cwai-listen --addr 127.0.0.1:0 --spool junk
status "emit without a spool" 66 cwai-listen emit --spool nowhere
rm -rf spool

# ---- signed deliveries ----
export CWAI_NOW=$NOW CWAI_CHATWOOT_SECRET='old-secret-of-before, s3cr3t'
listen --keep 7d
B='{"event":"message_created","id":1}'
is "the signature of the vector" "$(sign $TS "$B" s3cr3t)" 839d607046424e40485199383b79ad8f4f54ce3e1dcc723e30a40d18fc123708
is "signed right" "$(post "$B")" 200
is "it says so" "$(cat body)" stored
is "by the secret of before" "$(post "$B" old-secret-of-before)" 200
is "by another" "$(post "$B" s3cr3u)" 401
is "nothing is told" "$(cat body)" "not authorized"
is "299 s ago" "$(post "$B" s3cr3t $((TS - 299)))" 200
is "301 s ago" "$(post "$B" s3cr3t $((TS - 301)))" 401
is "301 s ahead" "$(post "$B" s3cr3t $((TS + 301)))" 401
is "a time that is none" "$(post "$B" s3cr3t 17501x0000)" 401
sig=$(sign $TS "$B" s3cr3t)
is "another body" "$(json -H "X-Chatwoot-Timestamp: $TS" -H "X-Chatwoot-Signature: sha256=$sig" -d '{"event":"message_created","id":2}' "$U/chatwoot")" 401
is "another time" "$(json -H "X-Chatwoot-Timestamp: $((TS + 1))" -H "X-Chatwoot-Signature: sha256=$sig" -d "$B" "$U/chatwoot")" 401
for s in "$sig" "sha256=${sig%?}" "sha256=${sig}0" "sha1=$sig" "sha256=" "sha256=$(echo "$sig" | tr 0-9a-f g-v)"; do
	is "a signature of another form" "$(json -H "X-Chatwoot-Timestamp: $TS" -H "X-Chatwoot-Signature: $s" -d "$B" "$U/chatwoot")" 401
done
is "the case of its digits is the sender's" "$(json -H "X-Chatwoot-Timestamp: $TS" -H "X-Chatwoot-Signature: sha256=$(echo "$sig" | tr a-f A-F)" -d "$B" "$U/chatwoot")" 200
is "not signed" "$(json -d "$B" "$U/chatwoot")" 401
is "a token when there are none" "$(json -d "$B" "$U/chatwoot/$TOKEN")" 401
is "Odoo does not sign" "$(json -d "$B" "$U/odoo")" 401
is "a signature is none for Odoo" "$(json -H "X-Chatwoot-Timestamp: $TS" -H "X-Chatwoot-Signature: sha256=$sig" -d "$B" "$U/odoo")" 401

# ---- bodies ----
is "chunked" "$(post "$B" s3cr3t $TS -H 'Transfer-Encoding: chunked')" 200
body='{ "a" : "olá\u00e9 \n",
	"n":12345678901234567890,"b":[1,
2]}'
is "line ends between words" "$(post "$body")" 200
for b in '' '[1]' '"x"' 'x' '{"a":1' '{"a":1}{}' '{"a":1},"id":"x"' '{"a":01}'; do
	is "400 for $b" "$(post "$b")" 400
done
printf '{"a":"\303"}' >latin
is "400 for what is not UTF-8" "$(post "$(cat latin)" s3cr3t $TS)" 400
deep=$(head -c 255 /dev/zero | tr '\0' '[')
is "400 for what is too deep" "$(post "{\"a\":$deep$(echo "$deep" | tr '[' ']')}")" 400
deep=$(head -c 254 /dev/zero | tr '\0' '[')
is "the deepest that a record holds" "$(post "{\"deep\":$deep$(echo "$deep" | tr '[' ']')}")" 200
typed() { http -H "Content-Type:$1" -H "X-Chatwoot-Timestamp: $TS" -H "X-Chatwoot-Signature: sha256=$sig" -d "$B" "$U/chatwoot"; }
is "415 for text, a form, and none" "$(typed ' text/plain')$(typed ' application/x-www-form-urlencoded')$(typed '')" 415415415
is "with a charset it is JSON" "$(typed ' Application/JSON; charset=utf-8')" 200
is "411 without a length" "$(printf 'POST /chatwoot HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Chatwoot-Timestamp: 1\r\nX-Chatwoot-Signature: x\r\nConnection: close\r\n\r\n' | curl -s -m 20 "telnet://${U#http://}" | head -1 | cut -d' ' -f2)" 411
{ printf '{"a":"'; head -c 2097144 /dev/zero | tr '\0' x; printf '"}'; } >at-cap
{ printf '{"a":"'; head -c 2097145 /dev/zero | tr '\0' x; printf '"}'; } >over-cap
big() {
	f=$1
	shift
	http -H 'Content-Type: application/json' -H "X-Chatwoot-Timestamp: $TS" --data-binary "@$f" "$@" \
		-H "X-Chatwoot-Signature: sha256=$({ printf '%s.' "$TS"; cat "$f"; } | openssl dgst -sha256 -hmac s3cr3t -r | cut -d' ' -f1)" "$U/chatwoot"
}
is "2 MiB" "$(big at-cap)" 200
is "413 for a byte more" "$(big over-cap)" 413
is "413 when it does not ask before" "$(big over-cap -H 'Expect:')" 413
is "413 in chunks" "$(big over-cap -H 'Expect:' -H 'Transfer-Encoding: chunked')" 413

# ---- paths ----
for p in / /chatwoo /chatwoot/a/b /odoo/a/b /healthz/x /metrics/a/b /chatwootx //chatwoot; do
	is "404 $p" "$(json -d "$B" --path-as-is "$U$p")" 404
done
is "405 GET /chatwoot" "$(http "$U/chatwoot")" 405
like "it says what may be" "$(tr -d '\r' <header)" '^Allow: POST$'
is "405 PUT /odoo" "$(http -X PUT -d x "$U/odoo")" 405
is "405 POST /healthz" "$(json -d x "$U/healthz")" 405
is "health" "$(http "$U/healthz"; cat body)" '200{"status":"ok"}'
is "health by HEAD" "$(http -I "$U/healthz")" 200
is "a query is passed over" "$(http "$U/healthz?x=/chatwoot")" 200

# ---- what comes out ----
wait_for 20 lines 9
is "a record, to the byte" "$(head -1 out.ndjson)" '{"v":1,"kind":"webhook","id":"listen:1","ts":"2025-06-17T14:20:00.000Z","source":"chatwoot","headers":{"x-chatwoot-delivery":"d-1","x-chatwoot-timestamp":"1750170000"},"body":{"event":"message_created","id":1}}'
is "its body as it came, in one line" "$(sed -n 6p out.ndjson | grep -o '"body":.*')" '"body":{ "a" : "olá\u00e9 \n", 	"n":12345678901234567890,"b":[1, 2]}}'
is "numbered in order" "$(grep -o '"id":"listen:[0-9]*' out.ndjson | grep -o '[0-9]*$' | tr '\n' ' ')" "1 2 3 4 5 6 7 8 9 "
is "the largest comes out whole" "$(tail -1 out.ndjson | jq -r '.body.a | length')" 2097144
stop
is "out is the spool" "$(cat spool/*.ndjson | cksum)" "$(cksum <out.ndjson)"
is "the spool is nobody else's" "$(stat -c %a spool spool/* | sort -u | tr '\n' ' ')" "600 700 "
like "a wrong secret is told" "$(cat err.log)" 'a delivery to /chatwoot was refused: its signature or token is wrong'
is "nothing of a body or a secret" "$(grep -cE 's3cr3t|message_created|old-secret|12345678901234567890' err.log)" 0
cp out.ndjson all.ndjson

# ---- consumers ----
cwai-listen emit --spool spool >again.ndjson 2>err
is "emit: nothing is left of the default" "$?-$(wc -c <again.ndjson)" "0-0"
cwai-listen emit --spool spool --consumer copy >again.ndjson
is "emit: another has all" "$(cksum <again.ndjson)" "$(cksum <all.ndjson)"
cwai-listen emit --spool spool --consumer copy >again.ndjson
is "emit: once" "$(wc -c <again.ndjson)" 0
status "a consumer's name" 64 cwai-listen emit --spool spool --consumer ../x
: >out.ndjson
listen --no-emit
is "stored only" "$(post "$B")" 200
cwai-listen emit --spool spool --consumer copy >again.ndjson
is "emit beside one that listens" "$(jq -r .id again.ndjson)" listen:10
status "two do not listen over one spool" 75 cwai-listen --addr 127.0.0.1:0 --spool spool
like "it is said" "$(cat err)" 'another process has the spool spool'
cp url url.first
status "nor at one address" 69 cwai-listen --addr "${U#http://}" --spool spool2
like "that too" "$(cat err)" 'cannot listen at 127.0.0.1:[0-9]+: Address already in use'
mkfifo follow
cwai-listen emit -f --spool spool --consumer copy >follow &
follower=$!
exec 8<follow
is "stored while one follows" "$(post "$B")" 200
read -r line <&8
is "emit -f: it comes at once" "$(echo "$line" | jq -r .id)" listen:11
status "one consumer, one process" 75 cwai-listen emit --spool spool --consumer copy
kill "$follower" && wait "$follower"
is "emit -f: SIGTERM ends it" "$?" 0
exec 8<&-
is "emit -f: what came is taken" "$(cwai-listen emit --spool spool --consumer copy | wc -l)" 0
stop
is "nothing was written out" "$(wc -c <out.ndjson)" 0
listen
wait_for 20 lines 1
wait_for 20 lines 2
is "on restart it emits what was not taken" "$(jq -r .id out.ndjson | tr '\n' ' ')" "listen:10 listen:11 "
stop
cwai-listen emit --spool spool --consumer full >/dev/full 2>err
is "a full disk behind stdout" "$?" 74
is "then nothing is taken" "$(cwai-listen emit --spool spool --consumer full | wc -l)" 11

# ---- rotation ----
: >out.ndjson
listen --segment 1K --keep 0
deliver() { "$TOP/tests/fake/deliver" "$@"; }
unset CWAI_NOW
stop
listen --segment 1K --keep 0
is "30 deliveries" "$(deliver "$U" 1 30 --bytes 100 | wc -l)" 30
wait_for 20 lines 30
rm spool/copy.cursor spool/full.cursor
few() { [ "$(find spool -name '*.ndjson' | wc -l)" -le 1 ]; }
wait_for 20 few
ok "what all took is deleted" $?
stop
listen
is "and more" "$(deliver "$U" 31 1 | wc -l)" 1
wait_for 20 lines 31
is "numbers go on" "$(tail -1 out.ndjson | jq -r .id)" listen:42
stop

# ---- rate ----
: >out.ndjson
listen --rate 1:3
is "three at once" "$(for i in 1 2 3; do http "$U/healthz"; done)" 200200200
is "then one has to wait" "$(http "$U/healthz")" 429
like "it says how long" "$(tr -d '\r' <header)" '^Retry-After: [12]$'
free() { [ "$(http "$U/healthz")" = 200 ]; }
wait_for 20 free
ok "and may again" $?
stop

# ---- tokens ----
unset CWAI_CHATWOOT_SECRET
export CWAI_LISTEN_TOKEN="$TOKEN another-token-of-16"
listen -v
is "the token" "$(json -d "$B" "$U/chatwoot/$TOKEN")" 200
is "the other" "$(json -d "$B" "$U/chatwoot/another-token-of-16")" 200
is "a wrong one" "$(json -d "$B" "$U/chatwoot/${TOKEN}x")" 401
is "a part of it" "$(json -d "$B" "$U/chatwoot/${TOKEN%?}")" 401
is "an empty one" "$(json -d "$B" "$U/chatwoot/")" 401
is "none" "$(json -d "$B" "$U/chatwoot")" 401
is "a signature without a secret" "$(post "$B" "")" 401
is "Odoo" "$(json -d '{"_model":"product.template","_id":7,"_action":"x"}' "$U/odoo/$TOKEN")" 200
wait_for 20 lines 3
is "Odoo's record" "$(tail -1 out.ndjson | jq -c '[.source, .headers, .body]')" '["odoo",{},{"_model":"product.template","_id":7,"_action":"x"}]'
http "$U/metrics" >/dev/null
like "counted: source and status" "$(cat body)" '^cwai_listen_requests_total\{source="chatwoot",status="200"\} 2$'
like "counted: refused" "$(cat body)" '^cwai_listen_bad_signatures_total 5$'
like "counted: answers by time" "$(cat body)" '^cwai_listen_ack_seconds_bucket\{le="\+Inf"\} 3$'
like "counted: syncs by time" "$(cat body)" '^cwai_listen_fsync_seconds_count 3$'
like "counted: segments" "$(cat body)" '^cwai_listen_spool_segments [0-9]+$'
like "counted: bytes" "$(cat body)" '^cwai_listen_received_bytes_total\{source="odoo"\} 51$'
caught_up() { http "$U/metrics" >/dev/null && grep -q '^cwai_listen_spool_lag{consumer="default"} 0$' body; }
wait_for 20 caught_up
ok "counted: the lag" $?
stop
like "-v: a line a request" "$(cat err.log)" '^cwai-listen: POST /chatwoot: 200, 34 bytes, [0-9.]+ ms$'
is "never the token" "$(grep -c -e "$TOKEN" -e another-token err.log)" 0

# ---- files, the configuration ----
unset CWAI_LISTEN_TOKEN
printf '# of the bot\n  file-secret \n\n# rotated\nolder\n' >secrets
printf 'token-in-a-file-16\n' >tokens
chmod 600 secrets
chmod 644 tokens
mkdir conf
mv secrets conf
printf 'store: s.db\ndomains: [%s/examples/cosmeticos]\nlisten: {secret_file: secrets}\n' "$TOP" >conf/cwai.yaml
: >err.log
listen -C conf/cwai.yaml --token-file tokens
now=$(date +%s)
is "a secret of the configuration's file" "$(post "$B" file-secret "$now")" 200
is "the second" "$(post "$B" older "$now")" 200
is "a comment is none" "$(post "$B" '# of the bot' "$now")" 401
is "a token of a file" "$(json -d "$B" "$U/odoo/token-in-a-file-16")" 200
like "a file that all can read is told" "$(cat err.log)" 'tokens can be read by everybody'
stop
sed -i 's/secret_file/max_body: 1K, secret_file/' conf/cwai.yaml
listen -C conf/cwai.yaml
is "a cap of the configuration" "$(post "{\"a\":\"$(head -c 1017 /dev/zero | tr '\0' x)\"}" older "$now")$(post "{\"a\":\"$(head -c 1016 /dev/zero | tr '\0' x)\"}" older "$now")" 413200
stop
sed -i 's/1K/1G/' conf/cwai.yaml
status "a body larger than a record" 78 cwai-listen -C conf/cwai.yaml --spool spool
listen --secret-file conf/secrets
is "--secret-file" "$(post "$B" older "$now")" 200
stop
CHATWOOT_WEBHOOK_SECRET_FILE=conf/secrets
export CHATWOOT_WEBHOOK_SECRET_FILE
listen
is "CHATWOOT_WEBHOOK_SECRET_FILE" "$(post "$B" older "$now")" 200
stop
unset CHATWOOT_WEBHOOK_SECRET_FILE

# ---- open, on loopback ----
: >err.log
: >out.ndjson
listen
like "without either it warns" "$(cat err.log)" 'no secret and no token: whoever is on this machine may deliver'
is "and takes all" "$(json -d "$B" "$U/chatwoot")$(json -d "$B" "$U/odoo")$(json -d "$B" "$U/chatwoot/any")" 200200200
is "but not from a page in a browser" "$(http -d "$B" "$U/chatwoot")$(http -X OPTIONS "$U/chatwoot")" 415405

# ---- through the pipeline ----
for f in whatsapp audio api; do
	is "real-looking: $f" "$(json --data-binary "@$TOP/tests/fixtures/webhooks/$f.json" -H "X-Chatwoot-Delivery: $f" "$U/chatwoot")" 200
done
stop
grep -E '"x-chatwoot-delivery":"(whatsapp|audio|api)"' out.ndjson | cwai-receive --all --no-store --bot 12 >received
for f in whatsapp audio api; do
	cat "$TOP/tests/fixtures/webhooks/$f.json"
done | cwai-receive --all --no-store --bot 12 >want
is "cwai-receive makes of it what it makes of the body" "$(jq -c 'del(.trace)' received)" "$(jq -c 'del(.trace)' want)"
is "its trace is the delivery" "$(jq -r .trace received | tr '\n' ' ')" "whatsapp audio api "

# ---- TLS ----
export CWAI_LISTEN_TOKEN=$TOKEN
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
	-addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null
: >out.ndjson
listen --tls-cert cert.pem --tls-key key.pem
like "https" "$U" '^https://127'
is "over TLS" "$(json --cacert cert.pem -d "$B" "$U/chatwoot/$TOKEN")" 200
is "not without" "$(json -d "$B" "http${U#https}/chatwoot/$TOKEN")" 000
is "nor with another certificate's trust" "$(json -d "$B" "$U/chatwoot/$TOKEN")" 000
stop
listen --addr 0.0.0.0:0
is "elsewhere with a token" "$(json -d "$B" "http://127.0.0.1:${U##*:}/chatwoot/$TOKEN")" 200
stop
like "it warns of tokens in the clear" "$(cat err.log)" 'without --tls-cert tokens travel in the clear'
listen --addr '[::1]:0'
is "IPv6" "$(json -g -d "$B" "$U/odoo/$TOKEN")" 200
stop
done_testing
