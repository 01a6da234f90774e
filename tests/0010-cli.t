#!/bin/sh
# What every command does alike: help, version, mistakes, a full disk.
. "${0%/*}/lib.sh"
for path in "$BUILD"/bin/cwai "$BUILD"/bin/cwai-*; do
	c=${path##*/}
	status "$c --help ends with 0" 0 "$c" --help
	is "$c --help says nothing on stderr" "$(cat err)" ""
	like "$c --help begins with the usage" "$(head -1 out)" "^usage: $c "
	[ "$(wc -l <out)" -le 24 ]
	ok "$c --help fits 24 lines" $?
	[ "$(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' out)" -eq 0 ]
	ok "$c --help fits 80 columns" $?
	cp out short
	status "$c -h is the same" 0 "$c" -h
	is "$c -h prints the same" "$(cat out)" "$(cat short)"
	status "$c --version ends with 0" 0 "$c" --version
	like "$c --version" "$(cat out)" "^$c [0-9]+\\.[0-9]+\\.[0-9]+$"
	status "$c: an unknown option is 64" 64 "$c" --no-such-option
	like "$c: it is named" "$(head -1 err)" "^$c: there is no option --no-such-option$"
	is "$c: nothing on stdout" "$(cat out)" ""
	"$c" --help >/dev/full 2>err
	is "$c --help on a full disk is 74" "$?" 74
	like "$c --options: name and purpose first" "$("$c" --options | head -1)" "^$c	[a-z]"
done
done_testing
