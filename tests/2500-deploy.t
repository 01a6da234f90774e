#!/bin/sh
# What examples/deploy tells an operator: units that systemd takes and that may do little, commands and options that exist.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
D=$TOP/examples/deploy

# ---- units: copies that name what was built, read without a running systemd ----
mkdir -p units && cp -R "$D"/*.service "$D"/*.timer "$D"/*.service.d units/
sed -i "s|/usr/local/bin/|$BUILD/bin/|g; s|/usr/local/share/cwai/|$TOP/examples/|g" units/*.service
SYSTEMD_UNIT_PATH=$T/units:
export SYSTEMD_UNIT_PATH
is "systemd has no complaint" "$(systemd-analyze verify --man=no units/*.service units/*.timer 2>&1)" ""
for unit in units/*.service; do
	name=${unit#units/}
	status "$name: exposed by 3.0 at most" 0 systemd-analyze security --offline=true --threshold=30 --no-pager "$T/$unit"
	is "$name: every file it runs is there" "$(sed -n 's/^ExecStart=//p' "$unit" | tr ' ' '\n' | grep '^/' | grep -v '^/var\|^/etc' | while read -r file; do
		[ -x "$file" ] || echo "$file"
	done)" ""
done
for timer in units/*.timer; do
	[ -f "${timer%.timer}.service" ]
	ok "${timer#units/} has its service" $?
done
is "secrets are credentials everywhere" "$(grep -hE '^(Environment|ExecStart)=' units/*.service | grep -iE 'token=|key=|secret=|password=')" ""

# ---- commands and their options ----
# commands FILE: what is to be run in it; of a text what is set in by four blanks.
commands() {
	case $1 in
	*.md) sed -n 's/^    //p' "$1" | sed 's/ # .*//; s/\<cwai \([a-z]*\)\( \|$\)/cwai-\1\2/g; s/=cwai cwai-/= cwai-/; s/=cwai-cwai-/= cwai-/' ;;
	*) grep -v '^ *#' "$1" ;;
	esac | grep -v '^ *systemctl'
}
# used FILE: TOOL OPTION for each option of a tool that the file uses.
used() {
	commands "$1" | sed 's|/etc/cwai/bot.env||; s|/conf.d/cwai.conf||' | sed 's|[^ ]*/\(cwai-[a-z-]*\)|\1|g' | grep -oE 'cwai-[a-z]+(-[a-z]+)*( [^|;'"'"')]*)?' | while read -r tool rest; do
		[ -x "$BUILD/bin/$tool" ] || [ -x "$D/$tool" ] || { echo "$tool -"; continue; }
		case $tool in
		cwai-run | cwai-pipeline)
			case $rest in *cwai-[a-z]*) rest=${rest#*cwai-} tool=cwai-${rest%% *} ;; esac
			;;
		esac
		for word in $rest; do
			case $word in
			--) break ;;
			-*) echo "$tool ${word%%=*}" ;;
			esac
		done
	done
}
for file in "$D"/*.service "$D/crontab" "$D/cwai-pipeline" "$D/README.md" "$TOP/README.md"; do
	used "$file" | sort -u | while read -r tool option; do
		[ "$tool $option" != "$tool -" ] || { echo "$tool"; continue; }
		[ -x "$BUILD/bin/$tool" ] || continue
		case $tool in cwai-chatwoot) verb=setup ;; *) verb='' ;; esac
		"$tool" ${verb:+"$verb"} --options | awk -F '\t' -v o="$option" '"-" $1 == o || "--" $2 == o { found = 1 } END { exit !found }' || echo "$tool $option"
	done >unknown
	case $file in "$TOP/README.md") name=README.md ;; *) name=deploy/${file##*/} ;; esac
	is "$name: tools and options exist" "$(cat unknown)" ""
done
[ "$(used "$D/crontab" | wc -l)" -ge 8 ]
ok "they were found" $?

# ---- the crontab ----
is "five fields and a command a line" "$(grep -vE '^(#|[A-Z_]+=)' "$D/crontab" | awk '
	function good(f, low, high,   n, i, part, range) {
		n = split(f, part, ",")
		for (i = 1; i <= n; i++) {
			if (part[i] !~ /^(\*|[0-9]+(-[0-9]+)?)(\/[0-9]+)?$/) return 0
			sub("/.*", "", part[i])
			split(part[i], range, "-")
			if (part[i] != "*" && (range[1] + 0 < low || range[1] + 0 > high)) return 0
		}
		return n > 0
	}
	{ if (!(NF > 5 && good($1, 0, 59) && good($2, 0, 23) && good($3, 1, 31) && good($4, 1, 12) && good($5, 0, 7)) || /%/) print }')" ""
is "its commands exist" "$(grep -vE '^(#|[A-Z_]+=)' "$D/crontab" | cut -d ' ' -f 6- | while read -r line; do
	# shellcheck disable=SC2086 # words
	set -- $line
	while case $1 in *=*) true ;; *) false ;; esac do shift; done
	case $1 in
	'$DEPLOY/'*) [ -x "$D/${1#*/}" ] || echo "$1" ;;
	*) command -v "$1" >/dev/null || echo "$1" ;;
	esac
done)" ""

# ---- the scripts ----
mkdir secrets
printf 'geheim\n' >secrets/CHATWOOT_API_TOKEN
printf 'ohne Ende' >secrets/ODOO_API_KEY
printf 'x\n' >secrets/webhook-secret
is "cwai-run: secrets come into the environment" "$(CREDENTIALS_DIRECTORY=$T/secrets "$D/cwai-run" sh -c 'echo "$CHATWOOT_API_TOKEN, $ODOO_API_KEY"')" "geheim, ohne Ende"
status "without any it runs, too, and gives the command's status" 7 "$D/cwai-run" sh -c 'exit 7'
CWAI_CONFIG=$T/cwai.yaml CHATWOOT_BASE_URL=http://127.0.0.1:9 CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=a CHATWOOT_BOT_TOKEN=b
export CWAI_CONFIG CHATWOOT_BASE_URL CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN
cwai init -q cosmeticos >/dev/null && echo 'chatwoot: {bot_id: 12, tries: 1}' >>cwai.yaml
status "cwai-pipeline: when Chatwoot is not there it ends, so that it is started again" 1 "$D/cwai-pipeline"
like "and says why" "$(cat err)" 'cwai-receive: .*127\.0\.0\.1:9'
status "once: the same" 1 "$D/cwai-pipeline" once
done_testing
