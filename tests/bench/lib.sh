# shellcheck shell=sh
# Helpers of the benches, in sh: BUILD is the build folder; measure is beside the tools.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
TOP=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$TOP/build}
PATH=$BUILD/bin:$BUILD/bench:$PATH
CWAI_SHARE=$TOP/examples
SHARED=${CWAI_SHARED:-$TOP/../shared}
export PATH CWAI_SHARE
unset CWAI_CONFIG CWAI_NOW CWAI_STORE
T=$(mktemp -d "${TMPDIR:-/tmp}/cwai-bench.XXXXXX")
trap 'cd /; rm -rf "$T"' EXIT
cd "$T"

# messages N: N message records of about 600 bytes, over N/10 conversations.
messages() {
	awk -v n="$1" 'BEGIN {
		split("tem protetor solar para pele oleosa até 80 reais?|quanto custa o batom vermelho?|vocês abrem domingo?|quero trocar um produto|oi, bom dia|obrigada!|cadê meu pedido?|tem horário sábado?", text, "|")
		for (i = 1; i <= n; i++) {
			c = int((i - 1) / 10) + 1
			printf "{\"v\":1,\"kind\":\"message\",\"id\":\"chatwoot:1:%d\",\"ts\":\"2026-06-17T12:00:00.000Z\",\"trace\":\"%032d\",\"domain\":\"cosmeticos\",\"channel\":\"whatsapp\",", i, i
			printf "\"conversation\":{\"id\":\"chatwoot:1:%d\",\"status\":\"pending\",\"can_reply\":true,\"assignee\":null,\"new\":false,\"inbox\":3,\"labels\":[]},", c
			printf "\"customer\":{\"id\":\"chatwoot:1:c%d\",\"name\":\"Cliente %d\",\"phone\":\"+55119%08d\",\"email\":null},\"text\":\"%s\",\"attachments\":[]}\n", c, c, c, text[i % 8 + 1]
		}
	}'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
