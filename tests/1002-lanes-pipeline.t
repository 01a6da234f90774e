#!/bin/sh
# The message pipeline inside cwai-lanes when its stages are killed: the answers are those of an undisturbed run.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
export CWAI_NOW=2026-06-17T15:00:00Z
cwai-init cosmeticos >/dev/null || exit 1
awk 'BEGIN {
	n = split("oi, bom dia|tem protetor solar para pele oleosa até 80 reais?|e o mais barato?|quanto custa o segundo?|vocês abrem domingo?|obrigada!", text, "|")
	for (i = 0; i < 240; i++) {
		c = i % 40
		printf "{\"v\":1,\"kind\":\"message\",\"id\":\"chatwoot:1:%d\",\"ts\":\"2026-06-17T14:%02d:%02d.000Z\",\"domain\":\"cosmeticos\",\"channel\":\"whatsapp\",\"conversation\":{\"id\":\"chatwoot:1:c%d\",\"status\":\"pending\"},\"customer\":{\"id\":\"chatwoot:1:p%d\",\"name\":\"Ana\",\"phone\":null,\"email\":null},\"text\":\"%s\",\"attachments\":[]}\n", 1000 + i, i / 60, i % 60, c, c, text[int(i / 40) % n + 1]
	}
}' >in
cwai-lanes -n 2 -- 'cwai-context | cwai-route | cwai-crew' <in >calm
is "undisturbed: status" "$?" 0
rm -f store.db* cwai.yaml
cwai-init cosmeticos >/dev/null || exit 1
cat >killer <<'X'
$| = 1;
open F, ">>", "starts.$ENV{CWAI_COPY}.$ARGV[0]"; print F "x"; close F;
srand((($ARGV[0] * 1000 + (-s "starts.$ENV{CWAI_COPY}.$ARGV[0]")) * 2654435761) % 4294967296);
while (<STDIN>) { kill 9, $$ if rand() < 0.01; print }
X
cwai-lanes -n 2 --stats-file stats -- 'cwai-context | perl killer 1 | cwai-route | cwai-crew | perl killer 2' <in >killed 2>err
is "stages killed: status" "$?" 0
[ "$(jq .restarts stats)" -gt 0 ]
ok "they were" $?
is "each message is out once" "$(jq -r .id killed | sort | uniq -c | awk '$1 == 1' | wc -l)" 240
jq -cS '[.id, .reply]' calm | sort >want
jq -cS '[.id, .reply]' killed | sort >got
cmp -s got want
ok "every reply is the same" $?
is "every message has one" "$(jq -c 'select(.reply.parts | length > 0)' calm | wc -l)" 240
done_testing
