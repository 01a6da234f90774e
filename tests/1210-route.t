#!/bin/sh
# cwai-route: intents, crews, several wishes, unknown, the open task, models of files and of domains.
. "${0%/*}/lib.sh"
cwai init cosmeticos >/dev/null || exit 1
export CWAI_NOW=2026-06-17T15:00:00Z
say() { printf '%s\n' "$1" | jq -Rc '{kind:"message",text:.}' | cwai-route; }
crews() { say "$1" | jq -c .route.crews; }
is "price" "$(crews 'quanto custa o batom?')" '["sales"]'
is "a person" "$(crews 'quero falar com um atendente')" '["human"]'
is "greeting" "$(crews 'bom dia!')" '["greet"]'
is "thanks" "$(crews 'muito obrigada')" '["greet"]'
is "several intents, in the order of the message" "$(crews 'vou querer um. tem horário sábado?')" '["sales","scheduling"]'
is "a greeting before a wish is not for its crew" "$(crews 'oi! quanto custa o batom?')" '["sales"]'
is "its clause is told" "$(say 'vou querer um. tem horário sábado?' | jq -r '.route.intents[]|select(.crew=="scheduling").text')" "tem horário sábado?"
r=$(say 'xyzzy plugh frobnicate')
is "unknown" "$(echo "$r" | jq -c '.route|[.unknown,.crews,(.intents|length),.reason]')" '[true,[],1,"below the threshold"]'
is "an unknown keeps its best guess and its confidence" "$(echo "$r" | jq -c '.route.intents[0]|[(.name|type),(.confidence|type)]')" '["string","number"]'
is "no words" "$(say '😀!' | jq -c '.route|[.unknown,.crews,.reason]')" '[true,[],"no words"]'
is "no text" "$(echo '{"kind":"message","text":"","attachments":[{}]}' | cwai-route | jq -c .route)" '{"unknown":true,"crews":[],"intents":[],"reason":"no text"}'
is "an event passes untouched" "$(echo '{"kind":"event","text":"oi"}' | cwai-route)" '{"kind":"event","text":"oi"}'
is "so does another record without text" "$(echo '{"kind":"product","id":"p1"}' | cwai-route)" '{"kind":"product","id":"p1"}'

# The open task.
task() { jq -nc --arg t "$1" '{kind:"message",text:$t,context:{task:{crew:"scheduling",kind:"slot"}}}' | cwai-route | jq -c '[.route.crews,.route.intents[0].name]'; }
mine='[["scheduling"],"continue"]'
for t in sim "Não" "pode ser" "amanhã às 3" "o segundo" 3 "quero esse" "às 15h30"; do
	is "an open task takes \"$t\"" "$(task "$t")" "$mine"
done
is "not a wish of its own" "$(task 'quanto custa o batom?')" '[["sales"],"price"]'
is "not a greeting" "$(task 'boa noite')" '[["greet"],"greeting"]'
is "no open task, no claim" "$(echo '{"kind":"message","text":"sim","context":{"task":null}}' | cwai-route | jq -r '.route.intents[0].name == "continue"')" false

# A domain's model: kept, and trained anew when the sentences change.
model=$(find . -name 'cosmeticos-route.model')
like "it is kept" "$model" 'cosmeticos-route\.model$'
echo '{"text":"oi"}' | cwai-route -v >/dev/null 2>err
is "and used" "$(cat err)" ""
printf 'damaged' >"$model"
echo '{"text":"oi"}' | cwai-route -v >out 2>err
like "a damaged one is trained anew" "$(cat err)" 'cosmeticos: trained routing on [0-9]+ sentences of 16 intents'
cp -r "$CWAI_SHARE/cosmeticos" mine && cp "$CWAI_SHARE/templates.yaml" . && chmod -R u+w mine
sed -i 's/^name: .*/name: mine/' mine/domain.yaml
cwai init -d "$T/mine" two/ >/dev/null 2>err || cat err
route2() { echo "{\"text\":\"$1\"}" | cwai-route -v -C two/cwai.yaml -d mine 2>err | jq -r '.route.intents[0].name'; }
is "another domain" "$(route2 'bom dia')" greeting
is "trained once" "$(route2 'bom dia'; cat err)" greeting
printf '  - name: joke\n    crew: info\n    examples: ["conta uma piada", "me conta outra piada", "sabe alguma piada?", "piada por favor"]\n' >>mine/intents.yaml
is "changed sentences" "$(route2 'conta uma piada')" joke
like "are learned, which is told" "$(cat err)" 'of 17 intents'
rm -f "$model"
for i in 1 2 3 4; do echo '{"text":"bom dia"}' | cwai-route >"many.$i" & done
wait
is "several at once train it" "$(cat many.* | jq -r '.route.intents[0].name' | sort | uniq -c | tr -s ' ')" " 4 greeting"
is "and leave one file" "$(find . -name 'cosmeticos-route.model*' | wc -l)" 1
echo 'intents: 7' >mine/intents.yaml
echo '{"text":"oi"}' | cwai-route -C two/cwai.yaml -d mine >out 2>/dev/null
is "wrong sentences: the record carries the error" "$?:$(jq -c '[.error.kind,.error.tool]' out)" '1:["config","cwai-route"]'

# A model file needs no configuration.
unset CWAI_CONFIG
mkdir bare && cd bare || exit 1
cwai-train route -o m "$CWAI_SHARE/varejo/intents.yaml" >/dev/null
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
in='{"x":12345678901234567890,"text":"bom dia","y":1.10}'
is "the record's bytes stay" "$(echo "$in" | cwai-route --model m | sed 's/,"route":.*/}/')" "$in"
is "a model trained on a domain knows the crews" "$(echo "$in" | cwai-route --model m | jq -c .route.crews)" '["greet"]'
printf '%s\n' '{"text":"oi","intent":"a"}' '{"text":"tchau","intent":"b"}' | cwai-train route -o n >/dev/null
is "another does not" "$(echo '{"text":"oi"}' | cwai-route --model n | jq -c '.route|[.crews,.intents[0].crew]')" '[[],null]'
is "explain" "$(echo '{"text":"oi"}' | cwai-route --model n --explain | jq -r '.route.explain[0]|.name,.features[0]' | cut -c1-8)" "a
stem oi "
is "words are a message" "$(cwai-route --model n oi tudo | jq -r .text)" "oi tudo"
long=$(head -c 3000000 /dev/zero | sed 's/\x00/oi, quero, /g' | head -c 3000000)
is "a message of 3 MB is one message, and soon decided" "$(printf '{"text":"%s"}\n' "$long" | timeout 60 cwai-route --model m | jq -c '.route.intents|length')" 1
head -c 300 m >short
status "a damaged model is refused" 65 cwai-route --model short
is "and why" "$(cat "$T/err")" "cwai-route: short: is cut short or grew; train it anew"
status "a missing one too" 66 cwai-route --model none
status "another file too" 65 cwai-route --model "$TOP/LICENSE"
cd ..
status "no configuration" 66 env HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent sh -c 'cd / && cwai-route'
done_testing
