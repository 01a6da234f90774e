#!/bin/sh
# Sentiment on the evaluation set of $CWAI_SHARED (default ../shared): the built-in lexicon, and a model trained on train,
# judged on dev; texts a second of CPU time on one core, median of 31 rounds. The peers' figures are those that stand in
# the set's README.md, measured on another day; none is run.
. "${0%/*}/lib.sh"
set=$SHARED/eval/sentiment/reviews_pt
if [ ! -d "$set" ]; then
	echo "no evaluation set: $set is not there (CWAI_SHARED names the folder)"
	exit 0
fi
percent() { jq -r "$1 * 1000 | round / 10" "$2"; }
row() { # NAME FIGURES RATE
	printf '%-34s %10s %7s %9s %9s %10s\n' "$1" "$(percent .accuracy "$2")" "$(jq -r .auroc "$2")" "$(jq -r .macro_f1 "$2")" \
		"$(percent .labels_accuracy "$2")" "$3"
}
train=$(measure 1 sh -c "exec cwai-train sentiment -o m '$set/train.ndjson' >trained" | awk '{ printf "%.1f", $2 / 1000 }')
cwai-eval sentiment "$set/dev.ndjson" >lexicon
cwai-eval sentiment --model m "$set/dev.ndjson" >model
for i in 1 2 3 4 5 6 7 8; do cat "$set/dev.ndjson"; done >many
printf '%-34s %10s %7s %9s %9s %10s\n' reviews_pt accuracy% AUROC macro-F1 labels% texts/s
row "built-in lexicon" lexicon "$(sentiment_rate many 31)"
row "model (trained in $train s)" model "$(sentiment_rate many 31 m)"
grep -E '^\| (NLP.js lexicon|linear SVM, trained)' "$SHARED/eval/README.md" | awk -F' *[|] *' '{ printf "%-34s %10s %7s %9s %9s %10s\n", substr($2, 1, 34), $3, $4, $5, "", $6 }'
jq -r '"cross-validated on train: accuracy \(.accuracy), AUROC \(.auroc), macro-F1 \(.macro_f1)"' trained
