/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/platform/seccomp_oracle.h"

/*
 * What the headers call a number, as text, so that a name that they do not have is no error. The
 * generic numbers are those of aarch64. Taken first: the native header has the same names.
 */
#define TEXT(number)				#number
#define EXPANDED(number)			TEXT(number)
#define HEADER_ROW(name, x86_64, aarch64, kind) EXPANDED(__NR_##name),
#define __ARCH_WANT_SYS_CLONE3
#include <asm-generic/unistd.h>
static const char *const generic_numbers[] = { ORACLE_CALLS(HEADER_ROW) };
#include <asm/unistd.h>
static const char *const native_numbers[] = { ORACLE_CALLS(HEADER_ROW) };

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "platform/linux/rules.h"
#include "platform/linux/seccomp_rules.h"
#include "tests/harness.h"
#include "tests/platform/bpf_sim.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
	LONGEST = 360,	/* instructions; more would be a slip, the kernel takes 4096 */
	FARTHEST = 128, /* instructions over which a jump goes, of 255 that it can */
	X32 = 0x40000000,
};

static const uint64_t garbage = 0xdeadbeef00000000; /* above an int argument */
static const char *const network_names[] = { "free", "blocked", "connect", "listen" };
static const int abis[] = { 0, 1, 2, 3, 8, 9, 10 };

/* One program and what it is for. */
struct kind {
	struct oracle oracle;
	struct test_alloc alloc;
	struct bpf_sim sim;
};

static void attempt(struct kind *kind, const struct seccomp_data *data)
{
	const struct oracle *oracle = &kind->oracle;
	uint32_t got = bpf_sim_run(&kind->sim, data), wanted = oracle_verdict(oracle, data);
	enum oracle_call call = oracle_call(oracle, (uint32_t)data->nr);

	if (got != wanted)
		ck_abort_msg(
			"network %s, ABI %d, %s%s: arch %x number %x (%llx %llx %llx %llx %llx "
			"%llx): got %x, wanted %x",
			network_names[oracle->network], oracle->abi,
			oracle->arm ? "aarch64" : "x86_64", oracle->read_only ? ", read-only" : "",
			data->arch, (unsigned)data->nr, data->args[0], data->args[1], data->args[2],
			data->args[3], data->args[4], data->args[5], got, wanted);
	if (kind->sim.loaded_argument && !oracle_needs_arguments(oracle, call))
		ck_abort_msg("network %s, ABI %d: number %d loads an argument for nothing",
			network_names[oracle->network], oracle->abi, data->nr);
}

static struct seccomp_data native(const struct kind *kind, uint32_t number)
{
	return (struct seccomp_data){ .nr = (int)number,
		.arch = kind->oracle.arm ? ORACLE_AARCH64 : ORACLE_X86_64 };
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
		for (data.nr = X32; data.nr < X32 + 1024; data.nr++)
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
	struct seccomp_data data = native(kind, oracle_number(&kind->oracle, call));

	for (unsigned family = 0; family <= 64; family++) {
		bool known = family == 1 || family == 2 || family == 10 || family == 16;

		data.args[0] = family;
		/* To a read-only profile sockets are what they are to others: a short look will do.
		 */
		sweep_family(kind, data, known && !kind->oracle.read_only ? 264 : 8);
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
	struct seccomp_data data = native(kind, oracle_number(&kind->oracle, call));

	for (unsigned i = 0; i < 32 * 32 * 4 * 2; i++) {
		memset(data.args, i % 2 ? 0xff : 0, sizeof(data.args));
		data.args[argument] = 1U << i / 2 % 32 | 1U << i / 64 % 32 | i / 2048;
		attempt_int(kind, data);
	}
}

static void sweep_options(struct kind *kind)
{
	struct seccomp_data data = native(kind, oracle_number(&kind->oracle, IS_setsockopt));

	for (data.args[1] = 0; data.args[1] < 300; data.args[1]++) {
		for (data.args[2] = 0; data.args[2] < 64; data.args[2]++)
			attempt_int(kind, data);
	}
}

/* Every command, its neighbours and what differs in one bit; nothing else in the argument. */
static void sweep_ioctl(struct kind *kind)
{
	static const unsigned commands[] = { 0x5401, 0x5412, 0x541c, 0x541d, 0x541f, 0x5423,
		0x40045436, 0x40086602, 0x401c5820, 0x40806685, 0x800c6613 };
	struct seccomp_data data = native(kind, oracle_number(&kind->oracle, IS_ioctl));

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
	const struct oracle *oracle = &kind->oracle;

	for (size_t i = 0; i < COUNT(words) * COUNT(words); i++) {
		struct seccomp_data data = native(kind, oracle_number(oracle, IS_prlimit64));

		data.args[0] = words[i % COUNT(words)];
		data.args[2] = words[i / COUNT(words)];
		attempt(kind, &data);
		attempt_int(kind, data);
		data.nr = (int)oracle_number(oracle, IS_personality);
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
		struct seccomp_data data = native(kind,
			i & 64 ? oracle_number(&kind->oracle, call) : i % (ORACLE_NEWEST + 8));

		for (int a = 0; a < 6; a++) {
			state = state * 1664525 + 1013904223;
			data.args[a] = values[(state >> 16) % COUNT(values)];
		}
		attempt_int(kind, data);
	}
}

static void fill_caps(struct caps *caps, struct kind *kind)
{
	struct caps_port port = { .port = 443, .direction = CAPS_CONNECT, .key = "test" };
	struct caps_path path = { .path = "/usr", .access = CAPS_READ, .key = "test" };

	caps_init(caps, &kind->alloc.allocator);
	caps->best_effort = true;
	if (kind->oracle.network == NETWORK_BLOCKED)
		caps_block_network(caps, &port.place);
	if (kind->oracle.network == NETWORK_CONNECT || kind->oracle.network == NETWORK_LISTEN)
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
	ck_assert_int_eq(caps_add_path(caps, &path, NULL), NONO_OK);
	path.access = CAPS_WRITE;
	if (!kind->oracle.read_only)
		ck_assert_int_eq(caps_add_path(caps, &path, NULL), NONO_OK);
	port.direction = CAPS_LISTEN;
	if (kind->oracle.network == NETWORK_LISTEN)
		ck_assert_int_eq(caps_add_port(caps, &port, NULL), NONO_OK);
}

/* The policy is the one platform_compile() chooses, so that both arches are made from it. */
static void build(struct kind *kind)
{
	const struct nono_support support = { kind->oracle.abi, kind->oracle.abi ? 0 : ENOSYS };
	const struct seccomp_arch *arch = kind->oracle.arm ? &seccomp_aarch64 : &seccomp_x86_64;
	struct seccomp_filter filter;
	struct rules *rules;
	struct caps caps;
	const char *why;

	test_alloc_init(&kind->alloc, -1);
	fill_caps(&caps, kind);
	ck_assert_int_eq(platform_compile(&rules, &caps, &support, NULL), NONO_OK);
	ck_assert_int_eq(
		seccomp_compile(&filter, rules->seccomp_policy, arch, caps.alloc, NULL), NONO_OK);
	if (arch == seccomp_native()) {
		ck_assert_uint_eq(filter.length, rules->filter.length);
		ck_assert(!memcmp(
			filter.code, rules->filter.code, filter.length * sizeof(*filter.code)));
	}
	why = bpf_sim_init(&kind->sim, filter.code, filter.length);
	ck_assert_msg(why == NULL, "the kernel would refuse it: %s", why);
	ck_assert_uint_le(filter.length, LONGEST);
	for (size_t i = 0; i < filter.length; i++)
		ck_assert(filter.code[i].jt <= FARTHEST && filter.code[i].jf <= FARTHEST);
}

static void check_coverage(const struct kind *kind)
{
	size_t at = bpf_sim_uncovered(&kind->sim);

	ck_assert_msg(at == kind->sim.length,
		"network %s, ABI %d, %s: instruction %zu of %zu (%x, %x, %u, %u), or one side of "
		"it, is never taken",
		network_names[kind->oracle.network], kind->oracle.abi,
		kind->oracle.arm ? "aarch64" : "x86_64", at, kind->sim.length,
		kind->sim.code[at].code, kind->sim.code[at].k, kind->sim.code[at].jt,
		kind->sim.code[at].jf);
}

START_TEST(equals_oracle)
{
	size_t number = (size_t)_i / 4;
	struct kind kind = { .oracle = { (enum oracle_network)(number / COUNT(abis)),
				     abis[number % COUNT(abis)], _i % 2, _i / 2 % 2 } };

	build(&kind);
	sweep_numbers(&kind);
	sweep_sockets(&kind, IS_socket);
	sweep_sockets(&kind, IS_socketpair);
	sweep_flags(&kind, IS_sendto, 3);
	sweep_flags(&kind, IS_sendmsg, 2);
	sweep_flags(&kind, IS_sendmmsg, 3);
	sweep_flags(&kind, IS_open, 1);
	sweep_flags(&kind, IS_openat, 2);
	sweep_flags(&kind, IS_execveat, 4);
	sweep_flags(&kind, IS_clone, 0);
	sweep_flags(&kind, IS_unshare, 0);
	sweep_ioctl(&kind);
	sweep_words(&kind);
	sweep_options(&kind);
	sweep_at_random(&kind);
	check_coverage(&kind);
	test_alloc_free(&kind.alloc);
}
END_TEST

/* The list of the product, the list of the oracle and the headers of this system agree. */
static const struct {
	const char *name;
	enum linux_call call;
	int x86_64, aarch64;
} numbers[] = {
#define ROW(name, x86_64, aarch64, kind) { #name, CALL_##name, x86_64, aarch64 },
	ORACLE_CALLS(ROW)
#undef ROW
};

/* What a header says; -1 where it does not have the call. */
static int header_number(const char *text)
{
	return isdigit((unsigned char)*text) ? atoi(text) : -1;
}

/* io_uring (425) came with Linux 5.1; a header that is older than a call has nothing to say. */
static void check_header(const char *text, int wanted)
{
	int number = header_number(text);

	if (number >= 0 || wanted <= 425)
		ck_assert_int_eq(number, wanted);
}

START_TEST(equals_headers)
{
	ck_assert_str_eq(seccomp_call_name(numbers[_i].call), numbers[_i].name);
	ck_assert_int_eq(
		seccomp_call_number(numbers[_i].call, &seccomp_x86_64), numbers[_i].x86_64);
	ck_assert_int_eq(
		seccomp_call_number(numbers[_i].call, &seccomp_aarch64), numbers[_i].aarch64);
	check_header(generic_numbers[_i], numbers[_i].aarch64);
#if defined(__x86_64__)
	check_header(native_numbers[_i], numbers[_i].x86_64);
#elif defined(__aarch64__)
	check_header(native_numbers[_i], numbers[_i].aarch64);
#endif
}
END_TEST

START_TEST(every_call_is_known)
{
	ck_assert_uint_eq(COUNT(numbers), CALL_COUNT);
	ck_assert_uint_eq(COUNT(numbers), IS_OTHER);
	ck_assert_uint_eq(seccomp_x86_64.audit, ORACLE_X86_64);
	ck_assert_uint_eq(seccomp_aarch64.audit, ORACLE_AARCH64);
	ck_assert_uint_eq(seccomp_x86_64.newest, ORACLE_NEWEST);
	ck_assert_uint_eq(seccomp_aarch64.newest, ORACLE_NEWEST);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seccomp");
	TCase *sweeps = tcase_create("oracle"), *rest = tcase_create("rest");

	tcase_set_timeout(sweeps, 60);
	tcase_add_loop_test(sweeps, equals_oracle, 0, (int)(4 * NETWORKS * COUNT(abis)));
	tcase_add_loop_test(rest, equals_headers, 0, (int)COUNT(numbers));
	tcase_add_test(rest, every_call_is_known);
	suite_add_tcase(suite, sweeps);
	suite_add_tcase(suite, rest);
	return test_main(suite);
}
