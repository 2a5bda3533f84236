/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/linux/rules.h"
#include "platform/linux/seccomp_rules.h"
#include "tests/platform/seccomp_headers.h"
#include "tests/platform/seccomp_sweeps.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
	LONGEST = 400,	/* instructions; more would be a slip, the kernel takes 4096 */
	FARTHEST = 128, /* instructions over which a jump goes, of 255 that it can */
};

static const int abis[] = { 0, 1, 2, 3, 8, 9, 10 };

static void choose(struct caps *caps, enum caps_setting setting, int value)
{
	if (value)
		caps->choices[setting] = (struct caps_choice){ .value = value, .key = "test" };
}

static void fill_switches(struct caps *caps, const struct oracle *oracle)
{
	static const struct {
		enum oracle_switch of;
		enum caps_setting setting;
		enum caps_switch value;
	} switches[] = {
		{ ALLOWS_DEBUG, CAPS_DEBUG, CAPS_ALLOW },
		{ ALLOWS_NAMESPACES, CAPS_NAMESPACES, CAPS_ALLOW },
		{ ALLOWS_IO_URING, CAPS_IO_URING, CAPS_ALLOW },
		{ ALLOWS_SYSV, CAPS_IPC_MODE, CAPS_ALLOW },
		{ DENIES_INOTIFY, CAPS_INOTIFY, CAPS_DENY },
		{ DENIES_MEMFD_EXEC, CAPS_MEMFD_EXEC, CAPS_DENY },
	};

	for (size_t i = 0; i < COUNT(switches); i++)
		choose(caps, switches[i].setting,
			oracle->switches & switches[i].of ? switches[i].value : 0);
	choose(caps, CAPS_METADATA, (int)oracle->metadata);
	choose(caps, CAPS_UNIX_SOCKETS, (int)oracle->sockets);
	choose(caps, CAPS_COMPAT32, oracle->with_32_bit ? CAPS_ALLOW : 0);
}

static void fill_ports(struct caps *caps, enum oracle_network network)
{
	struct caps_port port = { .port = 443, .direction = CAPS_CONNECT, .key = "test" };

	if (network == NETWORK_BLOCKED)
		caps_block_network(caps, &port.place);
	if (network == NETWORK_BLOCKED || network == NETWORK_FREE)
		return;
	ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
	port.direction = CAPS_LISTEN;
	if (network == NETWORK_LISTEN || network == NETWORK_UDP_LISTEN)
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
	port.direction = CAPS_UDP;
	if (network == NETWORK_UDP || network == NETWORK_UDP_LISTEN)
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
}

static void fill_sockets(struct caps *caps, enum oracle_grants grants)
{
	struct caps_socket socket = { .path = "/run/socket", .key = "test" };

	if (grants != GRANTS_NONE)
		ck_assert_int_eq(caps_add_socket(caps, &socket, NULL), NONO_OK);
	socket.binds = true;
	if (grants == GRANTS_BIND)
		ck_assert_int_eq(caps_add_socket(caps, &socket, NULL), NONO_OK);
}

static void fill_caps(struct caps *caps, struct kind *kind)
{
	struct caps_path path = { .path = "/usr", .access = CAPS_READ, .key = "test" };

	caps_init(caps, &kind->alloc.allocator);
	caps->best_effort = true;
	fill_switches(caps, &kind->oracle);
	fill_ports(caps, kind->oracle.network);
	fill_sockets(caps, kind->oracle.grants);
	ck_assert_int_eq(caps_add_path(caps, &path, NULL), NONO_OK);
	path.access = CAPS_WRITE;
	if (!kind->oracle.read_only)
		ck_assert_int_eq(caps_add_path(caps, &path, NULL), NONO_OK);
}

/* The policy is the one platform_compile() chooses, so that both arches are made from it. */
static unsigned choose_policy(struct kind *kind)
{
	const struct nono_support support = { kind->oracle.abi, kind->oracle.abi ? 0 : ENOSYS };
	struct seccomp_filter filter;
	struct seccomp_wants wants = { 0 };
	struct rules *rules;
	struct caps caps;

	test_alloc_init(&kind->alloc, -1);
	fill_caps(&caps, kind);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, NULL), NONO_OK);
	wants.policy = rules->seccomp_policy;
	memcpy(wants.marker, rules->marker, sizeof(wants.marker));
	ck_assert_int_eq(
		seccomp_compile(&filter, &wants, seccomp_native(), caps.alloc, NULL), NONO_OK);
	ck_assert_uint_eq(filter.length, rules->filter.length);
	ck_assert(!memcmp(filter.code, rules->filter.code, filter.length * sizeof(*filter.code)));
	return wants.policy;
}

static void build(struct kind *kind)
{
	const struct seccomp_arch *arch = kind->oracle.arm ? &seccomp_aarch64 : &seccomp_x86_64;
	struct seccomp_wants wants = { choose_policy(kind), { 0 } };
	unsigned tables = kind->oracle.with_32_bit ? 3 : 1;
	struct seccomp_filter filter;
	const char *why;

	memcpy(wants.marker, kind->oracle.marker, sizeof(wants.marker));
	ck_assert_int_eq(
		seccomp_compile(&filter, &wants, arch, &kind->alloc.allocator, NULL), NONO_OK);
	why = bpf_sim_init(&kind->sim, filter.code, filter.length);
	ck_assert_msg(why == NULL, "the kernel would refuse it: %s", why);
	ck_assert_uint_le(filter.length, LONGEST * tables);
	for (size_t i = 0; i < filter.length; i++)
		ck_assert(filter.code[i].jt <= FARTHEST && filter.code[i].jf <= FARTHEST);
}

static void check_coverage(const struct kind *kind)
{
	size_t at = bpf_sim_uncovered(&kind->sim);

	ck_assert_msg(at == kind->sim.length,
		"%s: instruction %zu of %zu (%x, %x, %u, %u), or one side of it, is never taken",
		kind_name(kind), at, kind->sim.length, kind->sim.code[at].code,
		kind->sim.code[at].k, kind->sim.code[at].jt, kind->sim.code[at].jf);
}

static void check(struct kind *kind)
{
	build(kind);
	sweep_all(kind);
	check_coverage(kind);
	test_alloc_free(&kind->alloc);
}

/* Every network, ABI and processor, with and without something to write; all else by default. */
START_TEST(equals_oracle)
{
	size_t number = (size_t)_i / 4;
	struct kind kind = { .oracle = {
				     .network = (enum oracle_network)(number / COUNT(abis)),
				     .abi = abis[number % COUNT(abis)],
				     .arm = _i % 2,
				     .read_only = _i / 2 % 2,
			     } };

	check(&kind);
}
END_TEST

/* What is said of unix sockets, with each grant of them; 'none' with a grant is no profile. */
START_TEST(sockets_equal_oracle)
{
	enum oracle_unix sockets = (enum oracle_unix)(_i % SOCKETS);
	enum oracle_grants grants = (enum oracle_grants)(_i / SOCKETS % GRANTS);
	struct kind kind = { .oracle = {
				     .network = (enum oracle_network)((_i + _i / 12) % NETWORKS),
				     .abi = abis[(size_t)_i % COUNT(abis)],
				     .arm = _i / 3 % 2,
				     .read_only = _i / 12 % 2 == 0,
				     .sockets = sockets,
				     .grants = sockets == SOCKETS_NONE ? GRANTS_NONE : grants,
			     } };

	check(&kind);
}
END_TEST

/* Every combination of switches, with the rest in turn. A word of the marker may be 0. */
START_TEST(switches_equal_oracle)
{
	struct kind kind = { .oracle = {
				     .network = (enum oracle_network)(_i % NETWORKS),
				     .abi = abis[(size_t)_i % COUNT(abis)],
				     .arm = _i / 2 % 8 == 0,
				     .read_only = _i % 2,
				     .metadata = (enum oracle_metadata)(_i % METADATAS),
				     .switches = (unsigned)_i,
				     .marker = { 0x12345678, _i % 4 ? 0xfedcba98 : 0, 1,
					     0xffffffff },
			     } };

	check(&kind);
}
END_TEST

/* And with tables for i386 and x32. */
START_TEST(tables_equal_oracle)
{
	struct kind kind = { .oracle = {
				     .network = (enum oracle_network)(_i % NETWORKS),
				     .abi = abis[(size_t)_i / NETWORKS % COUNT(abis)],
				     .read_only = _i % 2,
				     .with_32_bit = true,
				     .metadata = (enum oracle_metadata)(_i % METADATAS),
				     .switches = _i * 11 % SWITCHES,
				     .marker = { _i % 3 ? 0xabcdef01 : 0, 2, 3, 4 },
			     } };

	check(&kind);
}
END_TEST

/* The list of the product, the list of the oracle and the headers of this system agree. */
static const struct {
	const char *name;
	enum linux_call call;
	int numbers[TABLES];
} numbers[] = {
#define ROW(name, x86_64, aarch64, i386, x32, kind) \
	{ #name, CALL_##name, { x86_64, aarch64, i386, x32 } },
	ORACLE_CALLS(ROW)
#undef ROW
};

static const struct seccomp_arch *const arches[TABLES] = { &seccomp_x86_64, &seccomp_aarch64,
	&seccomp_i386, &seccomp_x32 };

START_TEST(equals_headers)
{
	ck_assert_str_eq(seccomp_call_name(numbers[_i].call), numbers[_i].name);
	for (int table = 0; table < TABLES; table++) {
		int number, wanted = numbers[_i].numbers[table];

		ck_assert_int_eq(seccomp_call_number(numbers[_i].call, arches[table]), wanted);
		if (!seccomp_header_number(&number, (enum oracle_table)table, (enum oracle_call)_i))
			continue;
		/*
		 * io_uring (425) came with Linux 5.1; a header that is older than a call has
		 * nothing to say.
		 */
		if (number >= 0 || wanted <= 425)
			ck_assert_msg(number == wanted, "%s: %d in the header of %s",
				numbers[_i].name, number, arches[table]->name);
	}
}
END_TEST

START_TEST(every_call_is_known)
{
	ck_assert_uint_eq(COUNT(numbers), CALL_COUNT);
	ck_assert_uint_eq(COUNT(numbers), IS_OTHER);
	for (int table = 0; table < TABLES; table++) {
		ck_assert_uint_eq(arches[table]->audit, oracle_arch((enum oracle_table)table));
		ck_assert_uint_eq(arches[table]->newest, ORACLE_NEWEST);
	}
}
END_TEST

/* Where all of them have been run already (NONO_TEST_REPEAT) and valgrind takes an hour: some. */
static void add_sweeps(TCase *tcase, const TTest *test, int count)
{
	int step = getenv("NONO_TEST_REPEAT") ? 17 : 1;

	for (int i = 0; i < count; i += step)
		tcase_add_loop_test(tcase, test, i, i + 1);
}

int main(void)
{
	Suite *suite = suite_create("seccomp");
	TCase *sweeps = tcase_create("oracle"), *rest = tcase_create("rest");

	tcase_set_timeout(sweeps, 60);
	add_sweeps(sweeps, equals_oracle, (int)(4 * NETWORKS * COUNT(abis)));
	/* 7 rounds through the 12: each of these meets all networks and ABIs. */
	add_sweeps(sweeps, sockets_equal_oracle, (int)(SOCKETS * GRANTS * COUNT(abis)));
	add_sweeps(sweeps, switches_equal_oracle, SWITCHES);
	add_sweeps(sweeps, tables_equal_oracle, (int)(NETWORKS * COUNT(abis)));
	tcase_add_loop_test(rest, equals_headers, 0, (int)COUNT(numbers));
	tcase_add_test(rest, every_call_is_known);
	suite_add_tcase(suite, sweeps);
	suite_add_tcase(suite, rest);
	return test_main(suite);
}
