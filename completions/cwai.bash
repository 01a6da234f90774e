# bash completion for cwai; made by completions/generate from the option tables.
_cwai() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} tool=${COMP_WORDS[0]##*/}
	if [ "$tool" = cwai ]; then
		if [ "$COMP_CWORD" -eq 1 ] && [ "${cur#-}" = "$cur" ]; then
			mapfile -t COMPREPLY < <(compgen -W "services chatwoot context crew demo doctor eval greet init lanes listen odoo odoo-sync product-search receive repl replay route rules send train" -- "$cur")
			return
		fi
		[ "$COMP_CWORD" -gt 1 ] && [ "${COMP_WORDS[1]}" != services ] && tool=cwai-${COMP_WORDS[1]}
	fi
	case $tool:$prev in
	cwai:--config|cwai:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai:--domain|cwai:-d) return ;;
	cwai:--on-error|cwai:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai:--now) return ;;
	cwai-chatwoot:--jobs|cwai-chatwoot:-j) return ;;
	cwai-chatwoot:--config|cwai-chatwoot:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-chatwoot:--domain|cwai-chatwoot:-d) return ;;
	cwai-chatwoot:--on-error|cwai-chatwoot:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-chatwoot:--now) return ;;
	cwai-context:--window|cwai-context:-w) return ;;
	cwai-context:--budget|cwai-context:-b) return ;;
	cwai-context:--config|cwai-context:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-context:--domain|cwai-context:-d) return ;;
	cwai-context:--on-error|cwai-context:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-context:--now) return ;;
	cwai-crew:--config|cwai-crew:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-crew:--domain|cwai-crew:-d) return ;;
	cwai-crew:--on-error|cwai-crew:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-crew:--now) return ;;
	cwai-demo:--keep) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-demo:--store) return ;;
	cwai-demo:--config|cwai-demo:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-demo:--domain|cwai-demo:-d) return ;;
	cwai-demo:--on-error|cwai-demo:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-demo:--now) return ;;
	cwai-doctor:--config|cwai-doctor:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-doctor:--domain|cwai-doctor:-d) return ;;
	cwai-doctor:--on-error|cwai-doctor:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-doctor:--now) return ;;
	cwai-eval:--model|cwai-eval:-m) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-eval:--config|cwai-eval:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-eval:--domain|cwai-eval:-d) return ;;
	cwai-eval:--on-error|cwai-eval:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-eval:--now) return ;;
	cwai-greet:--config|cwai-greet:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-greet:--domain|cwai-greet:-d) return ;;
	cwai-greet:--on-error|cwai-greet:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-greet:--now) return ;;
	cwai-init:--store|cwai-init:-s) return ;;
	cwai-init:--config|cwai-init:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-init:--domain|cwai-init:-d) return ;;
	cwai-init:--on-error|cwai-init:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-init:--now) return ;;
	cwai-lanes:--key|cwai-lanes:-k) return ;;
	cwai-lanes:--copies|cwai-lanes:-n) return ;;
	cwai-lanes:--timeout|cwai-lanes:-t) return ;;
	cwai-lanes:--grace) return ;;
	cwai-lanes:--max-in-flight) return ;;
	cwai-lanes:--max-pending) return ;;
	cwai-lanes:--stats-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-lanes:--config|cwai-lanes:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-lanes:--domain|cwai-lanes:-d) return ;;
	cwai-lanes:--on-error|cwai-lanes:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-lanes:--now) return ;;
	cwai-listen:--addr|cwai-listen:-a) return ;;
	cwai-listen:--spool) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--consumer) return ;;
	cwai-listen:--keep) return ;;
	cwai-listen:--segment) return ;;
	cwai-listen:--rate) return ;;
	cwai-listen:--secret-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--token-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--tls-cert) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--tls-key) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--ready-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--config|cwai-listen:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-listen:--domain|cwai-listen:-d) return ;;
	cwai-listen:--on-error|cwai-listen:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-listen:--now) return ;;
	cwai-odoo:--fields|cwai-odoo:-F) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-odoo:--limit|cwai-odoo:-l) return ;;
	cwai-odoo:--order|cwai-odoo:-o) return ;;
	cwai-odoo:--context) return ;;
	cwai-odoo:--kwargs|cwai-odoo:-k) return ;;
	cwai-odoo:--jobs|cwai-odoo:-j) return ;;
	cwai-odoo:--config|cwai-odoo:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-odoo:--domain|cwai-odoo:-d) return ;;
	cwai-odoo:--on-error|cwai-odoo:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-odoo:--now) return ;;
	cwai-odoo-sync:--jobs|cwai-odoo-sync:-j) return ;;
	cwai-odoo-sync:--config|cwai-odoo-sync:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-odoo-sync:--domain|cwai-odoo-sync:-d) return ;;
	cwai-odoo-sync:--on-error|cwai-odoo-sync:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-odoo-sync:--now) return ;;
	cwai-product-search:--limit|cwai-product-search:-l) return ;;
	cwai-product-search:--max) return ;;
	cwai-product-search:--min) return ;;
	cwai-product-search:--brand|cwai-product-search:-b) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-product-search:--category|cwai-product-search:-c) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-product-search:--attr|cwai-product-search:-a) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-product-search:--sort) mapfile -t COMPREPLY < <(compgen -W "relevance price -price" -- "$cur"); return ;;
	cwai-product-search:--products|cwai-product-search:-p) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-product-search:--config|cwai-product-search:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-product-search:--domain|cwai-product-search:-d) return ;;
	cwai-product-search:--on-error|cwai-product-search:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-product-search:--now) return ;;
	cwai-receive:--bot) return ;;
	cwai-receive:--debounce) return ;;
	cwai-receive:--debounce-max) return ;;
	cwai-receive:--debounce-count) return ;;
	cwai-receive:--reconcile) return ;;
	cwai-receive:--config|cwai-receive:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-receive:--domain|cwai-receive:-d) return ;;
	cwai-receive:--on-error|cwai-receive:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-receive:--now) return ;;
	cwai-repl:--temp) return ;;
	cwai-repl:--as) return ;;
	cwai-repl:--config|cwai-repl:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-repl:--domain|cwai-repl:-d) return ;;
	cwai-repl:--on-error|cwai-repl:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-repl:--now) return ;;
	cwai-replay:--speed|cwai-replay:-s) return ;;
	cwai-replay:--config|cwai-replay:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-replay:--domain|cwai-replay:-d) return ;;
	cwai-replay:--on-error|cwai-replay:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-replay:--now) return ;;
	cwai-route:--model|cwai-route:-m) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-route:--config|cwai-route:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-route:--domain|cwai-route:-d) return ;;
	cwai-route:--on-error|cwai-route:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-route:--now) return ;;
	cwai-rules:--rules|cwai-rules:-r) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-rules:--type) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-rules:--limit|cwai-rules:-l) return ;;
	cwai-rules:--min) return ;;
	cwai-rules:--config|cwai-rules:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-rules:--domain|cwai-rules:-d) return ;;
	cwai-rules:--on-error|cwai-rules:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-rules:--now) return ;;
	cwai-send:--dead-letter) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-send:--settle) return ;;
	cwai-send:--config|cwai-send:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-send:--domain|cwai-send:-d) return ;;
	cwai-send:--on-error|cwai-send:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-send:--now) return ;;
	cwai-train:--lang|cwai-train:-l) return ;;
	cwai-train:--out|cwai-train:-o) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-train:--config|cwai-train:-C) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	cwai-train:--domain|cwai-train:-d) return ;;
	cwai-train:--on-error|cwai-train:-E) mapfile -t COMPREPLY < <(compgen -W "pass drop stop" -- "$cur"); return ;;
	cwai-train:--now) return ;;
	esac
	if [ "${cur#-}" = "$cur" ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
	fi
	case $tool in
	cwai) mapfile -t COMPREPLY < <(compgen -W "--json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-chatwoot) mapfile -t COMPREPLY < <(compgen -W "-j --jobs --show -n --dry-run --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-context) mapfile -t COMPREPLY < <(compgen -W "-w --window -b --budget -n --dry-run -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-crew) mapfile -t COMPREPLY < <(compgen -W "-n --dry-run -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-demo) mapfile -t COMPREPLY < <(compgen -W "--json --keep --store -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-doctor) mapfile -t COMPREPLY < <(compgen -W "--json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-eval) mapfile -t COMPREPLY < <(compgen -W "-m --model --given --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-greet) mapfile -t COMPREPLY < <(compgen -W "-a --always -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-init) mapfile -t COMPREPLY < <(compgen -W "-s --store --empty -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-lanes) mapfile -t COMPREPLY < <(compgen -W "-k --key -n --copies -t --timeout --grace --max-in-flight --max-pending -s --stats --stats-file -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-listen) mapfile -t COMPREPLY < <(compgen -W "-a --addr --spool --consumer --no-emit -f --follow --keep --segment --rate --secret-file --token-file --tls-cert --tls-key --ready-file -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-odoo) mapfile -t COMPREPLY < <(compgen -W "-F --fields -l --limit -o --order --context -k --kwargs -j --jobs -w --write -n --dry-run --refresh --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-odoo-sync) mapfile -t COMPREPLY < <(compgen -W "-j --jobs -n --dry-run --full --retry --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-product-search) mapfile -t COMPREPLY < <(compgen -W "-l --limit --max --min -b --brand -c --category -a --attr --in-stock --sort --relax --explain --json -p --products -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-receive) mapfile -t COMPREPLY < <(compgen -W "-a --all --bot --debounce --debounce-max --debounce-count --no-store --reconcile -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-repl) mapfile -t COMPREPLY < <(compgen -W "--temp --as -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-replay) mapfile -t COMPREPLY < <(compgen -W "-s --speed --records --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-route) mapfile -t COMPREPLY < <(compgen -W "-m --model --explain -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-rules) mapfile -t COMPREPLY < <(compgen -W "-r --rules --type -l --limit --min --explain --json -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-send) mapfile -t COMPREPLY < <(compgen -W "-n --dry-run --retry --dead-letter --settle --no-typing --no-store -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	cwai-train) mapfile -t COMPREPLY < <(compgen -W "-l --lang -o --out -h --help -V --version -v --verbose -q --quiet -C --config -d --domain -E --on-error --now --options" -- "$cur") ;;
	esac
}
complete -F _cwai cwai cwai-chatwoot cwai-context cwai-crew cwai-demo cwai-doctor cwai-eval cwai-greet cwai-init cwai-lanes cwai-listen cwai-odoo cwai-odoo-sync cwai-product-search cwai-receive cwai-repl cwai-replay cwai-route cwai-rules cwai-send cwai-train
