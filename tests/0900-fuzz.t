#!/bin/sh
# Every fuzz target over its saved corpus: no crash, no sanitizer's word.
. "${0%/*}/lib.sh"
for f in "$TOP"/tests/fuzz/*.c; do
	name=$(basename "$f" .c)
	set -- "$TOP/tests/fuzz/corpus/$name"/*
	[ -f "$1" ]
	ok "$name has a corpus" $?
	status "$name over $# inputs" 0 "$BUILD/fuzz/$name" "$@"
	is "$name ran them all" "$(cat out)" "$# inputs"
done
done_testing
