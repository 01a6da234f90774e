#!/bin/sh
# cwai-train: what it reads, what it says, the file it writes.
. "${0%/*}/lib.sh"
cat >a.ndjson <<'X'
{"id":"1","text":"quanto custa o batom","intent":"price","crew":"sales"}
{"text":"qual o preço do creme","intent":"price"}
{"text":"quanto tá o shampoo","intent":"price"}
{"text":"me diz o valor","intent":"price"}
{"text":"preço do kit","intent":"price"}
{"text":"cadê meu pedido","intent":"delivery","crew":"delivery"}
{"text":"meu pedido não chegou","intent":"delivery"}
{"text":"quando chega a entrega","intent":"delivery"}
{"text":"código de rastreio","intent":"delivery"}
{"text":"entrega atrasada","intent":"delivery"}
X
status "two intents" 0 cwai-train route -o m a.ndjson
is "one record" "$(jq -c '[.v,.kind,.model,.lang,.examples,.outside,.classes]' out)" '[1,"result","m","pt",10,0,2]'
is "its figures" "$(jq -c '[.accuracy,.macro_f1,.threshold,.kept,.rejected,.calibration_error]|map(type)|unique' out)" '["number"]'
is "the reliability counts every example" "$(jq '[.reliability[].n]|add' out)" 10
is "nothing on stderr" "$(cat err)" ""
cp m first
cwai-train route -o m <a.ndjson >out
is "standard input does the same" "$(cmp m first && jq .examples out)" 10
head -5 a.ndjson >b.ndjson && tail -5 a.ndjson >c.ndjson
cwai-train route -o m2 b.ndjson c.ndjson >/dev/null && cwai-train route -o m a.ndjson >/dev/null
is "several files are one" "$(echo '{"text":"preço"}' | cwai-route --model m2)" "$(echo '{"text":"preço"}' | cwai-route --model m)"
cat b.ndjson c.ndjson | cwai-train route -o m3 >/dev/null
cmp -s m2 m3
ok "from files or from standard input it is the same model" $?
cwai-train route -o n a.ndjson >/dev/null
cmp -s m n
ok "the same examples give the same bytes" $?

{ cat a.ndjson; echo '{"text":"qual a capital da frança","intent":"oos"}'; } | cwai-train route -o o >out
is "oos is no class" "$(jq -c '[.classes,.outside,.rejected]' out)" '[2,1,1]'

cat >i.yaml <<'X'
language: es
intents:
  - name: precio
    crew: ventas
    examples: [cuánto cuesta, qué precio tiene]
  - {name: saludo, examples: ["hola", "buenos días"]}
X
is "YAML, its language and crew" "$(cwai-train route -o y i.yaml | jq -c '[.lang,.classes]'; echo '{"text":"cuánto cuesta"}' | cwai-route -m y | jq -c '.route.intents[0].crew')" '["es",2]
"ventas"'
is "--lang wins" "$(cwai-train route --lang en -o y i.yaml | jq -r .lang)" en

# Mistakes are told with the place and the mend.
bad() { # NAME STATUS STDERR ARGS...
	name=$1 want=$2 say=$3
	shift 3
	status "$name: status" "$want" "$@"
	is "$name" "$(cat err)" "$say"
	is "$name: nothing on stdout" "$(cat out)" ""
}
printf '{"text":"a","intent":"x"}\n{"intent":"x"}\n{"text":"b"}\nnope\n' >bad.ndjson
bad "bad lines" 65 'cwai-train: bad.ndjson: line 2: no "text"; a line is {"text":"…","intent":"…"} (and 2 more bad lines)' cwai-train route -o z bad.ndjson
printf '{"text":"a"}\n' >bad.ndjson
bad "no intent" 65 'cwai-train: bad.ndjson: line 1: no "intent" beside the text; "oos" is out of scope' cwai-train route -o z bad.ndjson
[ ! -e z ]
ok "no model is written then" $?
bad "one intent" 65 'cwai-train: training needs examples of at least two intents, got 1' cwai-train route -o z b.ndjson
bad "a missing file" 66 'cwai-train: cannot open none.ndjson: No such file or directory' cwai-train route -o z none.ndjson
echo 'intents: [{name: a, examples: [x, 7]}, {name: b, examples: [y]}]' >bad.yaml
bad "an example that is no text" 78 'cwai-train: bad.yaml: intent a: example 2 is no text; put it in quotes' cwai-train route -o z bad.yaml
echo 'intents: [{name: a}]' >bad.yaml
bad "no examples" 78 'cwai-train: bad.yaml: intent a has no list of examples; give it some sentences' cwai-train route -o z bad.yaml
status "a folder that is not there" 73 cwai-train route -o none/z a.ndjson
status "a bad line is not left out" 64 cwai-train route -E drop -o z a.ndjson
status "nothing to train" 64 cwai-train -o z
status "no model file named" 64 cwai-train route a.ndjson
status "no language code" 64 cwai-train route --lang 'p t' -o z a.ndjson

# What a domain needs stays quick: 16 intents, a thousand sentences.
from=$(date +%s%N)
cwai-train route -o d "$CWAI_SHARE/cosmeticos/intents.yaml" >out
to=$(date +%s%N)
is "a whole domain" "$(jq .classes out)" 16
# Sanitizers make it several times slower; the bound is for them too.
[ $(((to - from) / 1000000)) -lt 20000 ]
ok "in good time" $?
[ "$(jq '.accuracy > 0.6 and .calibration_error < 0.1' out)" = true ]
ok "well enough" $?
done_testing
