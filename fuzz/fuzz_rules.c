/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "platform/linux/rules.h"
#include "tests/platform/bpf_sim.h"
#include "tests/platform/seccomp_oracle.h"

/*
 * A capability set of any kind to rules: the input is decoded, so that nearly each of its bytes is
 * part of a valid set. What a kernel is asked must be what an account of its own says.
 */

enum {
	MAX_PATHS = 12,
	MAX_PORTS = 6,
	MAX_CALLS = 24,
	ABI_TCP = 4,
};

/* What is left of the input; behind its end stand zeros. */
struct source {
	const uint8_t *bytes;
	size_t left;
};

static unsigned take(struct source *from)
{
	if (!from->left)
		return 0;
	from->left--;
	return *from->bytes++;
}

static uint32_t take_word(struct source *from)
{
	uint32_t word = take(from);

	for (int i = 0; i < 3; i++)
		word = word << 8 | take(from);
	return word;
}

/* Any bytes but NUL, below one of the places that the rules know by name. */
static const char *take_path(struct source *from, struct allocator *alloc)
{
	static const char *const starts[] = { "/", "/usr", "/dev", "/dev/", "/dev/shm", "/dev/null",
		"/dev/mqueue/", "/dev/hugepages", "/dev/shm/", "/home/user/" };
	unsigned choice = take(from), length = take(from);
	const char *start = starts[choice % (sizeof(starts) / sizeof(starts[0]))];
	size_t used = strlen(start);
	char *path = alloc_array(alloc, used + length + 1, 1);

	FUZZ_CHECK(path, "out of memory");
	memcpy(path, start, used);
	for (unsigned i = 0; i < length && from->left; i++) {
		char c = (char)take(from);

		if (c)
			path[used++] = c;
	}
	return path;
}

static void take_paths(struct source *from, struct caps *caps)
{
	unsigned count = take(from) % (MAX_PATHS + 1);

	for (unsigned i = 0; i < count; i++) {
		unsigned bits = take(from);
		const struct caps_path path = {
			.path = take_path(from, caps->alloc),
			.access = (enum caps_access)(bits % 3 + 1),
			.kind = bits & 4 ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY,
			.missing = (enum caps_missing)((bits >> 3) % 3),
			.key = "filesystem.read",
			.place = { "input.yaml", i + 1, 1 },
		};

		FUZZ_CHECK(!caps_add_path(caps, &path, NULL), "%s", path.path);
	}
}

static void take_ports(struct source *from, struct caps *caps)
{
	unsigned count = take(from) % (MAX_PORTS + 1);

	for (unsigned i = 0; i < count; i++) {
		uint16_t number = (uint16_t)(take(from) << 8);
		const struct caps_port port = {
			.port = number | (uint16_t)take(from) | 1,
			.direction = take(from) % 3 + 1,
			.key = "network.open_port",
			.place = { "a\nb.yaml", i + 1, 1 },
		};

		FUZZ_CHECK(!caps_add_port(caps, &port, NULL), "port %u", (unsigned)port.port);
	}
}

static void take_caps(struct source *from, struct caps *caps)
{
	const struct place place = { "input.yaml", 1, 1 };
	unsigned bits = take(from);

	caps->best_effort = bits & 1;
	if ((bits & 6) == 6)
		caps_block_network(caps, &place);
	take_paths(from, caps);
	if ((bits & 6) != 6 || (bits & 24) == 24)
		take_ports(from, caps);
}

static bool begins(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return !strncmp(path, directory, length) && (!path[length] || path[length] == '/');
}

/* From the specification: /dev does not count, but for itself and what holds files in it. */
static bool can_store(const struct caps_path *path)
{
	if (!(path->access & CAPS_WRITE))
		return false;
	return !begins(path->path, "/dev") || !strcmp(path->path, "/dev") ||
	       begins(path->path, "/dev/shm") || begins(path->path, "/dev/mqueue") ||
	       begins(path->path, "/dev/hugepages");
}

static struct oracle oracle_of(const struct caps *caps, int abi)
{
	struct oracle oracle = { .abi = abi, .read_only = true };

#ifdef __aarch64__
	oracle.arm = true;
#endif
	for (size_t i = 0; i < caps->path_count; i++)
		oracle.read_only &= !can_store(&caps->paths[i]);
	if (caps->port_count)
		oracle.network = NETWORK_CONNECT;
	for (size_t i = 0; i < caps->port_count; i++) {
		if (caps->ports[i].direction & CAPS_LISTEN)
			oracle.network = NETWORK_LISTEN;
	}
	if (caps->network_blocked)
		oracle.network = NETWORK_BLOCKED;
	return oracle;
}

/* A word that means something to one call or another, or any. */
static uint64_t take_argument(struct source *from)
{
	static const uint32_t values[] = { 0, 1, 2, 3, 5, 6, 10, 16, 17, 31, 40, 262, 0x80, 0x200,
		0x201, 0x202, 0x1000, 0x5412, 0x541c, 0x5423, 0x40086602, 0x401c5820, 0x10000000,
		0x20000000, 0x40000000, 04001, 02000001, 0xffffffff };
	unsigned choice = take(from);
	uint64_t value = values[choice % (sizeof(values) / sizeof(values[0]))];

	if (choice >= 0xe0)
		value = take_word(from);
	if (choice >= 0xf0)
		value |= (uint64_t)take_word(from) << 32;
	return value;
}

static struct seccomp_data take_call(struct source *from, const struct oracle *oracle)
{
	unsigned choice = take(from), index = take(from);
	enum oracle_table table = oracle->arm ? TABLE_AARCH64 : TABLE_X86_64;
	struct seccomp_data data = { .arch = oracle_arch(table) };

	if (choice < 0xc0)
		data.nr = (int)oracle_number(table, (enum oracle_call)(index % IS_OTHER));
	else if (choice < 0xf0)
		data.nr = (int)(index | (choice & 3) << 8);
	else
		data.nr = (int)take_word(from);
	if (choice == 0xff)
		data.arch = take_word(from);
	for (int i = 0; i < 6; i++)
		data.args[i] = take_argument(from);
	return data;
}

static void check_filter(const struct rules *rules, const struct oracle *oracle, struct source from)
{
	static struct bpf_sim sim;
	const char *why = bpf_sim_init(&sim, rules->filter.code, rules->filter.length);

	FUZZ_CHECK(!why, "%s", why);
	for (int i = 0; i < MAX_CALLS && from.left; i++) {
		const struct seccomp_data data = take_call(&from, oracle);
		uint32_t got = bpf_sim_run(&sim, &data), wanted = oracle_verdict(oracle, &data);

		FUZZ_CHECK(got == wanted,
			"network %d, ABI %d, read-only %d: arch %x number %x (%llx %llx %llx %llx "
			"%llx): got %x, wanted %x",
			(int)oracle->network, oracle->abi, oracle->read_only, data.arch,
			(unsigned)data.nr, data.args[0], data.args[1], data.args[2], data.args[3],
			data.args[4], got, wanted);
	}
}

/* The same set with paths in which no byte could end a line or a word. */
static void make_tame(struct caps *tame, const struct caps *caps)
{
	*tame = *caps;
	tame->paths = alloc_array(caps->alloc, caps->path_count + 1, sizeof(*tame->paths));
	FUZZ_CHECK(tame->paths, "out of memory");
	for (size_t i = 0; i < caps->path_count; i++) {
		const char *odd = caps->paths[i].path;
		char *path = alloc_text(caps->alloc, odd, strlen(odd));

		FUZZ_CHECK(path, "out of memory");
		for (char *at = path; *at; at++) {
			if (*at <= ' ' || *at > '~' || *at == '"' || *at == '\\')
				*at = 'Z';
		}
		tame->paths[i] = caps->paths[i];
		tame->paths[i].path = path;
	}
}

static size_t count_gaps(const struct rules *rules)
{
	size_t count = 0;

	while (platform_gap(rules, count))
		count++;
	return count;
}

/* One line a rule: a path cannot end its own and begin another. */
static void check_text(
	const struct rules *rules, const struct caps *caps, const struct nono_support *support)
{
	const char *text = fuzz_print(rules, caps->alloc), *plain;
	size_t paths = support->landlock_abi ? caps->path_count : 0;
	size_t ports = support->landlock_abi >= ABI_TCP ? caps->port_count : 0;
	struct rules *tame_rules;
	struct caps tame;

	FUZZ_CHECK(
		fuzz_count_lines(text, "allow path \"") + fuzz_count_lines(text, "allow file \"") ==
			paths,
		"%s", text);
	FUZZ_CHECK(fuzz_count_lines(text, "allow port ") == ports, "%s", text);
	FUZZ_CHECK(fuzz_count_lines(text, "gap: ") == count_gaps(rules), "%s", text);
	make_tame(&tame, caps);
	FUZZ_CHECK(!platform_compile(&tame_rules, &tame, support, NULL), "%s", text);
	plain = fuzz_print(tame_rules, caps->alloc);
	FUZZ_CHECK(fuzz_count_lines(text, "") == fuzz_count_lines(plain, ""), "%s\nand tame:\n%s",
		text, plain);
}

/* The text of one ABI only: it takes longer than all the rest. */
static void check_abi(const struct caps *caps, int abi, int shown, const struct source *calls)
{
	bool enforceable = abi && (!caps->port_count || abi >= ABI_TCP);
	const struct nono_support support = fuzz_support(abi);
	struct oracle oracle = oracle_of(caps, abi);
	struct nono_err err = { 0 };
	struct rules *rules = NULL;
	int r = platform_compile(&rules, caps, &support, &err);

	FUZZ_CHECK(!r == (enforceable || caps->best_effort), "ABI %d: %d %s", abi, r, err.text);
	if (r) {
		fuzz_check_error(r, &err);
		FUZZ_CHECK(r == NONO_ERR_UNSUPPORTED && !rules, "ABI %d: %d %s", abi, r, err.text);
		return;
	}
	FUZZ_CHECK(!err.code && rules, "ABI %d: %d %s", abi, err.code, err.text);
	FUZZ_CHECK(!count_gaps(rules) == enforceable, "ABI %d: %zu gaps", abi, count_gaps(rules));
	memcpy(oracle.marker, rules->marker, sizeof(oracle.marker));
	check_filter(rules, &oracle, *calls);
	if (abi == shown)
		check_text(rules, caps, &support);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source from = { data, size };
	struct nono_err err = { 0 };
	struct fuzz_alloc alloc;
	int r, shown = (int)(take(&from) % FUZZ_ABIS);
	struct caps caps;

	fuzz_alloc_init(&alloc);
	caps_init(&caps, &alloc.allocator);
	take_caps(&from, &caps);
	r = caps_complete(&caps, &err);
	FUZZ_CHECK(!r == !(caps.network_blocked && caps.port_count), "%d: %s", r, err.text);
	if (r)
		fuzz_check_error(r, &err);
	for (int abi = 0; !r && abi < FUZZ_ABIS; abi++)
		check_abi(&caps, abi, shown, &from);
	fuzz_alloc_free(&alloc);
	return 0;
}
