#!/bin/sh
# Manuals: each command has one, with every option of its table; mandoc finds no fault; the examples do what they show;
# the completions are those of the option tables.
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/odoo.sh"
. "$TOP/tests/fake/chatwoot.sh"
for path in "$BUILD"/bin/cwai "$BUILD"/bin/cwai-*; do
	c=${path##*/}
	page=$TOP/man/$c.1
	[ -f "$page" ]
	ok "$c has a manual" $?
	[ -f "$page" ] || continue
	"$c" --options | sed 1d | cut -f2 | sort >have
	# The common options stand in cwai(7) once; a page names them with a reference.
	grep -oE '^\.It Fl .*' "$page" | grep -oE 'Fl -[a-z-]+' | sed 's/Fl -//' | sort >told
	printf '%s\n' config domain help now on-error options quiet verbose version | sort >common
	is "$c(1): no option is missing" "$(comm -23 have told | comm -23 - common)" ""
	is "$c(1): no option is made up" "$(comm -13 have told)" ""
	like "$c(1) has an exit status" "$(cat "$page")" '^\.Sh EXIT STATUS'
	like "$c(1) has examples" "$(cat "$page")" '^\.Sh EXAMPLES'
	like "$c(1): the line under NAME is the purpose" "$("$c" --options | head -1 | cut -f2)" "^$(sed -n 's/^\.Nd //p' "$page")\$"
	case $c in
	cwai-odoo* | cwai-chatwoot) most=280 ;; # they tell of a server's habits, and of a file
	cwai-eval) most=170 ;; # an evaluation for each stage
	*) most=120 ;;
	esac
	[ "$(wc -l <"$page")" -le $most ]
	ok "$c(1) is short" $?
done
for o in config domain help now on-error options quiet verbose version; do
	like "cwai(7) tells of --$o" "$(cat "$TOP/man/cwai.7")" "^\\.It .*Fl -$o"
done
for page in "$TOP"/man/*.[157]; do
	is "mandoc finds no fault in ${page##*/}" "$(mandoc -Tlint -W warning "$page" 2>&1)" ""
done

"$TOP/completions/generate" "$BUILD/bin" "$T/made"
for f in cwai.bash _cwai cwai.fish; do
	cmp -s "$T/made/$f" "$TOP/completions/$f"
	ok "completions/$f is that of the option tables (make completions)" $?
done
bash -n "$T/made/cwai.bash"
ok "bash reads its completion" $?

# Examples: lines that begin with "$ " inside a literal block are run one after the other in a folder with a store of the
# cosmeticos domain; the lines that follow one, if any, are what it prints. Those of cwai-odoo have an Odoo of their own,
# those of cwai-chatwoot a Chatwoot.
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
for page in "$TOP"/man/*.1; do
	c=$(basename "$page" .1)
	rm -rf "$T/ex" && mkdir "$T/ex" && cd "$T/ex" || exit 1
	cwai init cosmeticos >/dev/null 2>&1
	case $c in
	cwai-odoo*)
		odoo_start --version 18 || exit 1
		export ODOO_URL="$FAKE" ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret
		;;
	cwai-chatwoot)
		chatwoot_start || exit 1
		export CHATWOOT_BASE_URL="$CW" CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
		;;
	esac
	awk '/^\.Sh EXAMPLES/ { on = 1; next } /^\.Sh/ { on = 0 } on && /^\.Bd -literal/ { lit = 1; next } /^\.Ed/ { if (lit) print ""; lit = 0 } on && lit { gsub(/\\e/, "\\"); gsub(/\\-/, "-"); sub(/^\\&/, ""); print }' "$page" >"$T/lines"
	awk -v dir="$T" '/^\$ / { n++; f = dir "/ex." n; print substr($0, 3) > (f ".cmd"); printf "" > (f ".want"); on = 1; next } on && /^> / { print substr($0, 3) >> (f ".cmd"); next } /^$/ { on = 0; next } on { print >> (f ".want") }' "$T/lines"
	for cmd in $(ls "$T"/ex.*.cmd 2>/dev/null | sort -V); do
		sh -c ". $cmd" >"$T/got" 2>"$T/got.err" </dev/null
		st=$?
		[ "$st" -le 1 ]
		ok "$c(1) example runs: $(head -c 80 "$cmd" | tr '\n' ' ')" $?
		[ "$st" -le 1 ] || sed 's/^/# /' "$T/got.err"
		[ ! -s "${cmd%.cmd}.want" ] || is "$c(1) example prints what it shows: $(head -c 60 "$cmd" | tr '\n' ' ')" "$(cat "$T/got")" "$(cat "${cmd%.cmd}.want")"
	done
	rm -f "$T"/ex.*.cmd "$T"/ex.*.want
	[ -z "${ODOO_URL:-}" ] || odoo_stop
	[ -z "${CHATWOOT_BASE_URL:-}" ] || chatwoot_stop
	unset CHATWOOT_BASE_URL CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN ODOO_URL ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD
	cd "$T" || exit 1
done
done_testing
