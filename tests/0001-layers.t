#!/bin/sh
# The rooms: who may include whom, what a module exports, one external library a module, headers that stand alone.
. "${0%/*}/lib.sh"
cd "$TOP" || exit 1

# An include may name its own room or one above it, and another room's private header never.
upward=$(awk -F'"' '
	BEGIN { split("base record text io clients services agents cli", r, " "); for (i in r) rank[r[i]] = i }
	/^#include "/ {
		split(FILENAME, f, "/"); split($2, t, "/")
		if (!(t[1] in rank)) { print FILENAME ": " $2 " is no room"; next }
		if (f[1] == "lib" && rank[t[1]] > rank[f[2]]) print FILENAME " includes " $2
		if ((f[1] != "lib" || t[1] != f[2]) && $2 ~ /_private|backend|rank_index/) print FILENAME " includes the private " $2
	}' lib/*/*.[ch] cmd/*.c)
is "includes go downwards only" "$upward" ""

is "no command includes another" "$(grep -l '#include ".*cwai-' cmd/*.c)" ""
is "jv is named in lib/record alone" "$(grep -lwE 'jv|jv_[a-z_]+' lib/*/*.[ch] cmd/*.c | grep -v '^lib/record/')" ""

libs=$(grep -ohE '#include <(jq|libpq-fe|sqlite3|yaml|libstemmer|utf8proc|linear|readline/readline|hiredis|sodium|microhttpd|curl/curl|libxml/[A-Za-z]+)\.h>' lib/*/*.c cmd/*.c | sort | uniq -d)
is "an external library is included by one file" "$libs" ""
is "commands include no external library but readline" "$(grep -lE '#include <(jq|libpq-fe|sqlite3|yaml|libstemmer|utf8proc|linear|hiredis|sodium|microhttpd|curl/curl|libxml/[A-Za-z]+)\.h>' cmd/*.c)" ""

for h in lib/*/*.h; do
	echo "#include \"${h#lib/}\"" | gcc -std=c11 -Wall -Wextra -Werror -D_GNU_SOURCE -Ilib -I/usr/include/postgresql -fsyntax-only -x c - 2>>"$T/alone" || echo "$h" >>"$T/alone"
done
is "each header compiles alone" "$(cat "$T/alone" 2>/dev/null)" ""

# foo.c exports foo_*, or the functions of the module whose part it is (foo_bar.c is a part of foo).
for o in "$BUILD"/obj/lib/*/*.o; do
	m=$(basename "$o" .o)
	nm -g --defined-only "$o" | awk -v m="${m%%_*}" -v o="$o" '$2 ~ /[TDBR]/ && $3 !~ "^(" m "|" m "s|" m "er)_" && $3 !~ /^(buf|__odr_asan)/ { print o ": " $3 }'
done >"$T/exports"
is "a module exports its own names only" "$(cat "$T/exports")" ""

long=$(awk '
	FNR == 1 { start = 0 }
	/^[a-z_].*[a-z0-9_]\(/ && !/;$/ && !/^#/ { name = $0 }
	/^\{/ { start = FNR }
	/^\}/ && start { if (FNR - start > 61) print FILENAME ": " name " " FNR - start; start = 0 }' lib/*/*.c cmd/*.c)
is "no function is over 60 lines" "$long" ""
is "no line is over 120 columns" "$(awk '{ s = $0; gsub(/\t/, "    ", s); if (length(s) > 120) print FILENAME ":" FNR }' lib/*/*.[ch] cmd/*.c)" ""
is "nothing names a folder of one machine or the evaluation data" "$(git grep -lE '/(root|work)/|[.][.]/shared' -- . ':!tests/0001-layers.t' ':!tests/bench' ':!tests/unit/odoo_captures.c' ':!tests/1900-fake-odoo.t' ':!Makefile' ':!CONTRIBUTING.md' ':!README.md')" ""
done_testing
