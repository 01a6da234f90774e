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
CPPFLAGS = -D_GNU_SOURCE -D_FORTIFY_SOURCE=$(if $(SAN),0,2) -DCWAI_VERSION='"$(VERSION)"' -DCWAI_PREFIX='"$(PREFIX)"' -Ilib -I/usr/include/postgresql
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(CFLAGS) $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
LDFLAGS = $(if $(SAN),-fsanitize=address$(comma)undefined) -Wl,--as-needed
LDLIBS = -ljq -lpq -lsqlite3 -lyaml -lstemmer -lutf8proc -llinear -lm
comma = ,

LIB_SRC := $(wildcard lib/*/*.c)
CMD_SRC := $(wildcard cmd/*.c)
UNIT_SRC := $(wildcard tests/unit/*.c)
FUZZ_SRC := $(wildcard tests/fuzz/*.c)
LIB_OBJ = $(LIB_SRC:%.c=$(O)/%.o)
TOOLS = $(CMD_SRC:cmd/%.c=$(BUILD)/bin/%)
UNITS = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS = $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)

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

units: $(UNITS)
fuzzers: $(FUZZERS)

clean:
	rm -rf build build-*

.PHONY: all units fuzzers clean
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
