# ia: growth and retention answers from interaction events. See README.md.
#
#	make			programs in build/bin (V=1 shows the commands)
#	make deps		installs what is missing (with test, check, san, fuzz or bench: for those too)
#	make demo		a funnel on made-up data
#	make test		every test; ends with "N passed, N failed"
#	make soak		the long forms of the tests of ia-collect: some ten minutes
#	make check		style, form, headers, rooms, pages, shell scripts
#	make format		puts every C file into the form of .clang-format (version 14)
#	make san		every test under AddressSanitizer and UndefinedBehaviorSanitizer
#	make san-units		the unit tests and the fuzz corpus so
#	make clang		everything built by clang, warnings are errors
#	make fuzz		libFuzzer on every target, FUZZ_SECONDS=60 each (needs clang)
#	make bench		times beside the peers that are installed; see tests/bench/README.md
#	make install		to $(DESTDIR)$(PREFIX); uninstall takes it away again
#	make deb		build/ia_VERSION_ARCHITECTURE.deb, of what make install installs
#	make dist		build/ia-VERSION.tar.gz of what is committed, with NEWS.md and SECURITY.md

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
VERSION := 0.1.0

CC ?= cc
CLANG ?= clang
OPT ?= -O2 -g
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
CFLAGS ?= $(OPT)
ALL_CFLAGS := -std=c17 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE \
	-DIA_VERSION='"$(VERSION)"' -Ilib $(WARN) $(CFLAGS) -pthread -MMD -MP
LIBS := -lcsv -ljansson -lpcre2-8 -lisal -lzstd -lgsl -lgslcblas -lm -pthread

# The library that ia-churn fits XGBoost models with, where it is there; "make XGBOOST=" does without. Looked for when it
# is first needed, so that "make deps all" finds what was just installed.
XGBOOST = $(eval XGBOOST := $(shell t=$$(mktemp) && echo 'int main(void) { return XGBGetLastError() == 0; }' | \
	$(CC) $(CFLAGS) -include xgboost/c_api.h -x c - -o $$t $(LDFLAGS) -lxgboost 2>/dev/null && echo -lxgboost; \
	rm -f $$t))$(XGBOOST)

# The library that ia-collect serves with: the same; "make MICROHTTPD=" does without.
MICROHTTPD = $(eval MICROHTTPD := $(shell t=$$(mktemp) && echo 'int main(void) { return MHD_VERSION < 0x00097500 || MHD_get_version() == 0; }' | \
	$(CC) $(CFLAGS) -include microhttpd.h -x c - -o $$t $(LDFLAGS) -lmicrohttpd 2>/dev/null && echo -lmicrohttpd; \
	rm -f $$t))$(MICROHTTPD)

LIB_SRC := $(wildcard lib/*/*.c lib/*/*/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
CMDS := $(patsubst cmd/%.c,%,$(wildcard cmd/*.c))
CMD_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard cmd/*.c cmd/*/*.c))
BINS := $(CMDS:%=$(BUILD)/bin/%)
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
FUZZ_NAMES := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ_SECONDS ?= 60

say = $(if $(V),,@echo "  $(1)";)

all: $(BINS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc $<)$(CC) $(ALL_CFLAGS) $(ONLY_CFLAGS) -c -o $@ $<

$(BUILD)/obj/cmd/%.o $(BUILD)/obj/tests/%.o: ONLY_CFLAGS = -Icmd
$(BUILD)/obj/lib/learn/trees/boost_fit.o: ONLY_CFLAGS = $(if $(XGBOOST),-DHAVE_XGBOOST)
$(BUILD)/obj/lib/learn/trees/boost_fit.o: $(BUILD)/xgboost
$(BUILD)/bin/ia-churn $(BUILD)/unit/learn_% $(BUILD)/fuzz/churn% $(BUILD)/fuzzer/churn%: ONLY_LIBS = $(XGBOOST)

HTTP_OBJ := $(patsubst lib/serve/%.c,$(BUILD)/obj/lib/serve/%.o,lib/serve/serve.c $(wildcard lib/serve/http*.c))
$(HTTP_OBJ): ONLY_CFLAGS = $(if $(MICROHTTPD),-DHAVE_MICROHTTPD)
$(HTTP_OBJ): $(BUILD)/microhttpd
$(BUILD)/bin/ia-collect $(BUILD)/unit/serve_% $(BUILD)/fuzz/collect% $(BUILD)/fuzzer/collect%: ONLY_LIBS = $(MICROHTTPD)

# The page's script, as bytes of the program.
LIB_OBJ += $(BUILD)/obj/lib/serve/ia_js.o
$(BUILD)/obj/lib/serve/ia_js.o: lib/serve/ia.js
	@mkdir -p $(@D)
	@{ echo '#include "serve/script.h"'; echo 'const unsigned char script[] = {'; \
		od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo '};'; \
		echo 'const size_t script_size = sizeof script;'; } >$(@:.o=.c)
	$(call say,cc $<)$(CC) $(ALL_CFLAGS) -c -o $@ $(@:.o=.c)

# Changes when the library comes or goes.
$(BUILD)/microhttpd: FORCE
	@mkdir -p $(@D)
	@echo '$(MICROHTTPD)' | cmp -s - $@ || echo '$(MICROHTTPD)' >$@

$(BUILD)/xgboost: FORCE
	@mkdir -p $(@D)
	@echo '$(XGBOOST)' | cmp -s - $@ || echo '$(XGBOOST)' >$@

FORCE:

$(BUILD)/libia.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,ar $@)$(AR) rcs $@ $^

# A command is cmd/ia-NAME.c; what is in cmd/NAME/, where there is such a folder, is a part of it.
$(BUILD)/bin/%: $(BUILD)/obj/cmd/%.o $(BUILD)/libia.a
	@mkdir -p $(@D)
	$(call say,cc -o $@)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) $(ONLY_LIBS)

$(foreach cmd,$(CMDS),$(eval $(BUILD)/bin/$(cmd): $(filter $(BUILD)/obj/cmd/$(cmd:ia-%=%)/%,$(CMD_OBJ))))

$(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/libia.a
	@mkdir -p $(@D)
	$(call say,cc -o $@)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS) $(ONLY_LIBS)

# A fuzz target with a main that replays the committed corpus.
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/replay.o $(BUILD)/libia.a
	@mkdir -p $(@D)
	$(call say,cc -o $@)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) $(ONLY_LIBS)

# The same with libFuzzer, in a build of its own.
$(BUILD)/fuzzer/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/libia.a
	@mkdir -p $(@D)
	$(call say,cc -o $@)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) \
		$(LIBS) $(ONLY_LIBS)

$(BUILD)/fuzz/churn_model $(BUILD)/fuzzer/churn_model: $(BUILD)/obj/cmd/churn/answer.o

programs: $(BINS) $(UNITS) $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)

test: programs
	@IA_BUILD=$(BUILD) tests/run

soak: all
	@IA_BUILD=$(BUILD) IA_SOAK=1 IA_TEST_JOBS=1 tests/run tests/cli/ia-collect-doors.t tests/cli/ia-collect-durable.t

check: $(BINS)
	IA_BUILD=$(BUILD) tests/style
	tests/headers
	tests/rooms $(BUILD)/obj
	IA_BUILD=$(BUILD) tests/pages
	shellcheck -e SC2016,SC2013,SC2317 tests/lib.sh tests/run tests/rooms tests/style tests/pages tests/deps \
		.ci/run $(wildcard examples/*.sh examples/*/*.sh tests/bench/*.sh)

format:
	git ls-files '*.c' '*.h' | xargs clang-format -i

SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

san:
	$(MAKE) BUILD=build/san CFLAGS="-O1 -g $(SAN)" programs
	@IA_BUILD=build/san tests/run

UNITS_AND_FUZZ = $(patsubst $(BUILD)/%,build/san/%,$(UNITS) $(FUZZ_NAMES:%=$(BUILD)/fuzz/%))

san-units:
	$(MAKE) BUILD=build/san CFLAGS="-O1 -g $(SAN)" $(UNITS_AND_FUZZ)
	@IA_BUILD=build/san tests/run $(UNITS_AND_FUZZ)

clang:
	@if command -v $(CLANG) >/dev/null; then \
		$(MAKE) BUILD=build/clang CC=$(CLANG) CFLAGS="-O1 -Werror" programs; \
	else \
		echo "clang: no $(CLANG) here: skipped" >&2; \
	fi

fuzz:
	$(MAKE) BUILD=build/libfuzzer CC=$(CLANG) CFLAGS="-O1 -g $(SAN) -fsanitize=fuzzer-no-link" \
		$(FUZZ_NAMES:%=build/libfuzzer/fuzzer/%)
	@for name in $(FUZZ_NAMES); do \
		mkdir -p build/libfuzzer/corpus/$$name && echo "fuzzing $$name for $(FUZZ_SECONDS) s" && \
		build/libfuzzer/fuzzer/$$name -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 \
			-timeout=20 -rss_limit_mb=4096 -artifact_prefix=build/libfuzzer/$$name- \
			build/libfuzzer/corpus/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

bench: $(BINS)
	@IA_BUILD=$(BUILD) tests/bench/run

# Build dependencies only, unless the goals beside it need more.
deps:
	@tests/deps $(if $(filter test check san san-units clang fuzz bench,$(MAKECMDGOALS)),all,build)

demo: $(BINS)
	@IA_BUILD=$(BUILD) examples/first-funnel.sh

completions: $(BINS)
	@mkdir -p $(BUILD)/completions/bash $(BUILD)/completions/zsh $(BUILD)/completions/fish
	@for tool in $(CMDS); do \
		$(BUILD)/bin/$$tool --completion bash >$(BUILD)/completions/bash/$$tool && \
		$(BUILD)/bin/$$tool --completion zsh >$(BUILD)/completions/zsh/_$$tool && \
		$(BUILD)/bin/$$tool --completion fish >$(BUILD)/completions/fish/$$tool.fish || exit 1; \
	done

ROOT = $(DESTDIR)$(PREFIX)
BASH_DIR = $(ROOT)/share/bash-completion/completions
ZSH_DIR = $(ROOT)/share/zsh/site-functions
FISH_DIR = $(ROOT)/share/fish/vendor_completions.d
MAN1 := $(wildcard man/man1/*.1)
MAN7 := $(wildcard man/man7/*.7)

install: all completions
	install -d $(ROOT)/bin $(ROOT)/share/ia $(ROOT)/share/man/man1 $(ROOT)/share/man/man7 $(BASH_DIR) $(ZSH_DIR) $(FISH_DIR)
	install -m 755 $(BINS) $(ROOT)/bin
	install -m 644 lib/serve/ia.js $(ROOT)/share/ia
	install -m 644 $(MAN1) $(ROOT)/share/man/man1
	install -m 644 $(MAN7) $(ROOT)/share/man/man7
	install -m 644 $(CMDS:%=$(BUILD)/completions/bash/%) $(BASH_DIR)
	install -m 644 $(CMDS:%=$(BUILD)/completions/zsh/_%) $(ZSH_DIR)
	install -m 644 $(CMDS:%=$(BUILD)/completions/fish/%.fish) $(FISH_DIR)

uninstall:
	rm -f $(CMDS:%=$(ROOT)/bin/%) $(MAN1:man/%=$(ROOT)/share/man/%) $(MAN7:man/%=$(ROOT)/share/man/%)
	rm -f $(ROOT)/share/ia/ia.js
	rm -f $(CMDS:%=$(BASH_DIR)/%) $(CMDS:%=$(ZSH_DIR)/_%) $(CMDS:%=$(FISH_DIR)/%.fish)

deb: all
	@BUILD=$(BUILD) examples/package/deb.sh $(BUILD)

dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=ia-$(VERSION)/ -o $(BUILD)/ia-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/ia-$(VERSION).tar.gz

clean:
	rm -rf $(BUILD)

.PHONY: FORCE all programs test soak check format san san-units clang fuzz bench deps demo completions install uninstall deb dist clean
.SECONDARY:

# What is built waits for what is installed: "make deps demo" in one command, also with -j.
ifneq (,$(filter deps,$(MAKECMDGOALS)))
$(LIB_OBJ) $(CMD_OBJ) $(BUILD)/xgboost $(BUILD)/microhttpd \
	$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/*.c tests/fuzz/*.c)): | deps
check san san-units clang fuzz bench: | deps
endif

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(wildcard $(BUILD)/obj/tests/*/*.d)
