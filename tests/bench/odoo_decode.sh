#!/bin/sh
# What a page of 1,000 rows costs to decode, from Odoo's reply to records, beside Python's parsers alone: CPU time, in one
# run. The replies are captures of real servers, of CWAI_SHARED.
. "${0%/*}/lib.sh"
pages=$SHARED/odoo-wire/bulk
if [ ! -d "$pages" ] || [ ! -x /usr/bin/python3 ]; then
	echo "$pages or /usr/bin/python3 is absent: nothing measured"
	exit 0
fi

# middle FILE: the median of its three lines.
middle() { sort -n "$1" | sed -n 2p; }

printf '%-22s %9s %9s %12s %8s %11s  %s\n' "reply" "ours ms" "Python ms" "rows/s" "MB/s" "ratio" "wanted"
for version in 16 18; do
	for kind in xml json; do
		page=$pages/$version-1000.response.$kind
		: >ours
		: >python
		for _ in 1 2 3; do
			odoo_decode "$kind" "$page" 200 >all
			cut -d' ' -f3 all >>ours
			"$TOP/tests/fake/decode" "$kind" "$page" 20 >>python
		done
		set -- $(cat all)
		want=3
		[ "$kind" = json ] || want=8
		awk -v n="Odoo $version, $kind" -v ours="$(middle ours)" -v python="$(middle python)" -v rows="$1" -v bytes="$2" -v want="$want" 'BEGIN {
			printf "%-22s %9.2f %9.2f %12.0f %8.0f %7.1f : 1  %d : 1\n", n, ours, python, rows / ours * 1e3, bytes / ours / 1e3, python / ours, want
		}'
	done
done
