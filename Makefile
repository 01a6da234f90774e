# cwai: make (build), make demo, make check, make install; see README.md.
VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
CC = gcc
SAN =
BUILD = build$(if $(SAN),-san)$(if $(filter clang,$(CC)),-clang)
O = $(BUILD)/obj

WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings
CFLAGS = -O2 -g
CPPFLAGS = -D_GNU_SOURCE -D_FORTIFY_SOURCE=$(if $(SAN),0,2) -DCWAI_VERSION='"$(VERSION)"' -DCWAI_PREFIX='"$(PREFIX)"' -Ilib -I/usr/include/postgresql -I/usr/include/libxml2
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(CFLAGS) $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
LDFLAGS = $(if $(SAN),-fsanitize=address$(comma)undefined) -Wl,--as-needed
LDLIBS = -ljq -lsqlite3 -lyaml -lstemmer -lutf8proc -llinear -lcurl -lxml2 -lmicrohttpd -lsodium -lm
comma = ,
BASH_COMPLETION = $(PREFIX)/share/bash-completion/completions

LIB_SRC := $(wildcard lib/*/*.c)
CMD_SRC := $(wildcard cmd/*.c)
UNIT_SRC := $(wildcard tests/unit/*.c)
FUZZ_SRC := $(wildcard tests/fuzz/*.c)
SOAK_SRC := $(wildcard tests/soak/*.c)
LIB_OBJ = $(LIB_SRC:%.c=$(O)/%.o)
BENCHES = $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
TOOLS = $(CMD_SRC:cmd/%.c=$(BUILD)/bin/%)
UNITS = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS = $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)
SOAKS = $(SOAK_SRC:tests/soak/%.c=$(BUILD)/soak/%)

all: $(TOOLS)

$(BUILD)/bin/cwai-repl: LDLIBS += -lreadline

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libcwai.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $(LIB_OBJ)

$(BUILD)/bin/%: $(O)/cmd/%.o $(BUILD)/libcwai.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcwai.a $(LDLIBS)

$(BUILD)/unit/%: $(O)/tests/unit/%.o $(BUILD)/libcwai.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcwai.a $(LDLIBS)

$(BUILD)/fuzz/%: $(O)/tests/fuzz/%.o $(O)/tests/fuzz_main.o $(BUILD)/libcwai.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/soak/%: $(O)/tests/soak/%.o $(BUILD)/libcwai.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcwai.a $(LDLIBS)

$(BUILD)/bench/%: $(O)/tests/bench/%.o $(BUILD)/libcwai.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcwai.a $(LDLIBS)

units: $(UNITS) $(SOAKS)
soak-programs: $(SOAKS)
fuzzers: $(FUZZERS)

# The two commands of the README. Each installs the Debian packages that it misses.
demo:
	@.ci/deps build
	@$(MAKE) --no-print-directory -s -j2 all
	@$(BUILD)/bin/cwai demo

check:
	@.ci/deps check
	@tests/check

# Long runs with everything going wrong; SEED=N plays one again.
soak: all soak-programs
	@.ci/deps check
	@CWAI_BUILD=$(abspath $(BUILD)) tests/soak/run

bench: all $(BENCHES)
	@for b in $(filter-out %/lib.sh,$(wildcard tests/bench/*.sh)); do echo "== $$b"; BUILD=$(abspath $(BUILD)) $$b || exit 1; done

completions: all
	completions/generate $(BUILD)/bin completions

tidy:
	@.ci/deps tidy
	clang-format --dry-run -Werror lib/*/*.[ch] cmd/*.c tests/unit/*.c
	clang-tidy --quiet lib/*/*.c cmd/*.c -- -std=c11 $(CPPFLAGS)
	shellcheck -x .ci/deps .ci/run completions/generate tests/run tests/check tests/postgres tests/lib.sh tests/*.t tests/bench/*.sh tests/soak/run tests/soak/*.sh \
		examples/deploy/cwai-pipeline
	mandoc -Tlint -W warning man/*

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/man7 $(DESTDIR)$(PREFIX)/share/cwai $(DESTDIR)$(BASH_COMPLETION) \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(TOOLS) $(DESTDIR)$(PREFIX)/bin
	for n in 1 5 7; do install -m 644 man/*.$$n $(DESTDIR)$(PREFIX)/share/man/man$$n || exit 1; done
	cp -R examples/. $(DESTDIR)$(PREFIX)/share/cwai
	install -m 644 completions/_cwai $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cwai
	install -m 644 completions/cwai.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cwai.fish
	for t in $(notdir $(TOOLS)); do install -m 644 completions/cwai.bash $(DESTDIR)$(BASH_COMPLETION)/$$t || exit 1; done

uninstall:
	rm -f $(TOOLS:$(BUILD)/bin/%=$(DESTDIR)$(PREFIX)/bin/%) $(TOOLS:$(BUILD)/bin/%=$(DESTDIR)$(BASH_COMPLETION)/%)
	for n in 1 5 7; do for f in man/*.$$n; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$$n/$${f#man/}; done; done
	rm -rf $(DESTDIR)$(PREFIX)/share/cwai
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cwai $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cwai.fish

clean:
	rm -rf build build-*

.PHONY: all units fuzzers demo check soak bench completions tidy install uninstall clean
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
