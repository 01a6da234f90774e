#!/bin/sh
# Rules: questions that are not in rules.yaml, paragraphs of a file, and the time of a question.
. "${0%/*}/lib.sh"
cwai init cosmeticos >/dev/null
questions=$TOP/tests/fixtures/rules-questions.ndjson
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
# The second file was written after the last change of what words mean.
for file in "$questions" "${questions%.ndjson}-held.ndjson"; do
	cwai-eval rules --json "$file" | jq -r '"  \(.answerable) questions to cosmeticos: first answer right \(.first_right * 1000 | round / 10)%",
		"  \(.unanswerable) without an answer: left unanswered \(.left_unanswered * 1000 | round / 10)%",
		(.misses[] | "    \(.text): \(.got // "no answer") (\(.rule // "nothing") expected)")'
done

for dir in "$SHARED"/eval/search/faquad_pt "$SHARED"/eval/search/quati240_pt; do
	[ -d "$dir" ] || { echo "the evaluation sets are not there ($SHARED; CWAI_SHARED names their folder)"; break; }
	cwai-rules --rules "$dir/corpus.ndjson" --limit 10 <"$dir/queries.ndjson" >out
	printf '  %-24s NDCG@10 %s\n' "$(basename "$dir")" "$(cwai-eval search --json "$dir" out | jq -r .ndcg10)"
done

# filter N: the milliseconds for N times the questions.
filter() {
	i=0
	while [ $i -lt "$1" ]; do
		cat "$questions"
		i=$((i + 1))
	done >many
	measure 5 sh -c 'exec cwai-rules <many >/dev/null' | cut -d' ' -f1
}
once=$(filter 1)
often=$(filter 50)
awk -v a="$once" -v b="$often" 'BEGIN { printf "  a question: %.0f microseconds in a running filter\n", (b - a) * 1000 / (49 * 90) }'
