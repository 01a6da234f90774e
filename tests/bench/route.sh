#!/bin/sh
# Routing on the evaluation sets of $CWAI_SHARED (default ../shared): trained on train, judged on test, and its speed
# beside fastText (when it is installed) and jq adding a key, on the same messages in the same run. CPU time, median of 5.
. "${0%/*}/lib.sh"
if [ ! -d "$SHARED/eval/intent" ]; then
	echo "no evaluation sets: $SHARED/eval/intent is not there (CWAI_SHARED names the folder)"
	exit 0
fi
have_ft=$(command -v fasttext || :)

# rate MESSAGES COMMAND: messages a second of CPU time.
rate() {
	measure 5 sh -c "exec $2" | awk -v n="$1" '{ printf "%d", n / $2 * 1000 }'
}
percent() { jq -r "$1 | if . == null then \"-\" else (. * 1000 | round / 10 | tostring) end" "$2"; }

# fastText's form of an NDJSON file: the label and the words, lower case.
ft() { jq -r '"__label__" + (.intent | gsub(" "; "_")) + " " + (.text | ascii_downcase | gsub("[^\\p{L}\\p{N}]+"; " "))' "$1"; }

printf '%-12s %8s %8s %8s %8s %8s %7s %7s %9s %9s %9s %7s\n' set examples accuracy macro-F1 AUROC "oos rec." kept "cal.err" \
	messages/s fastText jq train
for dir in "$SHARED"/eval/intent/*; do
	set=${dir##*/}
	lang=pt
	case $set in banking*) lang=en ;; esac
	for test in "$dir"/test*.ndjson; do :; done
	train=$(measure 1 sh -c "exec cwai-train route --lang $lang -o m '$dir/train.ndjson' >trained" | awk '{ print $1 / 1000 }')
	cwai-eval route --model m "$test" >figures
	: >many
	while [ "$(wc -l <many)" -lt 30000 ]; do cat "$test" >>many; done
	n=$(wc -l <many)
	ours=$(rate "$n" "cwai-route --model m <many >/dev/null")
	jq_rate=$(rate "$n" "jq -c '.k=\"v\"' <many >/dev/null")
	ft_rate=- ft_acc=
	if [ -n "$have_ft" ]; then
		ft "$dir/train.ndjson" >train.txt
		ft "$test" | grep -v '^__label__oos ' >test.txt
		fasttext supervised -input train.txt -output ft -epoch 50 -lr 0.5 -wordNgrams 2 -minn 2 -maxn 4 -bucket 200000 \
			-thread 1 >/dev/null 2>&1
		ft_acc=$(fasttext test ft.bin test.txt | awk '$1 ~ /^P@1/ { printf "%.1f", 100 * $2 }')
		ft many | cut -d' ' -f2- >many.txt
		ft_rate=$(rate "$n" "fasttext predict ft.bin many.txt >/dev/null")
	fi
	printf '%-12s %8d %8s %8s %8s %8s %7s %7s %9d %9s %9d %6.1fs\n' "$set" "$(jq .examples trained)" "$(percent .accuracy figures)" \
		"$(percent .macro_f1 figures)" "$(percent .oos_auroc figures)" "$(percent .oos_recall figures)" "$(percent .kept figures)" \
		"$(percent .calibration_error figures)" "$ours" "$ft_rate" "$jq_rate" "$train"
	[ -z "$ft_acc" ] || echo "             fastText's accuracy: $ft_acc"
	rm -f many
done
