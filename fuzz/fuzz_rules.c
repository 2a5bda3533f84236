/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/fuzz_account.h"
#include "fuzz/fuzz_caps.h"
#include "fuzz/fuzz_environment.h"
#include "platform/linux/rules.h"
#include "tests/platform/bpf_sim.h"

/*
 * A capability set of any kind to rules: the input is decoded, so that nearly each of its bytes is
 * part of a valid set. What a kernel is asked must be what an account of its own says.
 */

enum {
	MAX_CALLS = 24,
};

/* A word that means something to one call or another, or any. */
static uint64_t take_argument(struct fuzz_source *from)
{
	static const uint32_t values[] = { 0, 1, 2, 3, 5, 6, 10, 16, 17, 31, 40, 262, 0x80, 0x200,
		0x201, 0x202, 0x1000, 0x5412, 0x541c, 0x5423, 0x40086602, 0x401c5820, 0x10000000,
		0x20000000, 0x40000000, 04001, 02000001, 0xffffffff };
	unsigned choice = fuzz_take(from);
	uint64_t value = values[choice % (sizeof(values) / sizeof(values[0]))];

	if (choice >= 0xe0)
		value = fuzz_take_word(from);
	if (choice >= 0xf0)
		value |= (uint64_t)fuzz_take_word(from) << 32;
	return value;
}

/* Whose numbers a call has: mostly one that the filter has a table for. */
static enum oracle_table take_table(struct fuzz_source *from, const struct oracle *oracle)
{
	static const enum oracle_table tables[] = { TABLE_X86_64, TABLE_I386, TABLE_X32 };
	unsigned choice = fuzz_take(from);

	if (oracle->arm)
		return choice < 0xf0 ? TABLE_AARCH64 : tables[choice % 3];
	return oracle->with_32_bit || choice >= 0xf0 ? tables[choice % 3] : TABLE_X86_64;
}

/* The question for the marker, the answer perhaps with one wrong bit. */
static void take_marker(
	struct fuzz_source *from, const struct oracle *oracle, struct seccomp_data *data)
{
	unsigned choice = fuzz_take(from);

	data->args[0] = ORACLE_MARKER;
	for (int i = 0; i < 4; i++)
		data->args[i + 1] = choice & 1 ? oracle->marker[i] : 0;
	if (choice & 2)
		data->args[(choice >> 2) % 5] ^= 1ULL << (fuzz_take(from) & 63);
}

static struct seccomp_data take_call(struct fuzz_source *from, const struct oracle *oracle)
{
	enum oracle_table table = take_table(from, oracle);
	struct seccomp_data data = { .arch = oracle_arch(table) };
	unsigned choice = fuzz_take(from), index = fuzz_take(from);

	if (choice < 0xc0)
		data.nr = (int)oracle_number(table, (enum oracle_call)(index % IS_OTHER));
	else if (choice < 0xe0)
		data.nr = (int)(index | (choice & 3) << 8);
	else if (choice < 0xf0)
		data.nr = (int)oracle_number(table, IS_prctl);
	else
		data.nr = (int)fuzz_take_word(from);
	if (choice == 0xff)
		data.arch = fuzz_take_word(from);
	for (int i = 0; i < 6; i++)
		data.args[i] = take_argument(from);
	if (choice >= 0xe0 && choice < 0xf0)
		take_marker(from, oracle, &data);
	return data;
}

static void check_filter(
	const struct rules *rules, const struct oracle *oracle, struct fuzz_source from)
{
	static struct bpf_sim sim;
	const char *why = bpf_sim_init(&sim, rules->filter.code, rules->filter.length);

	FUZZ_CHECK(!why, "%s", why);
	for (int i = 0; i < MAX_CALLS && from.left; i++) {
		const struct seccomp_data data = take_call(&from, oracle);
		uint32_t got = bpf_sim_run(&sim, &data), wanted = oracle_verdict(oracle, &data);

		FUZZ_CHECK(got == wanted,
			"network %d, ABI %d, read-only %d, unix %d with grants %d, metadata %d, switches "
			"%x: arch %x number %x (%llx %llx %llx %llx %llx): got %x, wanted %x",
			oracle->network, oracle->abi, oracle->read_only, oracle->sockets,
			oracle->grants, oracle->metadata, oracle->switches, data.arch,
			(unsigned)data.nr, data.args[0], data.args[1], data.args[2], data.args[3],
			data.args[4], got, wanted);
	}
}

/* As long, and no byte in it could end a line or a word. */
static const char *make_tame_text(const char *odd, struct allocator *alloc)
{
	char *text = alloc_text(alloc, odd, strlen(odd));

	FUZZ_CHECK(text, "out of memory");
	for (char *at = text; *at; at++) {
		if (*at <= ' ' || *at > '~' || *at == '"' || *at == '\\')
			*at = 'Z';
	}
	return text;
}

static void make_tame(struct caps *tame, const struct caps *caps)
{
	*tame = *caps;
	tame->paths = alloc_array(caps->alloc, caps->path_count + 1, sizeof(*tame->paths));
	tame->sockets = alloc_array(caps->alloc, caps->socket_count + 1, sizeof(*tame->sockets));
	FUZZ_CHECK(tame->paths && tame->sockets, "out of memory");
	for (size_t i = 0; i < caps->path_count; i++) {
		tame->paths[i] = caps->paths[i];
		tame->paths[i].path = make_tame_text(caps->paths[i].path, caps->alloc);
	}
	for (size_t i = 0; i < caps->socket_count; i++) {
		tame->sockets[i] = caps->sockets[i];
		tame->sockets[i].path = make_tame_text(caps->sockets[i].path, caps->alloc);
	}
}

static size_t count_gaps(const struct rules *rules)
{
	size_t count = 0;

	while (platform_gap(rules, count))
		count++;
	return count;
}

static size_t count_limits(const struct caps *caps)
{
	size_t count = 0;

	for (int i = 0; i < CAPS_LIMIT_COUNT; i++)
		count += caps->limits[i].key != NULL;
	return count;
}

/* One line a rule: a path cannot end its own and begin another. */
static void check_lines(const char *text, const struct caps *caps, const struct oracle *oracle)
{
	const struct {
		const char *beginnings[3];
		size_t count;
	} lines[] = {
		{ { "allow path \"", "allow file \"" }, oracle->abi ? caps->path_count : 0 },
		{ { "allow socket \"", "allow sockets in \"", "allow sockets below \"" },
			oracle->abi ? caps->socket_count : 0 },
		{ { "allow port " }, account_port_rules(caps, oracle->abi) },
		{ { "landlock " }, 1 },
		{ { "capabilities kept:" }, 1 },
		{ { "seccomp " }, oracle->with_32_bit ? 3 : 1 },
		{ { "descriptors: " }, caps->choices[CAPS_DESCRIPTORS].value != 0 },
		{ { "limit " }, count_limits(caps) },
		{ { "gap: " }, account_gaps(caps, oracle->abi) },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		size_t found = 0;

		for (int j = 0; j < 3 && lines[i].beginnings[j]; j++)
			found += fuzz_count_lines(text, lines[i].beginnings[j]);
		FUZZ_CHECK(found == lines[i].count, "%zu of '%s', wanted %zu: %s", found,
			lines[i].beginnings[0], lines[i].count, text);
	}
}

static void check_text(const struct rules *rules, const struct caps *caps,
	const struct oracle *oracle, const struct nono_support *support)
{
	const char *text = fuzz_print(rules, caps->alloc), *plain;
	const char *report = fuzz_report(rules, caps->alloc);
	struct rules *tame_rules;
	struct caps tame;

	check_lines(text, caps, oracle);
	FUZZ_CHECK(!count_gaps(rules) || strstr(report, "\"not_enforced\""), "%s", report);
	make_tame(&tame, caps);
	FUZZ_CHECK(!platform_compile(&tame_rules, &tame, support, NULL), "%s", text);
	plain = fuzz_print(tame_rules, caps->alloc);
	FUZZ_CHECK(fuzz_count_lines(text, "") == fuzz_count_lines(plain, ""), "%s\nand tame:\n%s",
		text, plain);
}

static void check_rules(const struct rules *rules, const struct caps *caps, int abi)
{
	const struct account_handled handled = account_handled(caps, abi);
	size_t gaps = account_gaps(caps, abi);

	FUZZ_CHECK(count_gaps(rules) == gaps, "ABI %d: %zu gaps, wanted %zu; first %s", abi,
		count_gaps(rules), gaps, platform_gap(rules, 0));
	FUZZ_CHECK(rules->handled.fs == handled.fs && rules->handled.net == handled.net &&
			   rules->handled.scoped == handled.scoped,
		"ABI %d: %llx %llx %llx", abi, (unsigned long long)rules->handled.fs,
		(unsigned long long)rules->handled.net, (unsigned long long)rules->handled.scoped);
	FUZZ_CHECK(rules->privileges == account_privileges(caps), "ABI %d: privileges %llx", abi,
		(unsigned long long)rules->privileges);
}

/* NONO_OK when a kernel with that ABI takes the set. */
static int wanted_code(const struct caps *caps, int abi)
{
	if (!caps->best_effort && account_gaps(caps, abi))
		return NONO_ERR_UNSUPPORTED;
	return abi && account_binds_in_root(caps) ? NONO_ERR_INVALID : NONO_OK;
}

/* The text of one ABI only: it takes longer than all the rest. */
static void check_abi(const struct caps *caps, int abi, int shown, const struct fuzz_source *calls)
{
	const struct nono_support support = fuzz_support(abi);
	struct oracle oracle = account_oracle(caps, abi);
	struct nono_err err = { 0 };
	struct rules *rules = NULL;
	int r = platform_compile(&rules, caps, &support, &err), wanted = wanted_code(caps, abi);

	FUZZ_CHECK(r == wanted, "ABI %d: %d, wanted %d: %s", abi, r, wanted, err.text);
	if (r) {
		fuzz_check_error(r, &err);
		FUZZ_CHECK(!rules, "ABI %d: %s", abi, err.text);
		return;
	}
	FUZZ_CHECK(!err.code && rules, "ABI %d: %d %s", abi, err.code, err.text);
	check_rules(rules, caps, abi);
	/* Any four words but none: they are hashed, and the filter must answer to them. */
	memcpy(oracle.marker, rules->marker, sizeof(oracle.marker));
	check_filter(rules, &oracle, *calls);
	if (abi == shown)
		check_text(rules, caps, &oracle, &support);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_source from = { data, size };
	struct nono_err err = { 0 };
	struct fuzz_alloc alloc;
	int r, shown = (int)(fuzz_take(&from) % FUZZ_ABIS);
	struct caps caps;
	size_t ports;

	fuzz_begin();
	fuzz_alloc_init(&alloc);
	caps_init(&caps, &alloc.allocator);
	fuzz_take_caps(&from, &caps);
	ports = caps.port_count + account_added_ports(&caps);
	r = account_is_accepted(&caps) ? NONO_OK : NONO_ERR_INVALID;
	FUZZ_CHECK(caps_complete(&caps, &err) == r, "wanted %d: %s", r, err.text);
	if (r) {
		fuzz_check_error(r, &err);
	} else {
		FUZZ_CHECK(caps.port_count == ports, "%zu ports", caps.port_count);
		fuzz_check_environment(&from, &caps);
	}
	for (int abi = 0; !r && abi < FUZZ_ABIS; abi++)
		check_abi(&caps, abi, shown, &from);
	fuzz_alloc_free(&alloc);
	return 0;
}
