#!/bin/sh
# Deliveries a second that cwai-listen stores, syncs and acknowledges, beside a loop of write and fdatasync on the same disk.
. "${0%/*}/lib.sh"
export CWAI_CHATWOOT_SECRET=benchsecretbenchsecret12
cwai-listen -q --addr 127.0.0.1:0 --spool spool --ready-file url --rate 0 >out &
trap 'kill $!; cd /; rm -rf "$T"' EXIT
until [ -s url ]; do sleep 0.02; done
row() { printf '  %-44s %8s/s  p50 %8s ms  p99 %8s ms  longest %8s ms  not 200: %s\n' "$@"; }
echo "deliveries of 1.5 KB, 4 s each:"
for c in 1 16 64; do
	# shellcheck disable=SC2046
	row "$c connections, as fast as answered" $(listen "$(cat url)" "$c" 0 4)
done
# shellcheck disable=SC2046
row "16 connections, 200 a second" $(listen "$(cat url)" 16 200 10)
# shellcheck disable=SC2046
row "write and fdatasync of a line, one by one" $(listen sync f 4 1700)
