#!/bin/sh
# Sentiment: cwai-train sentiment, cwai-eval sentiment, the domain's model, and how good both engines are.
. "${0%/*}/lib.sh"
cat >a.ndjson <<'X'
{"text":"o bolo veio fofinho e quente","label":"positive"}
{"text":"bolo fofinho, cobertura brilhante","label":"positivo"}
{"text":"fofinho e bem recheado","score":5}
{"text":"recheio farto, massa fofinha","score":4}
{"text":"o mais recheado da cidade","score":1,"label":"Positiva"}
{"text":"massa quente e recheio farto","label":"positive"}
{"text":"o bolo veio solado e murcho","label":"negative"}
{"text":"massa solada, cobertura derretida","label":"negativo"}
{"text":"solado e sem recheio","score":1}
{"text":"recheio azedo, massa murcha","score":2}
{"text":"o mais azedo da cidade","label":"negativa","score":5}
{"text":"cobertura derretida e azeda","label":"negative"}
{"text":"encomendei o bolo de coco","score":3}
{"text":"o bolo serve dez pessoas","label":"Neutro"}
X
status "stars and labels, in both languages" 0 cwai-train sentiment -o m a.ndjson
is "one record" "$(jq -c '[.v,.kind,.training,.model,.lang,.negative,.neutral,.positive,.folds]' out)" '[1,"result","sentiment","m","pt",6,2,6,6]'
is "its figures" "$(jq -c '[.accuracy,.auroc,.macro_f1,.labels_accuracy,.band]|map(type)|unique' out)" '["number"]'
is "nothing on stderr" "$(cat err)" ""
cp m first
cwai-train sentiment -o m a.ndjson >out
cmp -s m first
ok "the same examples give the same bytes" $?
is "standard input does the same" "$(cwai-train sentiment -o m <a.ndjson | jq -c '[.negative,.neutral,.positive]')" '[6,2,6]'
TERM=xterm script -qc "cwai-train sentiment -o m a.ndjson" /dev/null | tr -d '\r' >out
like "people read lines" "$(cat out)" 'm: 6 negative, 2 neutral and 6 positive texts, language pt$'
like "of what it is worth" "$(cat out)" '^cross-validated in 6 folds, negative against positive: accuracy [0-9.]+ %, AUROC [01]\.[0-9]{3}$'
is "--lang is kept" "$(cwai-train sentiment --lang en -o e a.ndjson | jq -r .lang)" en
printf '{"text":"a","label":"negative"}\n{"text":"b","label":"positive"}\n' >two
is "two texts are no base for figures" "$(cwai-train sentiment -o z two | jq -c '[.folds,.accuracy,.auroc]')" '[0,null,null]'
rm -f z

# Mistakes are told with the place and the mend.
bad() { # NAME STATUS STDERR ARGS...
	name=$1 want=$2 say=$3
	shift 3
	status "$name: status" "$want" "$@"
	is "$name" "$(head -1 err)" "$say"
	is "$name: nothing on stdout" "$(cat out)" ""
}
form='a line is {"text":"…","label":"negative"} or {"text":"…","score":1}'
printf '{"text":"a","score":1}\n{"score":1}\n{"text":"b"}\nnope\n' >bad.ndjson
bad "bad lines" 65 "cwai-train: bad.ndjson: line 2: no \"text\"; $form (and 2 more bad lines)" cwai-train sentiment -o z bad.ndjson
echo '{"text":"a"}' >bad.ndjson
bad "no label" 65 "cwai-train: bad.ndjson: line 1: neither \"label\" nor \"score\"; $form" cwai-train sentiment -o z bad.ndjson
echo '{"text":"a","label":"feliz meu cpf 529.982.247-25"}' >bad.ndjson
bad "no such label: what stands there is not told on" 65 'cwai-train: bad.ndjson: line 1: "label" is none: say negative, neutral or positive' cwai-train sentiment -o z bad.ndjson
echo '{"text":"a","score":7}' >bad.ndjson
bad "no such score" 65 'cwai-train: bad.ndjson: line 1: score 7: say 1 (worst) to 5' cwai-train sentiment -o z bad.ndjson
head -6 a.ndjson >one.ndjson
bad "one side only" 65 'cwai-train: training needs negative and positive examples, got 0 and 6' cwai-train sentiment -o z one.ndjson
[ ! -e z ]
ok "no model is written then" $?
bad "a missing file" 66 'cwai-train: cannot open none.ndjson: No such file or directory' cwai-train sentiment -o z none.ndjson
status "a folder that is not there" 73 cwai-train sentiment -o none/z a.ndjson
bad "nothing to train" 64 'cwai-train: say what to train: route, sentiment' cwai-train -o z

# Figures worked out by hand.
g() { printf '{"text":"t","label":"%s","analysis":{"sentiment":{"label":"%s","score":%s}}}\n' "$@"; }
{ g negative negative -0.9; g negative neutral -0.1; g negative positive 0.5; g neutral neutral 0; g positive positive 0.8; g positive neutral 0.2; } >r
status "what records carry is judged" 0 cwai-eval sentiment --given r
is "by sign, AUROC" "$(jq -c '[.texts,.accuracy,.auroc]' out)" '[6,0.8,0.8333]'
# F1: negative 2/4, neutral 2/4, positive 2/4
is "labels" "$(jq -c '[.macro_f1,.labels_accuracy]' out)" '[0.5,0.4]'
is "which for which" "$(jq -c '.confusions[]' out)" '{"label":"negative","negative":1,"neutral":1,"positive":1}
{"label":"neutral","negative":0,"neutral":1,"positive":0}
{"label":"positive","negative":0,"neutral":1,"positive":1}'
is "stars are labels; a score of 0 has no sign" "$(printf '%s\n' '{"text":"t","score":1,"sentiment":{"label":"negative","score":-1}}' '{"text":"t","score":5,"sentiment":{"label":"positive","score":0}}' | cwai-eval sentiment - | jq -c '[.accuracy,.labels_accuracy]')" '[0.5,1]'
printf '%s\n' '{"text":"péssimo, não recomendo","label":"negativo"}' '{"text":"adorei","label":"positivo"}' '{"text":"bom dia","label":"neutro"}' >t
is "the lexicon needs no domain" "$(cwai-eval sentiment t | jq -c '[.accuracy,.macro_f1,.auroc]')" '[1,1,1]'
printf '%s\n' '{"text":"solado","label":"negative"}' '{"text":"fofinho","label":"positive"}' >t2
is "a model knows what it learned" "$(cwai-eval sentiment --model m t2 | jq .accuracy)" 1
printf '%s\n' '{"text":"não achei ruim","label":"positivo"}' '{"text":"nada de bom","label":"negativo"}' '{"text":"moro em belo horizonte","label":"neutro"}' >t3
is "a phrase swallows no opinion, a city is none" "$(cwai-eval sentiment t3 | jq -c '[.accuracy,.macro_f1]')" '[1,1]'
is "of nothing" "$(cwai-eval sentiment /dev/null | jq -c '[.texts,.accuracy,.auroc]')" '[0,null,null]'
bad "no label to judge by" 65 'cwai-eval: bad.ndjson: line 1: score 7: say 1 (worst) to 5' cwai-eval sentiment bad.ndjson
for l in '{"label":"positive"}' '{"text":5,"score":5}' '{"text":"","score":5}'; do
	echo "$l" >bad.ndjson
	bad "no text: $l" 65 'cwai-eval: bad.ndjson: line 1: no "text"; a line is {"text":"…","label":"negative"}' cwai-eval sentiment bad.ndjson
done
echo '{"text":"t","score":"5"}' >bad.ndjson
bad "stars that are a text" 65 'cwai-eval: bad.ndjson: line 1: "score" is no number: say 1 (worst) to 5' cwai-eval sentiment bad.ndjson
bad "a model that judges nothing" 64 "cwai-eval: --given judges what the records carry: it goes without --model" cwai-eval sentiment -m m --given r
bad "nothing is carried" 65 'cwai-eval: t: line 1: no "analysis" with a sentiment; pipe it through cwai-analyze or leave --given' cwai-eval sentiment --given t
echo '{"text":"t","label":"neutral","analysis":{"sentiment":{"label":"so so"}}}' >bad.ndjson
bad "what is carried is wrong" 65 'cwai-eval: bad.ndjson: line 1: analysis.sentiment.label: must be negative, neutral or positive' cwai-eval sentiment bad.ndjson
bad "no such model" 66 'cwai-eval: none: No such file or directory' cwai-eval sentiment --model none t
printf '{"text":"oi","intent":"a"}\n{"text":"tchau","intent":"b"}\n' | cwai-train route -o routes >/dev/null
# shellcheck disable=SC2016
bad "a model of routes" 65 'cwai-eval: routes: is a model of route, not of sentiment; `cwai-train sentiment -o MODEL` makes one' cwai-eval sentiment --model routes t
# shellcheck disable=SC2016
bad "and the other way round" 65 'cwai-route: m: is a model of sentiment, not of route; `cwai-train route -o MODEL` makes one' cwai-route --model m
head -c 300 m >short
bad "a model cut short" 65 'cwai-eval: short: is cut short or grew; train it anew' cwai-eval sentiment --model short t

# The domain's model.
mkdir shop && cp "$CWAI_SHARE"/cosmeticos/*.yaml shop/
echo 'sentiment_model: made.model' >>shop/domain.yaml
printf 'store: sqlite:s.db\ndomains: [shop]\n' >cwai.yaml
bad "one that is missing" 66 "cwai-eval: domain cosmeticos: sentiment_model: ./shop/made.model is not there; \`cwai-train sentiment -o ./shop/made.model FILE\` makes it of the shop's texts, without the member the built-in lexicon serves" cwai-eval sentiment t2
cp m shop/made.model
is "is used" "$(cwai-eval sentiment t2 | jq .accuracy)" 1
cp routes shop/made.model
like "one of routes is refused" "$(cwai-eval sentiment t2 2>&1)" '^cwai-eval: domain cosmeticos: sentiment_model: .*made.model: is a model of route, not of sentiment'
sed -i 's/^sentiment_model:.*/sentiment_model: [a]/' shop/domain.yaml
like "it is a file's name" "$(cwai-eval sentiment t2 2>&1)" 'domain.yaml: sentiment_model: must be a file that cwai-train sentiment wrote'
rm cwai.yaml
status "a domain that is asked for must be there" 66 cwai-eval sentiment -d none t2

# How good they are, on reviews that are not ours.
E=${CWAI_SHARED:-}/eval/sentiment/reviews_pt
if [ -n "${CWAI_SHARED:-}" ] && [ -d "$E" ]; then
	cwai-eval sentiment "$E/dev.ndjson" >lexicon
	is "the lexicon: 90 % by sign, AUROC .945, macro-F1 .62" "$(jq '.accuracy >= 0.9 and .auroc >= 0.945 and .macro_f1 >= 0.62' lexicon)" true
	cwai-train sentiment -o big "$E/train.ndjson" >/dev/null
	cwai-eval sentiment --model big "$E/dev.ndjson" >model
	is "a model: 89 % by sign, AUROC .955, macro-F1 .611" "$(jq '.accuracy >= 0.89 and .auroc >= 0.955 and .macro_f1 >= 0.611' model)" true
	echo "# lexicon: $(jq -c '[.accuracy,.auroc,.macro_f1]' lexicon), model: $(jq -c '[.accuracy,.auroc,.macro_f1]' model)"
else
	echo "# CWAI_SHARED does not name the evaluation sets: how good sentiment is was not measured"
fi
done_testing
