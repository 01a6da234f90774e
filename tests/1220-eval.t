#!/bin/sh
# cwai-eval: figures worked out by hand.
. "${0%/*}/lib.sh"
g() { printf '{"text":"t","intent":"%s","route":{"unknown":%s,"intents":[{"name":"%s","confidence":%s}]}}\n' "$@"; }
{ g a false a 0.9; g a false b 0.6; g b false b 0.8; g b true b 0.2; g oos true a 0.3; g oos false a 0.7; } >r
status "route" 0 cwai-eval route --given r
is "counts" "$(jq -c '[.in_scope,.out_of_scope]' out)" '[4,2]'
is "accuracy of the best guess" "$(jq -c '[.accuracy,.macro_f1]' out)" '[0.75,0.7333]'
is "kept, kept and right" "$(jq -c '[.kept,.kept_and_right]' out)" '[0.75,0.5]'
is "out of scope: AUROC and recall" "$(jq -c '[.oos_auroc,.oos_recall]' out)" '[0.625,0.5]'
is "confusions" "$(jq -c .confusions out)" '[{"intent":"a","taken_for":"b","n":1}]'
is "reliability" "$(jq -c '.reliability[]|[.from,.n,.right]' out)" '[0.2,1,1]
[0.6,1,0]
[0.8,1,1]
[0.9,1,1]'
printf '%s\n' '{"text":"oi","intent":"a"}' '{"text":"tchau","intent":"b"}' >t
cwai-train route -o m t >/dev/null
is "with a model" "$(cwai-eval route --model m t | jq -c '[.accuracy,.oos_auroc]')" '[1,null]'
echo '{"text":"oi"}' >bad
status "a line without an intent" 65 cwai-eval route --model m bad
is "is told" "$(cat err)" 'cwai-eval: bad: line 1: no "intent" beside the text; "oos" is out of scope'
status "no route in the record" 65 cwai-eval route --given t
status "no such model" 66 cwai-eval route --model none t

mkdir s
printf '%s\n' '{"id":"q1","text":"x"}' '{"id":"q2","text":"y"}' '{"id":"w1","text":"z"}' '{"id":"none","text":"z"}' >s/queries.ndjson
printf 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td9\t1\nw1\td3\t1\nw1\td4\t0\n' >s/qrels.tsv
printf '%s\n' '{"id":"q1","products":[{"id":"d2"},{"id":"d1"}]}' '{"id":"w1","rules":[{"id":"d4"},{"id":"d3"}]}' >found
status "search" 0 cwai-eval search s found
is "counts: a query without judged documents is none" "$(jq -c '[.queries,.missing]' out)" '[3,1]'
# q1: (1 + 3/log2(3)) / (3 + 1/log2(3)) = .7967; w1: 1/log2(3) = .6309; q2: 0
is "NDCG at 10" "$(jq -c '[.ndcg10,.mrr10,.hit1]' out)" '[0.4759,0.5,0.3333]'
is "by kind of query" "$(jq -c '.kinds[]|[.queries,.n,.ndcg10]' out)" '["q",2,0.3984]
["w",1,0.6309]'
echo '{"id":"other","products":[]}' >found
status "an unknown query" 65 cwai-eval search s found
is "is told" "$(cat err)" 'cwai-eval: found: line 1: no query has the id "other"'
echo '{"id":"q1"}' >found
status "no results in the record" 65 cwai-eval search s found
status "no such folder" 66 cwai-eval search none found
status "no such form" 64 cwai-eval nothing
status "operands" 64 cwai-eval search s
for o in "search -m m s found" "entities -m m t" "rules -m m t" "rules --given t" "search --given s found" "route --given -m m t" "route -E drop --given r"; do
	# shellcheck disable=SC2086 # its words
	status "an option that would be ignored: $o" 64 cwai-eval $o
done
done_testing
