/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_sweeps.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const uint64_t garbage = 0xdeadbeef00000000; /* above an int argument */

const char *kind_name(const struct kind *kind)
{
	static const char *const networks[] = { "free", "blocked", "connect", "listen", "udp",
		"udp listen" };
	const struct oracle *oracle = &kind->oracle;
	static char name[160];

	snprintf(name, sizeof(name),
		"network %s, ABI %d, %s%s%s, unix %d with grants %d, metadata %d, switches %x",
		networks[oracle->network], oracle->abi, oracle->arm ? "aarch64" : "x86_64",
		oracle->with_32_bit ? " and 32 bits" : "", oracle->read_only ? ", read-only" : "",
		oracle->sockets, oracle->grants, oracle->metadata, oracle->switches);
	return name;
}

static void attempt(struct kind *kind, const struct seccomp_data *data)
{
	const struct oracle *oracle = &kind->oracle;
	uint32_t got = bpf_sim_run(&kind->sim, data), wanted = oracle_verdict(oracle, data);
	enum oracle_table table = oracle_table(oracle, data);

	if (got != wanted)
		ck_abort_msg(
			"%s: arch %x number %x (%llx %llx %llx %llx %llx %llx): got %x, wanted %x",
			kind_name(kind), data->arch, (unsigned)data->nr, data->args[0],
			data->args[1], data->args[2], data->args[3], data->args[4], data->args[5],
			got, wanted);
	if (kind->sim.loaded_argument &&
		(table == TABLES ||
			!oracle_needs_arguments(oracle, oracle_call(table, (uint32_t)data->nr))))
		ck_abort_msg("%s: arch %x number %x loads an argument for nothing", kind_name(kind),
			data->arch, (unsigned)data->nr);
}

static struct seccomp_data native(const struct kind *kind, uint32_t number)
{
	return (struct seccomp_data){ .nr = (int)number, .arch = oracle_arch(kind->table) };
}

static void sweep_numbers(struct kind *kind)
{
	static const uint32_t arches[] = { ORACLE_X86_64, 0x40000003 /* i386 */, ORACLE_AARCH64,
		0x40000028 /* arm */, 0 };
	static const uint32_t extremes[] = { 0xffffffff, 0x7fffffff, 0x80000000, 0x80000029 };
	struct seccomp_data data;

	for (size_t i = 0; i < 2 * COUNT(arches); i++) {
		memset(&data, i % 2 ? 0xff : 0, sizeof(data));
		data.arch = arches[i / 2];
		for (data.nr = 0; data.nr < 1024; data.nr++)
			attempt(kind, &data);
		for (data.nr = ORACLE_X32; data.nr < ORACLE_X32 + 1024; data.nr++)
			attempt(kind, &data);
		for (size_t extreme = 0; extreme < COUNT(extremes); extreme++) {
			data.nr = (int)extremes[extreme];
			attempt(kind, &data);
		}
	}
}

/* Once as it is, once with garbage in the half of each argument that an int does not have. */
static void attempt_int(struct kind *kind, struct seccomp_data data)
{
	attempt(kind, &data);
	for (int i = 0; i < 6; i++)
		data.args[i] |= garbage;
	attempt(kind, &data);
}

static void sweep_family(struct kind *kind, struct seccomp_data data, unsigned protocols)
{
	static const unsigned flags[] = { 0, 04000, 02000000, 02004000 }; /* non-block, cloexec */

	for (unsigned type = 0; type < 16 * COUNT(flags); type++) {
		data.args[1] = type % 16 | flags[type / 16];
		for (data.args[2] = 0; data.args[2] < protocols; data.args[2]++)
			attempt_int(kind, data);
	}
}

static void sweep_sockets(struct kind *kind, enum oracle_call call)
{
	static const unsigned odd[] = { 0x80000002, 0xffffffff, 0x102, 0x10001 };
	struct seccomp_data data = native(kind, oracle_number(kind->table, call));

	for (unsigned family = 0; family <= 64; family++) {
		bool known = family == 1 || family == 2 || family == 10 || family == 16;

		data.args[0] = family;
		/* To a read-only profile sockets are what they are to others: a short look will do.
		 */
		sweep_family(kind, data, known && !kind->oracle.read_only ? 264 : 20);
	}
	for (size_t i = 0; i < COUNT(odd) * COUNT(odd); i++) {
		data.args[0] = odd[i % 4];
		data.args[1] = odd[i / 4];
		attempt_int(kind, data);
		data.args[0] = 2;
		data.args[2] = odd[i % 4];
		attempt_int(kind, data);
	}
}

/* Every pair of bits, with each access mode, in the argument that holds the flags. */
static void sweep_flags(struct kind *kind, enum oracle_call call, int argument)
{
	struct seccomp_data data = native(kind, oracle_number(kind->table, call));

	for (unsigned i = 0; i < 32 * 32 * 4 * 2; i++) {
		memset(data.args, i % 2 ? 0xff : 0, sizeof(data.args));
		data.args[argument] = 1U << i / 2 % 32 | 1U << i / 64 % 32 | i / 2048;
		attempt_int(kind, data);
	}
}

static void sweep_options(struct kind *kind)
{
	struct seccomp_data data = native(kind, oracle_number(kind->table, IS_setsockopt));

	for (data.args[1] = 0; data.args[1] < 300; data.args[1]++) {
		for (data.args[2] = 0; data.args[2] < 64; data.args[2]++)
			attempt_int(kind, data);
	}
}

/* Every command, its neighbours and what differs in one bit; nothing else in the argument. */
static void sweep_ioctl(struct kind *kind)
{
	static const unsigned commands[] = { 0x5401, 0x5412, 0x541c, 0x541d, 0x541f, 0x5423,
		0x40045436, 0x40086602, 0x40046602, 0x401c5820, 0x40806685, 0x800c6613 };
	struct seccomp_data data = native(kind, oracle_number(kind->table, IS_ioctl));

	for (size_t i = 0; i < COUNT(commands) * 35; i++) {
		unsigned command = commands[i / 35], change = i % 35;

		data.args[1] = change < 32 ? command ^ 1U << change : command + change - 33;
		attempt_int(kind, data);
	}
}

/* The process of prlimit64, its new limit with bits in either half, and personality. */
static void sweep_words(struct kind *kind)
{
	static const uint64_t words[] = { 0, 1, 42, 0x40000, 0x7fffffff, 0x80000000, 0xfffffffe,
		0xffffffff, 0x100000000, 0x7fff00000000, 0x8000000000000000, 0xffffffff00000000,
		0xffffffffffffffff };
	for (size_t i = 0; i < COUNT(words) * COUNT(words); i++) {
		struct seccomp_data data = native(kind, oracle_number(kind->table, IS_prlimit64));

		data.args[0] = words[i % COUNT(words)];
		data.args[2] = words[i / COUNT(words)];
		attempt(kind, &data);
		attempt_int(kind, data);
		data.nr = (int)oracle_number(kind->table, IS_personality);
		attempt_int(kind, data);
	}
}

/* The marker of this filter and of none, and each with one bit of one word changed. */
static void sweep_marker(struct kind *kind)
{
	struct seccomp_data data = native(kind, oracle_number(kind->table, IS_prctl));

	for (unsigned i = 0; i < 2 * 5 * 33; i++) {
		unsigned word = i / 2 % 5, bit = i / 10;

		data.args[0] = ORACLE_MARKER;
		for (int a = 0; a < 4; a++)
			data.args[a + 1] = i % 2 ? kind->oracle.marker[a] : 0;
		if (bit < 32)
			data.args[word] ^= 1U << bit;
		attempt_int(kind, data);
	}
}

/* All numbers with arguments that mean something to one call or another. */
static void sweep_at_random(struct kind *kind)
{
	static const uint32_t values[] = { 0, 1, 2, 3, 6, 10, 16, 17, 31, 40, 262, 0x200, 0x201,
		0x203, 0x1000, 0x5412, 0x40086602, 0x10000000, 0x20000000, 0x20000001, 04001,
		0xffffffff };
	uint32_t state = 1;

	for (unsigned i = 0; i < 50000; i++) {
		enum oracle_call call = (enum oracle_call)(i % IS_OTHER);
		uint32_t plain =
			i % (ORACLE_X32_TO + 8) | (kind->table == TABLE_X32 ? ORACLE_X32 : 0);
		struct seccomp_data data =
			native(kind, i & 64 ? oracle_number(kind->table, call) : plain);

		for (int a = 0; a < 6; a++) {
			state = state * 1664525 + 1013904223;
			data.args[a] = values[(state >> 16) % COUNT(values)];
		}
		attempt_int(kind, data);
	}
}

static void sweep_table(struct kind *kind)
{
	sweep_sockets(kind, IS_socket);
	sweep_sockets(kind, IS_socketpair);
	sweep_flags(kind, IS_sendto, 3);
	sweep_flags(kind, IS_sendmsg, 2);
	sweep_flags(kind, IS_sendmmsg, 3);
	sweep_flags(kind, IS_open, 1);
	sweep_flags(kind, IS_openat, 2);
	sweep_flags(kind, IS_execveat, 4);
	sweep_flags(kind, IS_clone, 0);
	sweep_flags(kind, IS_unshare, 0);
	sweep_flags(kind, IS_memfd_create, 1);
	sweep_ioctl(kind);
	sweep_words(kind);
	sweep_options(kind);
	sweep_marker(kind);
	sweep_at_random(kind);
}

void sweep_all(struct kind *kind)
{
	sweep_numbers(kind);
	for (int table = 0; table < TABLES; table++) {
		bool is_32_bit = table == TABLE_I386 || table == TABLE_X32;

		if (kind->oracle.arm != (table == TABLE_AARCH64) ||
			(is_32_bit && !kind->oracle.with_32_bit))
			continue;
		kind->table = (enum oracle_table)table;
		sweep_table(kind);
	}
}
